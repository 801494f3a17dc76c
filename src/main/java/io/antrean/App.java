package io.antrean;

import io.antrean.account.Account;
import io.antrean.account.AccountRepository;
import io.antrean.account.AccountRoutes;
import io.antrean.account.Accounts;
import io.antrean.account.Authenticator;
import io.antrean.account.EndedSessions;
import io.antrean.account.Erasure;
import io.antrean.account.ExportRepository;
import io.antrean.account.Identity;
import io.antrean.account.Letters;
import io.antrean.account.LoadTestPersons;
import io.antrean.account.LoadTestRoutes;
import io.antrean.account.OneTimeCodes;
import io.antrean.account.OwnDataRoutes;
import io.antrean.account.PasswordRoutes;
import io.antrean.account.Passwords;
import io.antrean.account.PepperRepository;
import io.antrean.account.PersonRoutes;
import io.antrean.account.Persons;
import io.antrean.account.Retention;
import io.antrean.account.SecretFile;
import io.antrean.account.SessionRoutes;
import io.antrean.account.Sessions;
import io.antrean.account.Tokens;
import io.antrean.admission.RateLimitGuard;
import io.antrean.admission.RateLimits;
import io.antrean.admission.WrongPasswords;
import io.antrean.booking.BookingEventRepository;
import io.antrean.booking.BookingMetrics;
import io.antrean.booking.BookingRepository;
import io.antrean.booking.ExcuseRoutes;
import io.antrean.booking.NoShowRepository;
import io.antrean.booking.NoShows;
import io.antrean.booking.WaitlistRepository;
import io.antrean.catalogue.AvailabilityBoard;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.CatalogueRefresher;
import io.antrean.catalogue.CatalogueRepository;
import io.antrean.claim.ClaimMetrics;
import io.antrean.claim.ClaimRepository;
import io.antrean.claim.Cooling;
import io.antrean.claim.Epochs;
import io.antrean.claim.VerdictFeed;
import io.antrean.config.Config;
import io.antrean.http.ClientAddress;
import io.antrean.http.Health;
import io.antrean.ledger.ConservationRepository;
import io.antrean.ledger.ConservationRoutes;
import io.antrean.ledger.LedgerMetrics;
import io.antrean.ledger.OwnershipState;
import io.antrean.ledger.PartitionDesk;
import io.antrean.ledger.SetAsideRepository;
import io.antrean.mail.Mail;
import io.antrean.metrics.Metrics;
import io.antrean.notice.NoticeMetrics;
import io.antrean.notice.Notices;
import io.antrean.notice.WebhookRoutes;
import io.antrean.postgres.Postgres;
import io.antrean.redis.RedisClock;
import io.antrean.ticket.Drawing;
import io.antrean.ticket.OfficerRoutes;
import io.antrean.ticket.Revocations;
import io.antrean.ticket.TicketKeys;
import io.antrean.ticket.TicketMetrics;
import io.antrean.ticket.TicketRepository;
import io.antrean.ticket.TicketRoutes;
import io.antrean.ticket.Tickets;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * What a node is made of, and who knows whom: everything that several event loops share is made
 * here, top to bottom. {@link Node} starts and stops it.
 */
final class App {

  private static final Duration LOAD_TEST_TOKEN_LIFE = Duration.ofDays(1);
  private static final int NOTICE_CONNECTIONS = 2;
  private static final String PEPPER_FILE = "ANTREAN_PEPPER_FILE";

