package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Office;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A bank says that somebody has paid")
class PaymentSpec {

  private static final String SECRET = "a secret of at least 32 bytes that a bank shares";
  private static final String PATH = "/api/v1/payments/callbacks";

  @RegisterExtension
  static final Installation installation =
      new Installation(1, Map.of("ANTREAN_BANK_SECRET_FILE", secretFile()));

  private static FloorOffice office;

  @BeforeAll
  static void open() {
    office = FloorOffice.open(installation, "payments", 40);
    office.counter("one");
  }

  private static String secretFile() {
    try {
      var file = Files.createTempFile("bank", ".secret");
      file.toFile().deleteOnExit();
      // As an editor leaves it.
      return Files.writeString(file, SECRET + "\n").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Signed as the specification has it, by the JDK alone. */
  private static String signature(String secret, String id, long timestamp, String body) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      var signed = id + "." + timestamp + "." + body;
      var bytes = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject paid(String code) {
    return new JsonObject()
        .put("code", code)
        .put("paidAt", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  private static Answer callback(JsonObject body) {
    return callback(body, SECRET, Instant.now().getEpochSecond());
  }

  private static Answer callback(JsonObject body, String secret, long timestamp) {
    var signature = signature(secret, "msg_1", timestamp, body.encode());
    return send(
        body,
        Map.of(
            "webhook-id",
            "msg_1",
            "webhook-timestamp",
            Long.toString(timestamp),
            "webhook-signature",
            signature));
  }

  private static Answer send(JsonObject body, Map<String, String> headers) {
    return installation.call(0, "POST", PATH, null, body, headers);
  }

  /** Somebody who has been photographed and interviewed. */
  private static JsonObject toPay() {
    var visit = office.guest(installation.citizens(1).get(0));
    for (int stage = 0; stage < 2; stage++) {
      visit = office.done(visit, "CALL_OUT_OF_ORDER", "counter", "one", "reason", "for a spec");
      visit = office.done(office.done(visit, "START"), "FINISH_STAGE");
    }
    return visit;
  }

  private static JsonObject look(JsonObject visit) {
    return office.ask("GET", "/visits/" + visit.getString("id"), null).body();
  }

  @Test
  void and_the_passport_is_ready_three_working_days_later() {
    var visit = toPay();
    var answer = callback(paid(visit.getString("paymentCode")));
    then(answer.status()).isEqualTo(200);
    var now = look(visit);
    then(now.getString("state") + " " + now.getString("stage"))
        .isEqualTo("READY_FOR_PICKUP PICKUP");
    var ready = office.today();
    for (int days = 0; days < 3; ) {
      ready = ready.plusDays(1);
      var isWeekend = List.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY).contains(ready.getDayOfWeek());
      if (!isWeekend) days++;
    }
    then(now.getString("readyOn")).isEqualTo(ready.toString());
    then(answer.body().getString("readyOn")).isEqualTo(ready.toString());
    then(answer.body().fieldNames()).containsExactlyInAnyOrder("code", "paidAt", "readyOn");
  }

  /** Of an office of its own, whose calendar is changed under way. */
  @Test
  void on_a_friday_and_it_is_ready_on_the_third_day_on_which_the_office_works() {
    installation.sql(
        "INSERT INTO office (id, name, zone) VALUES ('calendar', 'x', 'Asia/Jakarta')");
    then(readyAfter(0)).isEqualTo("2030-01-04");
    then(readyAfter(3)).as("Monday to Friday").isEqualTo("2030-01-09");
    installation.sql(
        "INSERT INTO holiday (office, day, name) VALUES ('calendar', '2030-01-08', 'x')");
    then(readyAfter(3)).as("without a holiday").isEqualTo("2030-01-10");
    installation.sql(
        "INSERT INTO opening_hours (office, weekday, opens, closes)"
            + " SELECT 'calendar', d, '08:00', '12:00' FROM generate_series(4, 6) d");
    then(readyAfter(3)).as("Thursday to Saturday").isEqualTo("2030-01-11");
    installation.sql(
        "INSERT INTO holiday (office, day, name) SELECT 'calendar', '2030-01-04'::date + d, 'x'"
            + " FROM generate_series(1, 400) d ON CONFLICT DO NOTHING");
    then(readyAfter(3)).as("closed for more than a year").isEqualTo("2031-01-05");
  }

  private static String readyAfter(int days) {
    var vertx = Vertx.vertx();
    try {
      var pool = Stores.pool(vertx, installation.database());
      var at = new Office("calendar", "x", ZoneId.of("Asia/Jakarta"));
      var friday = LocalDate.of(2030, 1, 4);
      return OfficeCalendar.workingDays(pool, at, friday, days).await().toString();
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void once_however_often_and_at_once_it_says_so() {
    var visit = toPay();
    var code = visit.getString("paymentCode");
    var bodies =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> callback(paid(code))))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .map(Answer::body)
            .toList();
    then(bodies).allMatch(bodies.get(0)::equals);
    var steps = "SELECT count(*)::int FROM visit_step WHERE act = 'PAY' AND visit = '%s'";
    then(installation.sql(steps.formatted(visit.getString("id")))).isEqualTo(1);
    then(office.act(look(visit), "PAY", new JsonObject()).problem()).isEqualTo("visit-state");
  }

  @Test
  void and_is_not_believed_without_the_right_signature_of_these_minutes() {
    var visit = toPay();
    var body = paid(visit.getString("paymentCode"));
    var now = Instant.now().getEpochSecond();
    var wrong =
        List.of(
            callback(body, "another secret of 32 bytes and a few more", now),
            callback(body, SECRET, now - 301),
            callback(body, SECRET, now + 301),
            send(body, Map.of()),
            send(
                body,
                Map.of(
                    "webhook-id", "msg_2",
                    "webhook-timestamp", Long.toString(now),
                    "webhook-signature", signature(SECRET, "msg_1", now, body.encode()))));
    then(wrong).allMatch(answer -> answer.status() == 403);
    then(wrong).allMatch(answer -> answer.problem().equals("bad-signature"));
    then(look(visit).getString("state")).isEqualTo("PARKED");
    var two =
        signature("an older secret", "m", now, "")
            + " "
            + signature(SECRET, "msg_1", now, body.encode());
    var rotated =
        Map.of(
            "webhook-id",
            "msg_1",
            "webhook-timestamp",
            Long.toString(now),
            "webhook-signature",
            two);
    then(send(body, rotated).status()).isEqualTo(200);
  }

  @Test
  void of_who_was_postponed_meanwhile_and_the_payment_is_kept() {
    var visit = office.done(toPay(), "POSTPONE", "reason", "DATA_DIFFERS");
    var answer = callback(paid(visit.getString("paymentCode")));
    then(answer.status()).isEqualTo(200);
    then(answer.body().getString("readyOn")).isNull();
    var now = look(visit);
    then(now.getString("state")).isEqualTo("POSTPONED");
    then(now.getString("paidAt")).isEqualTo(answer.body().getString("paidAt"));
    then(now.getString("endedAt")).isEqualTo(visit.getString("endedAt"));
  }

  @Test
  void of_a_code_that_nobody_has_and_hears_404() {
    then(callback(paid("100000000000000")).status()).isEqualTo(404);
    then(callback(paid("1")).status()).isEqualTo(400);
    then(callback(new JsonObject().put("x", 1)).status()).isEqualTo(400);
  }

  @Test
  void or_an_officer_does() {
    var visit = office.done(toPay(), "PAY", "note", "receipt 77");
    then(visit.getString("state")).isEqualTo("READY_FOR_PICKUP");
    var again = callback(paid(visit.getString("paymentCode")));
    then(again.body().getString("paidAt")).isEqualTo(visit.getString("paidAt"));
  }

  @Test
  void to_a_server_that_has_no_secret_and_hears_404() {
    var plain = installation.startNode(Map.of("ANTREAN_BANK_SECRET_FILE", ""));
    var answer = installation.call(plain, "POST", PATH, null, paid("100000000000000"));
    then(answer.status()).isEqualTo(404);
  }
}
