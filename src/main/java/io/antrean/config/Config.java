package io.antrean.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * All that the server is told from outside, read once. A wrong value stops the start with the name
 * of its variable, not the first claim with a stack trace.
 */
public record Config(
    HttpConfig http,
    ManagementConfig management,
    RedisConfig redis,
    PostgresConfig postgres,
    SecretsConfig secrets,
    ClaimConfig claim,
    BookingConfig booking,
    WaitlistConfig waitlist,
    LedgerConfig ledger,
    CatalogueConfig catalogue,
    TicketConfig ticket,
    AccountConfig account,
    OidcConfig oidc,
    RateConfig rate,
    MailConfig mail,
    RetentionConfig retention,
    NoShowConfig noShow,
    NoticeConfig notice,
    StatisticsConfig statistics,
    AdministrationConfig administration,
    FloorConfig floor,
    int partitions,
    boolean demo,
    boolean demoHistory,
    boolean loadTest,
    Duration stopMax) {

  public Config {
    var check =
        new Check()
            .between("PARTITIONS", partitions, 1, 256)
            .ms("STOP_MAX_MS", stopMax, 100, 600_000);
    // A claim that waits for its answer, as it asked to, is not one without. (Null: wrong already.)
    if (http != null && claim != null) {
      var least = claim.waitMax().toMillis();
      check.ms("HTTP_ANSWER_TIMEOUT_MS", http.answerTimeout(), least, 600_000);
    }
    check.done();
  }

  /** Every variable with its default and what it is for. */
  public static List<Variable> variables() {
    return List.copyOf(Variables.byName().values());
  }

  /** Where dev mode keeps its stores, which must be known before the stores are. */
  public static Path devDir(Map<String, String> given) {
    return new Environment(given).path("DEV_DIR");
  }

  /** Reads the variables; a {@link ConfigException} names all that are wrong. */
  public static Config from(Map<String, String> given) {
    var env = new Environment(given);
    var http = env.checked(() -> http(env));
    var management =
        env.checked(
            () ->
                new ManagementConfig(env.text("MANAGEMENT_HOST"), env.integer("MANAGEMENT_PORT")));
    var redis = env.checked(() -> redis(env));
    var postgres = env.checked(() -> postgres(env));
    var secrets =
        env.checked(
            () ->
                new SecretsConfig(
                    env.path("TOKEN_SECRET_FILE"),
                    env.path("TICKET_KEY_FILE"),
                    env.path("PEPPER_FILE")));
    var claim = env.checked(() -> claim(env));
    var booking = env.checked(() -> booking(env));
    var waitlist = env.checked(() -> waitlist(env));
    var ledger = env.checked(() -> ledger(env));
    var catalogue = env.checked(() -> catalogue(env));
    var ticket = env.checked(() -> ticket(env));
    var account = env.checked(() -> AccountConfig.from(env));
    var oidc = env.checked(() -> OidcConfig.from(env));
    var rate = env.checked(() -> rate(env));
    var mail = env.checked(() -> MailConfig.from(env));
    var retention = env.checked(() -> RetentionConfig.from(env));
    var noShow = env.checked(() -> NoShowConfig.from(env));
    var notice = env.checked(() -> NoticeConfig.from(env));
    var statistics = env.checked(() -> StatisticsConfig.from(env));
    var administration = env.checked(() -> AdministrationConfig.from(env));
    var floor = env.checked(() -> FloorConfig.from(env));
    var partitions = env.integer("PARTITIONS");
    var demo = env.flag("DEMO");
    var demoHistory = env.flag("DEMO_HISTORY");
    var loadTest = env.flag("LOAD_TEST");
    var stopMax = env.ms("STOP_MAX_MS");
    var config =
        env.checked(
            () ->
                new Config(
                    http,
                    management,
                    redis,
                    postgres,
                    secrets,
                    claim,
                    booking,
                    waitlist,
                    ledger,
                    catalogue,
                    ticket,
                    account,
                    oidc,
                    rate,
                    mail,
                    retention,
                    noShow,
                    notice,
                    statistics,
                    administration,
                    floor,
                    partitions,
                    demo,
                    demoHistory,
                    loadTest,
                    stopMax));
    env.throwIfAnyIsWrong();
    return config;
  }

  private static HttpConfig http(Environment env) {
    return new HttpConfig(
        env.text("HTTP_HOST"),
        env.integer("HTTP_PORT"),
        env.integer("EVENT_LOOPS", Runtime.getRuntime().availableProcessors()),
        env.list("CORS_ORIGINS"),
        env.list("TRUSTED_PROXIES"),
        env.integer("HTTP_BODY_MAX"),
        env.ms("HTTP_IDLE_TIMEOUT_MS"),
        env.ms("HTTP_HEADER_TIMEOUT_MS"),
        env.ms("HTTP_BODY_TIMEOUT_MS"),
        env.ms("HTTP_ANSWER_TIMEOUT_MS"),
        env.integer("HTTP_CONNECTIONS_MAX"),
        env.integer("HTTP_HSTS_DAYS"));
  }

  private static RedisConfig redis(Environment env) {
    return new RedisConfig(
        env.text("REDIS_URI"),
        env.ms("REDIS_COMMAND_TIMEOUT_MS"),
        env.integer("REDIS_IN_FLIGHT_MAX"),
        env.ms("REDIS_RECONNECT_MIN_MS"),
        env.ms("REDIS_RECONNECT_MAX_MS"));
  }

  private static PostgresConfig postgres(Environment env) {
    return new PostgresConfig(
        env.text("POSTGRES_URI"),
        env.text("POSTGRES_OWNER_URI"),
        env.integer("POSTGRES_POOL_MAX"),
        env.integer("POSTGRES_WAITING_MAX"),
        env.ms("POSTGRES_CONNECT_TIMEOUT_MS"),
        env.ms("POSTGRES_STATEMENT_TIMEOUT_MS"));
  }

  private static ClaimConfig claim(Environment env) {
    return new ClaimConfig(
        env.integer("CLAIM_BATCH_MAX"),
        env.integer("CLAIM_WAITING_MAX"),
        env.integer("CLAIM_WAITERS_MAX"),
        env.ms("CLAIM_WAIT_DEFAULT_MS"),
        env.ms("CLAIM_WAIT_MAX_MS"),
        env.integer("CLAIM_BACKLOG_MAX"),
        env.ms("CLAIM_BACKLOG_AGE_MAX_MS"));
  }

  private static BookingConfig booking(Environment env) {
    return new BookingConfig(
        env.ms("BOOKING_COOLING_MIN_MS"),
        env.ms("BOOKING_COOLING_MAX_MS"),
        env.ms("BOOKING_CANCEL_FREE_UNTIL_MS"));
  }

  private static WaitlistConfig waitlist(Environment env) {
    return new WaitlistConfig(
        env.ms("OFFER_LIFE_MS"),
        env.integer("WAITLIST_RELEASE_MAX"),
        env.integer("WAITLIST_ACCOUNT_MAX"),
        env.integer("WAITLIST_JOINS_AT_ONCE"),
        env.integer("OFFERS_MAX"));
  }

  private static LedgerConfig ledger(Environment env) {
    return new LedgerConfig(
        env.integer("LEDGER_BATCH_MAX"),
        env.ms("LEDGER_LEASE_MS"),
        env.ms("LEDGER_RENEW_EVERY_MS"),
        env.ms("LEDGER_PAUSE_MS"),
        env.ms("LEDGER_KEEP_SETTLED_MS"),
        env.ms("LEDGER_DRAIN_MAX_MS"),
        env.ms("LEDGER_READ_BLOCK_MS"),
        env.ms("LEDGER_SWEEP_PAUSE_MS"),
        env.ms("RELEASE_RETIRE_AFTER_MS"),
        env.ms("CONSERVATION_EVERY_MS"),
        env.ms("CONSERVATION_RECOVERY_EVERY_MS"));
  }

  private static CatalogueConfig catalogue(Environment env) {
    return new CatalogueConfig(
        env.ms("CATALOGUE_REFRESH_MS"),
        env.ms("AVAILABILITY_REFRESH_MS"),
        env.integer("RELEASE_SLOTS_MAX"),
        env.integer("EVENT_STREAMS_MAX"),
        env.ms("EVENT_HEARTBEAT_MS"));
  }

  private static TicketConfig ticket(Environment env) {
    return new TicketConfig(
        env.ms("TICKET_REVOCATIONS_REFRESH_MS"),
        env.integer("TICKET_REVOCATIONS_MAX"),
        env.integer("TICKET_CACHE_BYTES"));
  }

  private static RateConfig rate(Environment env) {
    return new RateConfig(
        rate(env, RateConfig.ACCOUNT),
        rate(env, RateConfig.ADDRESS),
        rate(env, RateConfig.LOG_INS),
        rate(env, RateConfig.WRONG_PASSWORDS),
        env.integer("RATE_KEYS_MAX"));
  }

  private static RateConfig.Rate rate(Environment env, String of) {
    return new RateConfig.Rate(
        env.integer("RATE_" + of + "_PER_MINUTE"), env.integer("RATE_" + of + "_BURST"));
  }
}