  final Config config;
  final Clock wall;
  final Metrics metrics;
  final int partitions;
  final UUID node = UUID.randomUUID();
  final Health health = new Health();
  final Catalogue catalogue = new Catalogue();
  final AvailabilityBoard board = new AvailabilityBoard();
  final OwnershipState ownership = new OwnershipState();
  final RedisClock clock;
  final Epochs epochs;
  final ClaimMetrics claimMetrics;
  final LedgerMetrics ledgerMetrics;
  final AccountRepository accounts;
  final Passwords passwords;
  final Identity identity;
  final PepperRepository peppers;
  final EndedSessions endedSessions;
  final Letters letters;
  final Accounts ownAccounts;
  final Persons persons;
  final Erasure erasure;
  final Retention retention;
  final Authenticator authenticator;
  final RateLimits rateLimits;
  final Sessions sessions;
  final LoadTestPersons loadTestPersons;
  final CatalogueRepository catalogueRepository;
  final BookingRepository bookings;
  final BookingMetrics bookingMetrics;
  final NoShowRepository noShowRepository;
  final NoShows noShows;
  final WaitlistRepository waitlists;
  final BookingEventRepository bookingEvents;
  final Cooling cooling;
  final SetAsideRepository setAsides;
  final ClaimRepository claimRepository;
  final ConservationRepository audits;
  final TicketKeys ticketKeys;
  final TicketRepository ticketRepository;
  final Tickets tickets;
  final TicketMetrics ticketMetrics;
  final Revocations revocations;
  final OfficerRoutes officerRoutes;
  final Notices notices;
  final Pool postgres;
  CatalogueRefresher catalogueRefresher;
  VerdictFeed verdicts;

  App(Config config, Vertx vertx, Clock wall, Metrics metrics, Pool postgres, int partitions) {
    this.config = config;
    this.wall = wall;
    this.metrics = metrics;
    this.postgres = postgres;
    this.partitions = partitions;
    clock = new RedisClock(wall::millis);
    epochs = new Epochs();
    claimMetrics = new ClaimMetrics(metrics.registry());
    bookingMetrics = new BookingMetrics(metrics.registry());
    ledgerMetrics = new LedgerMetrics(metrics.registry());

    var secrets = config.secrets();
    var account = config.account();
    var tokenSecret = SecretFile.read(secrets.tokenFile(), "ANTREAN_TOKEN_SECRET_FILE");
    var ticketFile = SecretFile.read(secrets.ticketFile(), "ANTREAN_TICKET_KEY_FILE");
    var pepper = SecretFile.read(secrets.pepperFile(), PEPPER_FILE);
    var tokens = new Tokens(tokenSecret, wall);
    accounts = new AccountRepository(postgres);
    passwords = new Passwords(vertx, account.hashingMax(), account.hashingWaitingMax());
    endedSessions =
        new EndedSessions(
            postgres,
            config.loadTest() ? LOAD_TEST_TOKEN_LIFE : account.tokenLife(),
            account.endedMax());
    authenticator = new Authenticator(tokens, endedSessions::isEnded);
    rateLimits = new RateLimits(config.rate(), metrics.registry());
    sessions = new Sessions(accounts, passwords, tokens, endedSessions, wall, account.tokenLife());
    identity = Identity.of(pepper, PEPPER_FILE);
    peppers = new PepperRepository(postgres);
    letters = new Letters(mail(vertx), account.codeLife());
    var codes = new OneTimeCodes(postgres, account, identity, letters);
    ownAccounts = new Accounts(accounts, passwords, codes, letters, endedSessions);
    persons = new Persons(postgres, identity);
    erasure = new Erasure(postgres);
    retention = new Retention(postgres, config.retention(), metrics.registry());
    loadTestPersons =
        new LoadTestPersons(vertx, accounts, identity, tokens, wall, LOAD_TEST_TOKEN_LIFE);

    catalogueRepository = new CatalogueRepository(postgres);
    bookings = new BookingRepository(postgres);
    noShowRepository = new NoShowRepository(postgres);
    noShows = new NoShows(noShowRepository, config.noShow());
    waitlists = new WaitlistRepository(vertx, config, postgres);
    bookingEvents = new BookingEventRepository(postgres);
    cooling = new Cooling(config.booking());
    setAsides = new SetAsideRepository(postgres);
    claimRepository = new ClaimRepository(postgres);
    audits = new ConservationRepository(postgres);

    ticketKeys = TicketKeys.of(ticketFile, "ANTREAN_TICKET_KEY_FILE", wall.instant());
    ticketRepository = new TicketRepository(postgres);
    tickets = new Tickets(ticketKeys, wall, new Drawing(vertx), config.ticket());
    ticketMetrics = new TicketMetrics(metrics.registry());
    revocations =
        new Revocations(vertx, ticketRepository, ticketKeys, wall, config.ticket(), ticketMetrics);
    officerRoutes = new OfficerRoutes(ticketKeys, revocations, wall, config.ticket());
    notices = notices(vertx);
  }

