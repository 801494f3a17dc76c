package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.ticket.TicketFixture.Booked;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A ticket")
class TicketSpec {

  @RegisterExtension static final Installation office = new Installation(2, TicketFixture.FAST);

  private final TicketFixture tickets = new TicketFixture(office);

  private int status(Booked booked, String file, String token) {
    return tickets.get(booked.path() + file, token).statusCode();
  }

  @Test
  void says_what_an_officer_needs_and_no_more_of_the_people_than_their_initials() {
    var booked = tickets.booked(2);
    office.sql("UPDATE person SET name = 'Somebody Else'");
    var persons = booked.holder().persons();
    office.sql(
        "UPDATE person SET name = 'Siti Nur Aini Putri' WHERE id = '" + persons.get(0) + "'");
    office.sql("UPDATE person SET name = 'budi' WHERE id = '" + persons.get(1) + "'");
    var answer = tickets.get(booked.path() + "/ticket", booked.holder().token());
    then(answer.headers().firstValue("Content-Type")).hasValue("application/jose");
    then(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    var header = TicketFixture.part(answer.body(), 0);
    then(header.fieldNames()).containsExactlyInAnyOrder("alg", "kid", "typ");
    then(header.getString("alg")).isEqualTo("EdDSA");
    then(header.getString("typ")).isEqualTo("antrean-ticket+jws");

    var said = TicketFixture.payload(answer.body());
    var booking = tickets.get(booked.path(), booked.holder().token()).body();
    var confirmed = Instant.parse(new JsonObject(booking).getString("confirmedAt"));
    then(said.remove("jti")).asString().hasSize(16);
    then(said)
        .isEqualTo(
            new JsonObject()
                .put("sub", booked.id().toString())
                .put("iat", (int) confirmed.getEpochSecond())
                .put(
                    "exp",
                    (int) booked.day().plusDays(1).atStartOfDay(TicketFixture.ZONE).toEpochSecond())
                .put("office", "sampit")
                .put("service", "passport-new")
                .put("release", booked.release())
                .put("slot", booked.day() + "T08:00")
                .put("zone", "Asia/Jakarta")
                .put("seats", new JsonArray().add(1).add(2))
                .put("numbers", new JsonArray().add("A0800-1").add("A0800-2"))
                .put("persons", 2)
                .put("labels", new JsonArray().add("SNA").add("B")));
  }

  @Test
  void is_valid_for_whoever_has_the_published_keys() {
    var booked = tickets.booked(1);
    var lines =
        tickets.verified(
            tickets.file(booked, "ticket"), null, TicketFixture.morningOf(booked.day()));
    then(lines.get(0)).isEqualTo("VALID");
    then(lines).contains("  number   A0800-1", "  office   sampit", "  service  passport-new");
    then(String.join("\n", lines)).contains(", 08:00 (Asia/Jakarta)");
  }

  @Test
  void is_the_same_on_every_node_and_whenever_it_is_asked_for() {
    var booked = tickets.booked(1);
    var ticket = tickets.file(booked, "ticket");
    then(tickets.file(booked, "ticket")).isEqualTo(ticket);
    var path = booked.path() + "/ticket";
    then(office.send(1, "GET", path, booked.holder().token(), null, Map.of()).join().body())
        .isEqualTo(ticket);
  }

  @Test
  void is_for_whoever_may_read_the_booking() {
    var booked = tickets.booked(1);
    for (var file : List.of("/ticket", "/ticket.svg", "/calendar.ics")) {
      then(status(booked, file, booked.holder().token())).isEqualTo(200);
      then(status(booked, file, office.token("officer"))).isEqualTo(200);
      then(status(booked, file, office.token("supervisor"))).isEqualTo(200);
      then(status(booked, file, office.token("admin"))).isEqualTo(200);
      then(status(booked, file, office.token("budi"))).isEqualTo(404);
      then(status(booked, file, null)).isEqualTo(401);
      var token = office.token("admin");
      then(tickets.get("/api/v1/bookings/x" + file, token).statusCode()).isEqualTo(404);
      var nobodys = "/api/v1/bookings/" + UUID.randomUUID() + file;
      then(tickets.get(nobodys, token).statusCode()).isEqualTo(404);
    }
    office.sql("UPDATE account SET offices = '{medan}' WHERE login = 'officer'");
    var away = new JsonObject().put("login", "officer").put("password", "officer-demo");
    var token = office.call(0, "POST", "/api/v1/sessions", null, away).body().getString("token");
    then(status(booked, "/ticket", token)).isEqualTo(404);
  }

  @Test
  void is_there_until_the_booking_is_cancelled_or_the_visit_is_over() {
    var booked = tickets.booked(1);
    var token = booked.holder().token();
    setState(booked, "CHECKED_IN");
    then(status(booked, "/ticket", token)).isEqualTo(200);
    for (var state : List.of("COMPLETED", "NO_SHOW", "POSTPONED", "CANCELLED")) {
      setState(booked, state);
      for (var file : List.of("/ticket", "/ticket.svg")) {
        var refused = office.call(0, "GET", booked.path() + file, token, null);
        then(refused.status() + refused.problem()).isEqualTo("409no-ticket");
        then(refused.body().getString("state")).isEqualTo(state);
      }
      then(status(booked, "/calendar.ics", token)).isEqualTo(200);
    }
    setState(booked, "REJECTED");
    then(status(booked, "/ticket", token)).isEqualTo(404);
    then(status(booked, "/calendar.ics", token)).isEqualTo(404);
  }

  private static void setState(Booked booked, String state) {
    office.sql("UPDATE booking SET state = '%s' WHERE id = '%s'".formatted(state, booked.id()));
  }

  @Test
  void is_another_one_once_the_booking_is_moved_and_yet_another_when_it_is_moved_back() {
    var booked = tickets.booked(1);
    var first = TicketFixture.payload(tickets.file(booked, "ticket"));
    tickets.move(booked, "08:15", 1);
    var second = TicketFixture.payload(tickets.file(booked, "ticket"));
    tickets.move(booked, "08:00", 2);
    var third = TicketFixture.payload(tickets.file(booked, "ticket"));
    then(second.getString("slot")).endsWith("T08:15");
    then(third.getJsonArray("numbers")).containsExactly("A0800-1b");
    then(List.of(first, second, third)).extracting(t -> t.getString("jti")).doesNotHaveDuplicates();
    then(second.getInteger("iat")).isGreaterThanOrEqualTo(first.getInteger("iat"));
  }

  @Test
  void counts_what_is_given_out() {
    var booked = tickets.booked(1);
    tickets.file(booked, "ticket.svg");
    then(office.management(0, "/metrics"))
        .containsPattern("antrean_tickets_total\\{form=\"svg\"} [1-9]");
  }

  @Test
  void has_initials_of_whatever_name() {
    then(Tickets.initials("Siti Nur-Aini")).isEqualTo("SNA");
    then(Tickets.initials("  ")).isEmpty();
    then(Tickets.initials(null)).isEmpty();
    then(Tickets.initials("𝒜ni b. C d")).isEqualTo("𝒜BC");
  }
}
