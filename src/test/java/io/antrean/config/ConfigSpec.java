package io.antrean.config;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The configuration")
class ConfigSpec {

  @TempDir Path folder;
  private final Map<String, String> given = new HashMap<>();

  @BeforeEach
  void the_least_that_a_server_needs() throws IOException {
    SecretFiles.createMissing(folder);
    given.put("ANTREAN_TOKEN_SECRET_FILE", folder.resolve("token").toString());
    given.put("ANTREAN_TICKET_KEY_FILE", folder.resolve("ticket").toString());
    given.put("ANTREAN_PEPPER_FILE", folder.resolve("pepper").toString());
  }

  @Test
  void has_the_defaults_of_the_contract() {
    // WHEN
    var config = Config.from(given);
    // THEN
    then(config.http().host()).isEqualTo("0.0.0.0");
    then(config.http().port()).isEqualTo(8080);
    then(config.http().eventLoops()).isEqualTo(Runtime.getRuntime().availableProcessors());
    then(config.http().corsOrigins()).isEmpty();
    then(config.http().trustedProxies()).isEmpty();
    then(config.http().bodyMax()).isEqualTo(16_384);
    then(config.management()).isEqualTo(new ManagementConfig("127.0.0.1", 8081));
    then(config.redis().uri()).isEqualTo("redis://127.0.0.1:6379");
    then(config.postgres().uri()).isEqualTo("postgresql://antrean@127.0.0.1:5432/antrean");
    then(config.claim().waitDefault()).isEqualTo(Duration.ofSeconds(5));
    then(config.claim().waitMax()).isEqualTo(Duration.ofSeconds(30));
    then(config.partitions()).isEqualTo(8);
    then(config.demo()).isFalse();
    then(config.loadTest()).isFalse();
  }