  private Mail mail(Vertx vertx) {
    return new Mail(vertx, config.mail(), smtpPassword(), wall, metrics.registry());
  }

  private String smtpPassword() {
    var file = config.mail().passwordFile();
    return file == null ? null : SecretFile.text(file, "ANTREAN_SMTP_PASSWORD_FILE");
  }

  /** They have connections and threads of their own: no request waits for them. */
  private Notices notices(Vertx vertx) {
    var limits = config.notice();
    return new Notices(
        vertx,
        Postgres.pool(vertx, config.postgres(), "antrean-notices", NOTICE_CONNECTIONS),
        limits,
        Mail.sender(vertx, config.mail(), smtpPassword(), wall, "notices", limits.mailsAtOnce()),
        config.noShow().blockDays() > 0,
        new WebhookKeys(identity),
        wall,
        new NoticeMetrics(metrics.registry()));
  }

  /** Sees every request first. */
  RateLimitGuard rateLimitGuard() {
    return new RateLimitGuard(
        rateLimits,
        new ClientAddress(config.http().trustedProxies()),
        authenticator,
        config.loadTest(),
        request -> claimMetrics.refusedEarly(request, "too-many-requests"));
  }

  SessionRoutes sessionRoutes() {
    var guard = WrongPasswords.ofLogin(rateLimits, Account::login);
    return new SessionRoutes(sessions, authenticator, guard);
  }

  PersonRoutes personRoutes() {
    return new PersonRoutes(persons, authenticator, callersGuard(), wall);
  }

  /** Sees each secret that somebody gives who is logged in. */
  private WrongPasswords callersGuard() {
    return WrongPasswords.ofCaller(rateLimits, authenticator);
  }

  AccountRoutes accountRoutes() {
    return new AccountRoutes(ownAccounts, authenticator, letters, callersGuard());
  }

  PasswordRoutes passwordRoutes() {
    return new PasswordRoutes(
        ownAccounts,
        sessions,
        authenticator,
        letters,
        callersGuard(),
        WrongPasswords.ofLogin(rateLimits, Account::login));
  }

  OwnDataRoutes ownDataRoutes() {
    return new OwnDataRoutes(
        ownAccounts,
        persons,
        new ExportRepository(postgres),
        erasure,
        endedSessions,
        authenticator,
        callersGuard());
  }

  ExcuseRoutes excuseRoutes() {
    return new ExcuseRoutes(bookings, noShowRepository, authenticator);
  }

  /** What the owner of a partition works at. */
  PartitionDesk partitionDesk() {
    return new PartitionDesk(
        node,
        config,
        Postgres.options(config.postgres()),
        catalogue,
        ledgerMetrics,
        ownership::clocksApart,
        clock,
        audits);
  }

  TicketRoutes ticketRoutes() {
    return new TicketRoutes(bookings, ticketRepository, authenticator, tickets, ticketMetrics);
  }

  ConservationRoutes conservationRoutes() {
    return new ConservationRoutes(audits, authenticator);
  }

  WebhookRoutes webhookRoutes() {
    return notices.routes(authenticator, catalogue);
  }

  LoadTestRoutes loadTestRoutes() {
    return new LoadTestRoutes(loadTestPersons, authenticator, config.loadTest());
  }
}
