package io.antrean.config;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every variable that the server reads, in the order in which {@code --help} lists them. */
final class Variables {

  private static final List<Map.Entry<String, String[]>> ALL =
      List.of(
          v("HTTP_HOST", "0.0.0.0", "address that the API listens on"),
          v("HTTP_PORT", "8080", "port of the API; 0 picks a free one and prints it"),
          v("MANAGEMENT_HOST", "127.0.0.1", "address of /live, /ready and /metrics"),
          v("MANAGEMENT_PORT", "8081", "port of /live, /ready and /metrics; 0 picks a free one"),
          v("REDIS_URI", "redis://127.0.0.1:6379", "where Redis is"),
          v(
              "POSTGRES_URI",
              "postgresql://antrean@127.0.0.1:5432/antrean",
              "where PostgreSQL is: postgresql://USER:PASSWORD@HOST:PORT/DATABASE"),
          v(
              "PARTITIONS",
              "8",
              "partitions, 1 to 256; more than there are adds some, fewer take none away"),
          v("EVENT_LOOPS", null, "event loops; as many as cores unless set"),
          v("TOKEN_SECRET_FILE", null, "file of the secret that signs tokens"),
          v("TICKET_KEY_FILE", null, "file of the keys that sign tickets"),
          v("PEPPER_FILE", null, "file of the pepper of identity numbers"),
          v("DEV_DIR", ".antrean/dev", "where dev mode keeps its stores"),
          v("TRUSTED_PROXIES", "", "proxies whose X-Forwarded-For and -Proto are believed"),
          v("CORS_ORIGINS", "", "origins whose pages may call the API"),
          v("DEMO", "false", "puts the demo office and log-ins into an empty database"),
          v("LOAD_TEST", "false", "allows bulk persons, lifts address limits for loopback"),
          v("STOP_MAX_MS", "30000", "how long a graceful stop may take"),
          v("HTTP_BODY_MAX", "16384", "bytes of a request's body; beyond it 413"),
          v("HTTP_IDLE_TIMEOUT_MS", "60000", "a connection without traffic is closed"),
          v("HTTP_HEADER_TIMEOUT_MS", "10000", "a request's head must have arrived"),
          v("HTTP_BODY_TIMEOUT_MS", "10000", "a request's body must have arrived"),
          v("HTTP_ANSWER_TIMEOUT_MS", "40000", "a request must have its answer; then 503"),
          v("HTTP_CONNECTIONS_MAX", "50000", "connections of the API; more are closed at once"),
          v("HTTP_HSTS_DAYS", "365", "a browser that came over TLS keeps to it so long; 0 none"),
          v("REDIS_COMMAND_TIMEOUT_MS", "2000", "a command's outcome is unknown after it"),
          v("REDIS_IN_FLIGHT_MAX", "1024", "commands in flight on one connection; then refused"),
          v("REDIS_RECONNECT_MIN_MS", "50", "first pause before Redis is connected again"),
          v("REDIS_RECONNECT_MAX_MS", "2000", "longest pause before Redis is connected again"),
          v("POSTGRES_POOL_MAX", "10", "connections for everything but the ledger"),
          v("POSTGRES_WAITING_MAX", "200", "requests waiting for a connection; then 503"),
          v("POSTGRES_CONNECT_TIMEOUT_MS", "5000", "how long a connection may take"),
          v("POSTGRES_STATEMENT_TIMEOUT_MS", "10000", "PostgreSQL ends a statement after it"),
          v("CLAIM_BATCH_MAX", "64", "claims that leave in one call of Redis"),
          v("CLAIM_WAITING_MAX", "4096", "claims waiting for their call, an event loop; then 503"),
          v("CLAIM_WAITERS_MAX", "20000", "requests waiting for CONFIRMED, a node; then 202"),
          v("CLAIM_WAIT_DEFAULT_MS", "5000", "how long a claim waits for CONFIRMED; then 202"),
          v("CLAIM_WAIT_MAX_MS", "30000", "the longest wait that Prefer: wait may ask for"),
          v("CLAIM_BACKLOG_MAX", "100000", "ledger entries PostgreSQL lacks; then 503"),
          v("CLAIM_BACKLOG_AGE_MAX_MS", "60000", "age of the oldest of them; then 503"),
          v("BOOKING_COOLING_MIN_MS", "60000", "a cancelled seat cools at least so long"),
          v("BOOKING_COOLING_MAX_MS", "600000", "and at most so long, at random"),
          v(
              "BOOKING_CANCEL_FREE_UNTIL_MS",
              "86400000",
              "until so long before the slot a cancel is not late"),
          v("DAY_CLOSE_PAUSE_MS", "7200000", "a day is closed so long after its last slot"),
          v("DAY_CLOSE_EVERY_MS", "10000", "how often a day that is over is looked for"),
          v("DAY_CLOSE_BATCH", "500", "members of bookings that are closed at once"),
          v("NO_SHOW_JUDGE_EVERY_MS", "1000", "how often a node judges new no-shows"),
          v("NO_SHOW_JUDGE_BATCH", "200", "persons who are judged at once"),
          v("NO_SHOW_FORGIVEN", "2", "no-shows that are forgiven"),
          v("NO_SHOW_FORGIVEN_DAYS", "180", "within so many days"),
          v("NO_SHOW_COUNTS_DAYS", "365", "a no-show is forgotten after so many days"),
          v("NO_SHOW_BLOCK_DAYS", "0", "one too many blocks its person so long; 0 nobody"),
          v("NO_SHOW_LATE_CANCELS_COUNT", "false", "whether a late cancel counts as a no-show"),
          v("OFFER_LIFE_MS", "1800000", "how long an offer of the waiting list lasts"),
          v("WAITLIST_RELEASE_MAX", "1000", "entries that wait for one release; then 409"),
          v("WAITLIST_ACCOUNT_MAX", "10", "open entries of one account; then 409"),
          v("WAITLIST_JOINS_AT_ONCE", "4", "joins under way on a node; the others wait"),
          v("OFFERS_MAX", "50", "offers that a partition makes, or ends, in one turn"),
          v("LEDGER_BATCH_MAX", "1000", "ledger entries of one transaction"),
          v("LEDGER_LEASE_MS", "5000", "a silent owner's partition is free after it"),
          v("LEDGER_RENEW_EVERY_MS", "1000", "how often an owner renews its lease"),
          v("LEDGER_PAUSE_MS", "200", "pause after a failure of either store"),
          v("LEDGER_KEEP_SETTLED_MS", "600000", "settled entries stay in Redis this long"),
          v("LEDGER_DRAIN_MAX_MS", "15000", "how long a stopping owner goes on applying"),
          v("LEDGER_READ_BLOCK_MS", "100", "how long a read waits for the next entry"),
          v("LEDGER_SWEEP_PAUSE_MS", "50", "pause between steps of forgetting older epochs"),
          v(
              "RELEASE_RETIRE_AFTER_MS",
              "3600000",
              "a release leaves Redis so long after its last slot"),
          v("CONSERVATION_EVERY_MS", "1000", "how often a partition audits one of its releases"),
          v(
              "CONSERVATION_RECOVERY_EVERY_MS",
              "60000",
              "a partition recovers from an audit's difference at most so often"),
          v("CATALOGUE_REFRESH_MS", "1000", "how often a node reads the catalogue again"),
          v("AVAILABILITY_REFRESH_MS", "200", "how often a node reads what is free"),
          v("RELEASE_SLOTS_MAX", "10000", "slots of one release"),
          v("EVENT_STREAMS_MAX", "2000", "server-sent event streams of a node; then 503"),
          v("EVENT_HEARTBEAT_MS", "15000", "a silent event stream says that it lives"),
          v("TICKET_REVOCATIONS_REFRESH_MS", "10000", "how often revoked tickets are read again"),
          v("TICKET_REVOCATIONS_MAX", "20000", "tickets of the revocation list; the nearest first"),
          v("TICKET_CACHE_BYTES", "16777216", "letters of tickets and drawings kept in memory"),
          v("TOKEN_LIFE_MS", "900000", "how long a token is valid"),
          v("HASHING_MAX", "2", "password hashes computed at once"),
          v("HASHING_WAITING_MAX", "64", "log-ins waiting for a hash; then 503"),
          v("SESSIONS_ENDED_EVERY_MS", "400", "how often a node reads whose sessions were ended"),
          v("SESSIONS_ENDED_MAX", "100000", "accounts with ended sessions that a node remembers"),
          v("OIDC_ISSUER", "", "OpenID Connect issuer (https://…) by which staff log in; or none"),
          v("OIDC_AUDIENCE", "", "our client id there"),
          v("OIDC_ROLES_CLAIM", "antrean_roles", "claim that lists officer, supervisor, admin"),
          v("OIDC_OFFICES_CLAIM", "antrean_offices", "claim that lists the offices of the roles"),
          v("OIDC_AGE_MAX_MS", "300000", "an ID token may have been issued so long ago"),
          v("OIDC_KEYS_EVERY_MS", "30000", "the issuer is asked for new keys at most so often"),
          v("OIDC_TIMEOUT_MS", "5000", "the issuer must have answered"),
          v("MAIL", "none", "none, log (for a try: codes are in the log) or smtp"),
          v("SMTP_HOST", "", "mail server"),
          v("SMTP_PORT", "587", "port of the mail server"),
          v("SMTP_TLS", "starttls", "starttls, tls or none"),
          v("SMTP_USER", "", "who logs in to the mail server; nobody unless set"),
          v("SMTP_PASSWORD_FILE", "", "file of the password for it"),
          v("SMTP_FROM", "", "address that mail comes from"),
          v("SMTP_TIMEOUT_MS", "10000", "how long a step with the mail server may take"),
          v("MAIL_WAITING_MAX", "1000", "mails under way on a node; one more is dropped"),
          v("MAIL_ATTEMPTS", "3", "how often a mail is tried"),
          v("MAIL_RETRY_MS", "2000", "pause after the first attempt, longer after each"),
          v("BOOKING_EVENTS_EVERY_MS", "1000", "how often those who follow a booking are told"),
          v("BOOKING_EVENTS_TICKET_LIFE_MS", "60000", "how long a ticket opens such a stream"),
          v("NOTICE_EVERY_MS", "500", "how often a node looks for notices to write and deliver"),
          v("NOTICE_BATCH", "500", "bookings whose notices are written in one transaction"),
          v("NOTICE_LEASE_MS", "120000", "a delivery that is not over then is begun again"),
          v("NOTICE_ATTEMPTS", "30", "how often a notice is tried; then it is set aside"),
          v("NOTICE_RETRY_MIN_MS", "5000", "pause after the first attempt; it doubles, jittered"),
          v("NOTICE_RETRY_MAX_MS", "3600000", "longest pause before the next attempt"),
          v("NOTICE_MAILS_AT_ONCE", "2", "notices that a node hands to the mail server at once"),
          v("NOTICE_REMINDER_FROM_HOUR", "9", "reminders are written from this hour of the office"),
          v("NOTICE_REMINDER_UNTIL_HOUR", "20", "and until this one, the day before the slot"),
          v("WEBHOOKS_MAX", "50", "webhooks that can be registered"),
          v("WEBHOOK_AT_ONCE", "4", "requests of a node that are under way to one webhook"),
          v("WEBHOOK_TIMEOUT_MS", "10000", "a webhook must have answered"),
          v("WEBHOOK_FAILURES_MAX", "20", "a webhook that failed so often in a row is disabled"),
          v("WEBHOOK_FAILING_MAX_MS", "43200000", "if that went on for so long"),
          v("WEBHOOK_ALLOWED_RANGES", "", "private addresses that webhooks may have all the same"),
          v("CODE_LIFE_MS", "1800000", "how long a code that was sent by mail works"),
          v("CODE_ATTEMPTS", "1000", "wrong codes before a new one is needed"),
          v("CODE_PAUSE_MS", "60000", "pause before a code is sent again"),
          v("CODES_A_DAY", "5", "codes of one kind that are sent to an account in a day"),
          v("RETENTION_EVERY_MS", "60000", "how often a node looks for what is kept too long"),
          v("RETENTION_BATCH", "100", "persons, accounts of one look"),
          v("RETENTION_PERSON_DAYS", "730", "a person without a booking for so long is erased"),
          v("RETENTION_UNVERIFIED_DAYS", "7", "an account that was never verified is deleted"),
          v("RETENTION_REMOVED_DAYS", "30", "a removed person takes up a place so long"),
          v("RATE_ACCOUNT_PER_MINUTE", "300", "requests of an account; then 429; 0 is no limit"),
          v("RATE_ACCOUNT_BURST", "60", "of them at once"),
          v("RATE_ADDRESS_PER_MINUTE", "600000", "requests of an address; then 429; 0 is no limit"),
          v("RATE_ADDRESS_BURST", "200000", "of them at once"),
          v("RATE_LOG_INS_PER_MINUTE", "300", "log-ins of an address; then 429; 0 is no limit"),
          v("RATE_LOG_INS_BURST", "300", "of them at once"),
          v(
              "RATE_WRONG_PASSWORDS_PER_MINUTE",
              "10",
              "wrong passwords of a log-in name; then 429; 0 is no limit"),
          v("RATE_WRONG_PASSWORDS_BURST", "10", "of them at once"),
          v("RATE_KEYS_MAX", "200000", "accounts, addresses, names that a limit remembers"));

  private Variables() {}

  private static Map.Entry<String, String[]> v(String name, String fallback, String meaning) {
    return entry("ANTREAN_" + name, new String[] {fallback, meaning});
  }

  static Map<String, Variable> byName() {
    var all = new LinkedHashMap<String, Variable>();
    for (var one : ALL) {
      var name = one.getKey();
      all.put(name, new Variable(name, one.getValue()[0], one.getValue()[1]));
    }
    return all;
  }
}