  @Test
  void needs_the_secrets_and_says_how_to_make_them() {
    then(errors(Map.of()))
        .hasSize(3)
        .allMatch(error -> error.endsWith("\"java -jar antrean.jar secrets DIR\" makes one"))
        .anyMatch(error -> error.startsWith("ANTREAN_TOKEN_SECRET_FILE "))
        .anyMatch(error -> error.startsWith("ANTREAN_TICKET_KEY_FILE "))
        .anyMatch(error -> error.startsWith("ANTREAN_PEPPER_FILE "));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PORT, 65536",
    "HTTP_PORT, http",
    "MANAGEMENT_PORT, -1",
    "EVENT_LOOPS, 0",
    "CORS_ORIGINS, example.org",
    "TRUSTED_PROXIES, proxy.example.org",
    "HTTP_BODY_MAX, 0",
    "HTTP_IDLE_TIMEOUT_MS, -5",
    "HTTP_HEADER_TIMEOUT_MS, 10s",
    "HTTP_BODY_TIMEOUT_MS, 0",
    "HTTP_ANSWER_TIMEOUT_MS, 29999",
    "HTTP_CONNECTIONS_MAX, 0",
    "REDIS_URI, http://127.0.0.1:6379",
    "REDIS_COMMAND_TIMEOUT_MS, 0",
    "REDIS_IN_FLIGHT_MAX, 0",
    "REDIS_RECONNECT_MIN_MS, 0",
    "REDIS_RECONNECT_MAX_MS, 1",
    "POSTGRES_URI, jdbc:postgresql://127.0.0.1/antrean",
    "POSTGRES_POOL_MAX, 0",
    "POSTGRES_WAITING_MAX, 0",
    "POSTGRES_CONNECT_TIMEOUT_MS, 0",
    "POSTGRES_STATEMENT_TIMEOUT_MS, 0",
    "TOKEN_SECRET_FILE, /there/is/none",
    "TICKET_KEY_FILE, /there/is/none",
    "PEPPER_FILE, /there/is/none",
    "PARTITIONS, 0",
    "PARTITIONS, 257",
    "DEMO, yes",
    "LOAD_TEST, 1",
    "STOP_MAX_MS, 0",
    "CLAIM_BATCH_MAX, 0",
    "CLAIM_WAITING_MAX, 1",
    "CLAIM_WAITERS_MAX, -1",
    "CLAIM_WAIT_DEFAULT_MS, 30001",
    "CLAIM_WAIT_MAX_MS, 30001",
    "CLAIM_BACKLOG_MAX, 0",
    "CLAIM_BACKLOG_AGE_MAX_MS, 0",
    "BOOKING_COOLING_MIN_MS, 1999",
    "BOOKING_COOLING_MAX_MS, 59999",
    "BOOKING_CANCEL_FREE_UNTIL_MS, -1",
    "LEDGER_BATCH_MAX, 0",
    "LEDGER_LEASE_MS, 1000",
    "LEDGER_RENEW_EVERY_MS, 0",
    "LEDGER_PAUSE_MS, 0",
    "LEDGER_KEEP_SETTLED_MS, -1",
    "LEDGER_DRAIN_MAX_MS, 0",
    "LEDGER_READ_BLOCK_MS, 0",
    "LEDGER_SWEEP_PAUSE_MS, 0",
    "RELEASE_RETIRE_AFTER_MS, -1",
    "CATALOGUE_REFRESH_MS, 0",
    "AVAILABILITY_REFRESH_MS, 5000",
    "RELEASE_SLOTS_MAX, 0",
    "EVENT_STREAMS_MAX, -1",
    "EVENT_HEARTBEAT_MS, 0",
    "TICKET_REVOCATIONS_REFRESH_MS, 1",
    "TICKET_REVOCATIONS_MAX, 0",
    "TICKET_CACHE_BYTES, -1",
    "TOKEN_LIFE_MS, 0",
    "HASHING_MAX, 0",
    "HASHING_WAITING_MAX, -1",
    "SESSIONS_ENDED_EVERY_MS, 0",
    "SESSIONS_ENDED_MAX, 0",
    "MAIL, post",
    "SMTP_PORT, 0",
    "SMTP_TLS, yes",
    "SMTP_TIMEOUT_MS, 0",
    "MAIL_WAITING_MAX, 0",
    "MAIL_ATTEMPTS, 0",
    "MAIL_RETRY_MS, 0",
    "BOOKING_EVENTS_EVERY_MS, 10",
    "BOOKING_EVENTS_TICKET_LIFE_MS, 999",
    "NOTICE_EVERY_MS, 0",
    "NOTICE_BATCH, 0",
    "NOTICE_LEASE_MS, 19999",
    "NOTICE_ATTEMPTS, 0",
    "NOTICE_RETRY_MIN_MS, 0",
    "NOTICE_RETRY_MAX_MS, 4999",
    "NOTICE_MAILS_AT_ONCE, 0",
    "NOTICE_REMINDER_FROM_HOUR, 24",
    "NOTICE_REMINDER_UNTIL_HOUR, 9",
    "WEBHOOKS_MAX, -1",
    "WEBHOOK_AT_ONCE, 0",
    "WEBHOOK_TIMEOUT_MS, 0",
    "WEBHOOK_FAILURES_MAX, 0",
    "WEBHOOK_FAILING_MAX_MS, -1",
    "WEBHOOK_ALLOWED_RANGES, example.org",
    "CODE_LIFE_MS, 0",
    "CODE_ATTEMPTS, 0",
    "CODE_PAUSE_MS, -1",
    "CODES_A_DAY, 0",
    "RETENTION_EVERY_MS, 0",
    "RETENTION_BATCH, 0",
    "RETENTION_PERSON_DAYS, 0",
    "RETENTION_UNVERIFIED_DAYS, 0",
    "RETENTION_REMOVED_DAYS, 0",
    "RATE_ACCOUNT_PER_MINUTE, -1",
    "RATE_ADDRESS_BURST, 0",
    "RATE_LOG_INS_PER_MINUTE, many",
    "RATE_WRONG_PASSWORDS_BURST, 10000001",
    "RATE_KEYS_MAX, 0",
  })
  void a_wrong_value_names_its_variable(String variable, String value) {
    given.put("ANTREAN_" + variable, value);
    then(errors(given)).isNotEmpty().first().asString().startsWith("ANTREAN_" + variable + " ");
  }

  @Test
  void a_mail_server_needs_a_host_a_sender_and_a_password_for_its_user() {
    given.put("ANTREAN_MAIL", "smtp");
    given.put("ANTREAN_SMTP_USER", "antrean");
    then(errors(given))
        .hasSize(3)
        .anyMatch(error -> error.startsWith("ANTREAN_SMTP_HOST "))
        .anyMatch(error -> error.startsWith("ANTREAN_SMTP_FROM "))
        .anyMatch(error -> error.startsWith("ANTREAN_SMTP_PASSWORD_FILE "));
    given.put("ANTREAN_MAIL", "log");
    then(Config.from(given).mail().mode()).isEqualTo(MailConfig.Mode.LOG);
  }

  @Test
  void all_that_is_wrong_is_said_at_once() {
    given.put("ANTREAN_HTTP_PORT", "high");
    given.put("ANTREAN_PARTITIONS", "0");
    given.put("ANTREAN_REDIS_URI", "6379");
    then(errors(given)).hasSize(3);
  }

  @Test
  void a_misspelt_variable_is_refused() {
    given.put("ANTREAN_PARTITION", "8");
    then(errors(given))
        .containsExactly("ANTREAN_PARTITION is not a variable of this server; --help lists them");
  }

  @Test
  void variables_of_others_are_not_looked_at() {
    given.put("PATH", "/bin");
    then(Config.from(given).partitions()).isEqualTo(8);
  }

  @Test
  void an_empty_value_is_the_default() {
    given.put("ANTREAN_PARTITIONS", " ");
    then(Config.from(given).partitions()).isEqualTo(8);
  }

  @Test
  void lists_each_variable_with_its_meaning() {
    then(Config.variables())
        .allMatch(variable -> variable.name().startsWith("ANTREAN_"))
        .allMatch(variable -> !variable.meaning().isBlank())
        .extracting(Variable::name)
        .doesNotHaveDuplicates()
        .contains("ANTREAN_HTTP_HOST", "ANTREAN_DEV_DIR", "ANTREAN_PEPPER_FILE");
  }

  @Test
  void an_error_never_shows_a_password() {
    given.put("ANTREAN_POSTGRES_URI", "mysql://antrean:s3cret@127.0.0.1/antrean");
    given.put("ANTREAN_REDIS_URI", "http://:s3cret@127.0.0.1");
    thenThrownBy(() -> Config.from(given)).hasMessageNotContaining("s3cret");
  }

  private static List<String> errors(Map<String, String> given) {
    var thrown = Assertions.catchThrowable(() -> Config.from(given));
    then(thrown).isInstanceOf(ConfigException.class);
    return ((ConfigException) thrown).errors();
  }
}
