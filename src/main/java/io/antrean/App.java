package io.antrean;

import io.antrean.account.Account;
import io.antrean.account.AccountRepository;
import io.antrean.account.Authenticator;
import io.antrean.account.Identity;
import io.antrean.account.LoadTestPersons;
import io.antrean.account.LoadTestRoutes;
import io.antrean.account.Passwords;
import io.antrean.account.PersonRoutes;
import io.antrean.account.SecretFile;
import io.antrean.account.SessionRoutes;
import io.antrean.account.Sessions;
import io.antrean.account.Tokens;
import io.antrean.admission.RateLimitGuard;
import io.antrean.admission.RateLimits;
import io.antrean.admission.WrongPasswords;
import io.antrean.booking.BookingMetrics;
import io.antrean.booking.BookingRepository;
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
import io.antrean.ledger.SetAsideRepository;
import io.antrean.metrics.Metrics;
import io.antrean.redis.RedisClock;
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

  final Config config;
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
  final Authenticator authenticator;
  final RateLimits rateLimits;
  final Sessions sessions;
  final LoadTestPersons loadTestPersons;
  final CatalogueRepository catalogueRepository;
  final BookingRepository bookings;
  final BookingMetrics bookingMetrics;
  final Cooling cooling;
  final SetAsideRepository setAsides;
  final ClaimRepository claimRepository;
  final ConservationRepository audits;
  final Pool postgres;
  CatalogueRefresher catalogueRefresher;
  VerdictFeed verdicts;

  App(Config config, Vertx vertx, Clock wall, Metrics metrics, Pool postgres, int partitions) {
    this.config = config;
    this.metrics = metrics;
    this.postgres = postgres;
    this.partitions = partitions;
    clock = new RedisClock(wall::millis);
    epochs = new Epochs(partitions);
    claimMetrics = new ClaimMetrics(metrics.registry());
    bookingMetrics = new BookingMetrics(metrics.registry());
    ledgerMetrics = new LedgerMetrics(metrics.registry());

    var secrets = config.secrets();
    var account = config.account();
    var tokenSecret = SecretFile.read(secrets.tokenFile(), "ANTREAN_TOKEN_SECRET_FILE");
    var pepper = SecretFile.read(secrets.pepperFile(), "ANTREAN_PEPPER_FILE");
    var tokens = new Tokens(tokenSecret, wall);
    accounts = new AccountRepository(postgres);
    passwords = new Passwords(vertx, account.hashingMax(), account.hashingWaitingMax());
    authenticator = new Authenticator(tokens);
    rateLimits = new RateLimits(config.rate(), metrics.registry());
    sessions = new Sessions(accounts, passwords, tokens, wall, account.tokenLife());
    identity = new Identity(pepper);
    loadTestPersons =
        new LoadTestPersons(vertx, accounts, identity, tokens, wall, LOAD_TEST_TOKEN_LIFE);

    catalogueRepository = new CatalogueRepository(postgres);
    bookings = new BookingRepository(postgres);
    cooling = new Cooling(config.booking());
    setAsides = new SetAsideRepository(postgres);
    claimRepository = new ClaimRepository(postgres);
    audits = new ConservationRepository(postgres);
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
    var guard = new WrongPasswords(rateLimits, Account::login);
    return new SessionRoutes(sessions, authenticator, guard);
  }

  PersonRoutes personRoutes() {
    return new PersonRoutes(accounts, authenticator);
  }

  ConservationRoutes conservationRoutes() {
    return new ConservationRoutes(audits, authenticator);
  }

  LoadTestRoutes loadTestRoutes() {
    return new LoadTestRoutes(loadTestPersons, authenticator, config.loadTest());
  }
}
