package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Program;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own for each verification, as an officer starts it, with files alone. */
@DisplayName("The command verify")
class VerifySpec {

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_TICKET_REVOCATIONS_REFRESH_MS", "50"));

  private static final String LIST = "/api/v1/tickets/revocations";

  @TempDir static Path folder;
  private static String token;
  private static String today;
  private static String later;
  private static String cancelled;

  @BeforeAll
  static void tickets_and_what_an_officer_took_along() throws IOException {
    var citizens = office.citizens(3);
    token = citizens.get(0);
    // The slot is the last of today's, or of tomorrow's just before midnight.
    var zone = ZoneId.of("Asia/Jakarta");
    var day = LocalDate.now(zone);
    var last = new Day(day);
    var release =
        office.release(
            last.terms(1).put("dayStarts", "23:58").put("dayEnds", "23:59").put("slotMinutes", 5));
    then(release).as("a slot of today").isNotNull();
    today = ticket(token, release, last.wish("23:58"));
    var next = Day.next();
    var other = office.release(next.terms(2));
    later = ticket(citizens.get(1), other, next.wish("08:00"));
    cancelled = ticket(citizens.get(2), other, next.wish("08:15"));
    var id = payload(cancelled).getString("sub");
    office.call(0, "DELETE", "/api/v1/bookings/" + id, citizens.get(2), null);
    var list =
        Eventually.find(
            Duration.ofSeconds(20),
            () -> get(LIST, null),
            found -> payload(found).encode().contains(payload(cancelled).getString("jti")));
    Files.writeString(folder.resolve("jwks.json"), get("/.well-known/jwks.json", null));
    Files.writeString(folder.resolve("list.jws"), list);
  }

  private static String ticket(String token, String release, JsonObject wish) {
    var id = UUID.randomUUID();
    then(office.claim(0, token, release, id, wish).status()).isEqualTo(201);
    return get("/api/v1/bookings/" + id + "/ticket", token);
  }

  private static String get(String path, String token) {
    return office.send(0, "GET", path, token, null, Map.of()).join().body();
  }

  private static JsonObject payload(String compact) {
    var bytes = Base64.getUrlDecoder().decode(compact.split("\\.")[1]);
    return new JsonObject(new String(bytes));
  }

  private static Program verify(String input, List<String> jvm, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    var classes = System.getProperty("java.class.path");
    command.addAll(List.of("-cp", classes, "io.antrean.Main", "verify"));
    command.addAll(List.of(arguments));
    return Program.run(input, command);
  }

  private static Program verify(String input, String... arguments) {
    return verify(input, List.of(), arguments);
  }

  private static String keys() {
    return "--keys=" + folder.resolve("jwks.json");
  }

  private static String list() {
    return "--revocations=" + folder.resolve("list.jws");
  }

  @Test
  void says_valid_of_a_ticket_of_today_and_loads_nothing_of_the_server() throws IOException {
    var loaded = folder.resolve("loaded.txt");
    var log = List.of("-Xlog:class+load:file=" + loaded);
    var valid = verify("", log, keys(), list(), today);
    then(valid.said()).startsWith("VALID\n").doesNotContain("Warning");
    then(valid.said()).contains("sampit", "passport-new", "A2358-1", ", 23:58 (Asia/Jakarta)");
    then(valid.exitCode()).isZero();
    then(Files.readString(loaded))
        .contains("io.antrean.ticket.TicketVerifier")
        .doesNotContain("io.vertx.", "io.netty.", "ch.qos.logback", "org.postgresql");
  }

  @Test
  void reads_the_ticket_from_its_input_and_warns_without_a_list() {
    for (var way : List.of(List.of(keys()), List.of(keys(), "-"))) {
      var valid = verify(today + "\r\n", way.toArray(String[]::new));
      then(valid.said()).startsWith("VALID\n").contains("no revocation list was looked at");
      then(valid.exitCode()).isZero();
    }
  }

  @Test
  void has_a_word_and_an_exit_code_for_all_that_can_be_wrong() {
    is(verify("", keys(), list(), later), 9, "NOT YET VALID");
    is(verify("", keys(), list(), cancelled), 7, "REVOKED: CANCELLED");
    is(verify("", keys(), cancelled), 9, "NOT YET VALID");
    is(verify("", keys(), "nothing"), 3, "MALFORMED");
    is(verify("x".repeat(20_000), keys()), 3, "MALFORMED");
    var parts = today.split("\\.");
    is(verify(parts[0] + "." + parts[1] + "A." + parts[2], keys()), 4, "BAD SIGNATURE");
  }

  private static void is(Program ended, int exitCode, String word) {
    then(ended.said()).startsWith(word + "\n");
    then(ended.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void says_what_to_do_where_it_can_not_verify() {
    var without = verify("", "--keys=" + folder.resolve("none"), today);
    then(without.exitCode()).isEqualTo(1);
    then(without.said()).contains("none can not be read", "/.well-known/jwks.json");
    var wrong = verify("", keys(), "--revocations=" + folder.resolve("jwks.json"), today);
    then(wrong.exitCode()).isEqualTo(1);
    then(wrong.said()).startsWith("The revocation list is not one: ");
    then(verify("", "--what").exitCode()).isEqualTo(2);
    var file = verify("", keys(), folder.resolve("list.jws").toString());
    then(file.exitCode()).isEqualTo(1);
    then(file.said()).contains("names a file; use: verify < ");
  }
}
