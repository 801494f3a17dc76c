package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Mailbox;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What brokers did in 2017, over HTTP, and then a search for the numbers that were given. */
@DisplayName("One identity number in many accounts, many requests of one account")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OneNumberSpec {

  private static final Mailbox mailbox = Mailbox.open();

  /** With the limits of an account as they are by default. */
  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          mailbox.environment(
              Map.of(
                  "ANTREAN_RATE_ACCOUNT_PER_MINUTE", "300", "ANTREAN_RATE_ACCOUNT_BURST", "60")));

  private static final int ACCOUNTS = 50;
  private static final int REQUESTS = 4_000;
  private static final int AT_ONCE = 200;
  private static final String NIK = "6202011703900042";
  private static final List<String> FAMILY =
      IntStream.range(1, 6).mapToObj(i -> "620202170390%04d".formatted(i)).toList();

  private static final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private static final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeAll
  static void listen() {
    logged.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(logged);
  }

  @AfterAll
  static void close() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(logged);
    mailbox.close();
  }

  private static Answer kept(Answer answer) {
    bodies.add(answer.response().headers().map() + answer.response().body());
    return answer;
  }

  private static JsonObject person(String nik) {
    return new JsonObject()
        .put("nik", nik)
        .put("name", "Siti Aminah")
        .put("birthDate", "1990-03-17")
        .put("sex", "male");
  }

  private static String add(String token, String nik) {
    var added = kept(office.call(0, "POST", "/api/v1/persons", token, person(nik)));
    then(added.status()).isEqualTo(201);
    return added.body().getString("id");
  }

  /** A token that names the persons who were added. */
  private static String renewed(String token) {
    var session = office.call(0, "POST", "/api/v1/sessions/renewals", token, null);
    return kept(session).body().getString("token");
  }

  private static CompletableFuture<Answer> claim(
      int node, String token, String release, JsonObject wish) {
    return office
        .claimAsync(node, token, release, UUID.randomUUID(), wish, Map.of())
        .thenApply(OneNumberSpec::kept);
  }

  private static Map<String, Integer> tally(List<CompletableFuture<Answer>> answers) {
    var tally = new TreeMap<String, Integer>();
    for (var answer : answers) {
      tally.merge(
          (answer.join().status() + " " + answer.join().problem()).strip(), 1, Integer::sum);
    }
    return tally;
  }

  @Test
  @Order(1)
  void fifty_accounts_that_register_one_number_get_one_open_booking_a_service() {
    var day = Day.next();
    var releases =
        List.of(
            office.release(day.terms(100)),
            office.release(day.terms(100).put("service", "passport-renewal")));
    var tokens = new ArrayList<String>();
    var persons = new ArrayList<String>();
    for (int i = 0; i < ACCOUNTS; i++) {
      var token = mailbox.citizen(office, "broker-" + i + "@example.org");
      persons.add(add(token, NIK));
      tokens.add(renewed(token));
    }
    then(persons.stream().distinct()).as("one number is one person").hasSize(1);
    for (var release : releases) {
      var answers =
          IntStream.range(0, ACCOUNTS)
              .mapToObj(i -> claim(i % 2, tokens.get(i), release, day.wish("08:00")))
              .toList();
      then(tally(answers)).isEqualTo(Map.of("201", 1, "409 already-booked", ACCOUNTS - 1));
      then(answers.stream().map(a -> a.join().body().getString("booking", "none")).distinct())
          .as("none hears of another's booking")
          .containsOnly("none");
    }
    then(office.sql(
            "SELECT string_agg(service || ' ' || n, ', ' ORDER BY service) FROM (SELECT service,"
                + " count(*) AS n FROM booking WHERE state = 'CONFIRMED' AND person = '"
                + persons.get(0)
                + "' GROUP BY service) counted"))
        .isEqualTo("passport-new 1, passport-renewal 1");
  }

  @Test
  @Order(2)
  void four_thousand_requests_of_one_account_end_as_five_bookings_and_clear_refusals() {
    var day = Day.next();
    var release = office.release(day.terms(1000));
    var first = mailbox.citizen(office, "greedy@example.org");
    var persons = FAMILY.stream().map(nik -> add(first, nik)).toList();
    var refused =
        kept(office.call(0, "POST", "/api/v1/persons", first, person("6202021703900006")));
    then(refused.problem()).isEqualTo("persons-full");
    var token = renewed(first);
    var answers = new ArrayList<CompletableFuture<Answer>>();
    for (int i = 0; i < REQUESTS; i++) {
      var wish = day.wish(List.of(persons.get(i % persons.size())), "08:00").put("orNext", true);
      answers.add(claim(i % 2, token, release, wish));
      if (i % AT_ONCE == AT_ONCE - 1) answers.get(i).join();
    }
    var tally = tally(answers);
    then(tally.keySet())
        .isSubsetOf("201", "409 already-booked", "429 too-many-requests")
        .contains("201", "429 too-many-requests");
    then(tally.get("201")).isEqualTo(5);
    then(tally.values().stream().mapToInt(n -> n).sum()).isEqualTo(REQUESTS);
    then(tally.get("429 too-many-requests")).as(tally.toString()).isGreaterThan(REQUESTS / 2);
    then(answers)
        .filteredOn(answer -> answer.join().status() == 429)
        .allMatch(answer -> answer.join().header("Retry-After") != null);
    then(office.sql(
            "SELECT count(*) FROM booking b JOIN account a ON a.id = b.account"
                + " WHERE a.login = 'greedy@example.org' AND b.state = 'CONFIRMED'"))
        .isEqualTo(5L);
  }

  @Test
  @Order(3)
  void no_number_is_in_redis_a_log_a_metric_or_an_answer_after_all_of_that() throws IOException {
    var numbers = new ArrayList<>(FAMILY);
    numbers.add(NIK);
    then(bodies).hasSizeGreaterThan(REQUESTS);
    LoggerFactory.getLogger("io.antrean.probe").info("a line of the log");
    var redis = redisFiles();
    var metrics = office.management(0, "/metrics") + office.management(1, "/metrics");
    then(metrics).contains("antrean_claims_total");
    var logs = new StringBuilder();
    for (var event : List.copyOf(logged.list)) {
      logs.append(event.getFormattedMessage()).append('\n');
      if (event.getThrowableProxy() != null) logs.append(event.getThrowableProxy().getMessage());
    }
    then(logs).contains("a line of the log");
    for (var number : numbers) {
      then(metrics).doesNotContain(number);
      then(logs).doesNotContain(number);
      then(bodies).noneMatch(body -> body.contains(number));
      then(redis.contains(number)).as("Redis's files").isFalse();
      then(inPostgres(number)).as("tables of PostgreSQL").isEmpty();
    }
    then(redis.contains("NIK:")).isFalse();
    RedisShell.run(office.redis().uri(), "SET", "probe", NIK);
    then(Eventually.find(Duration.ofSeconds(5), this::found, found -> found))
        .as("a number in Redis would have been found")
        .isTrue();
    RedisShell.run(office.redis().uri(), "DEL", "probe");
  }

  private boolean found() {
    try {
      return redisFiles().contains(NIK);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whatever was written since Redis began, streams that were trimmed since included. */
  private static String redisFiles() throws IOException {
    var folder = RedisShell.run(office.redis().uri(), "CONFIG", "GET", "dir").get(1);
    var all = new StringBuilder();
    try (var files = Files.walk(Path.of(folder))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  /** Tables that have it, as text or as the bytes of a text. */
  private static List<String> inPostgres(String number) {
    var hex = HexFormat.of().formatHex(number.getBytes(StandardCharsets.US_ASCII));
    var tables =
        office
            .sql("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'")
            .toString()
            .split(" ");
    var found = new ArrayList<String>();
    for (var table : tables) {
      var query = "SELECT count(*) FROM %s t WHERE t::text LIKE '%%%s%%' OR t::text LIKE '%%%s%%'";
      if (!office.sql(query.formatted(table, number, hex)).equals(0L)) found.add(table);
    }
    return found;
  }
}
