package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.People;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Bookings of a real installation, their tickets, and what an officer says of them. */
final class TicketFixture {

  static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
  static final Duration SOON = Duration.ofSeconds(20);

  /** Lists are read again at once. */
  static final Map<String, String> FAST = Map.of("ANTREAN_TICKET_REVOCATIONS_REFRESH_MS", "50");

  /** A confirmed booking and who holds it. */
  record Booked(UUID id, Household holder, String release, LocalDate day) {

    String path() {
      return "/api/v1/bookings/" + id;
    }
  }

  private final Installation office;

  TicketFixture(Installation office) {
    this.office = office;
  }

  /** A new booking at 08:00 of a day of its own, for a household of so many. */
  Booked booked(int persons) {
    var day = Day.next();
    var release = office.release(day.terms(persons, 4));
    var holder = People.household(office, persons);
    var id = UUID.randomUUID();
    var wish = day.wish("08:00").put("party", new JsonArray(holder.persons()));
    then(office.claim(0, holder.token(), release, id, wish).status()).isEqualTo(201);
    return new Booked(id, holder, release, day.date());
  }

  void cancel(Booked booked) {
    var answer = office.call(0, "DELETE", booked.path(), booked.holder().token(), null);
    then(answer.status()).isEqualTo(200);
  }

  /** Another slot and other numbers of the same booking. */
  void move(Booked booked, String time, int given) {
    office.sql(
        "UPDATE booking SET slot = '%sT%s', given = %d WHERE id = '%s'"
            .formatted(booked.day(), time, given, booked.id()));
  }

  HttpResponse<String> get(String path, String token) {
    return office.send(0, "GET", path, token, null, Map.of()).join();
  }

  /**
   * What the holder gets of a booking: {@code ticket}, {@code ticket.svg}, {@code calendar.ics}.
   */
  String file(Booked booked, String name) {
    var answer = get(booked.path() + "/" + name, booked.holder().token());
    then(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  String jwks() {
    return get("/.well-known/jwks.json", null).body();
  }

  String revocations() {
    return get("/api/v1/tickets/revocations", null).body();
  }

  /** The list as soon as it names this ticket. */
  String revocationsWith(String ticket) {
    var id = payload(ticket).getString("jti");
    return Eventually.find(SOON, this::revocations, list -> payload(list).encode().contains(id));
  }

  static JsonObject payload(String compact) {
    return part(compact, 1);
  }

  static JsonObject part(String compact, int place) {
    var bytes = Base64.getUrlDecoder().decode(compact.split("\\.")[place]);
    return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Nine o'clock of this day at the office. */
  static Instant morningOf(LocalDate day) {
    return day.atTime(9, 0).atZone(ZONE).toInstant();
  }

  /**
   * What an officer is told at this instant, with this list or none; the first line is the word.
   */
  List<String> verified(String ticket, String list, Instant now) {
    return verified(jwks(), ticket, list, now);
  }

  static List<String> verified(String jwks, String ticket, String list, Instant now) {
    var out = new ByteArrayOutputStream();
    var verifier = TicketVerifier.of(jwks, list, now);
    var print = new PrintStream(out, true, StandardCharsets.UTF_8);
    var exitCode = new VerificationReport(verifier, now, print).print(ticket);
    var lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    then(exitCode).isEqualTo(exitCodeOf(lines.get(0)));
    return lines;
  }

  private static int exitCodeOf(String word) {
    for (var verdict : Verdict.values()) if (verdict.word.equals(word)) return verdict.exitCode;
    throw new AssertionError(word);
  }
}
