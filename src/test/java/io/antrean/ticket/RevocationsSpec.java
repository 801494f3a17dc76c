package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Stores;
import io.antrean.ticket.TicketFixture.Booked;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The list of revoked tickets")
class RevocationsSpec {

  private static final int MAX = 6;

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_TICKET_REVOCATIONS_REFRESH_MS",
              "50",
              "ANTREAN_TICKET_REVOCATIONS_MAX",
              Integer.toString(MAX)));

  private final TicketFixture tickets = new TicketFixture(office);

  private static HttpResponse<String> list(int node, String tag) {
    var headers = tag == null ? Map.<String, String>of() : Map.of("If-None-Match", tag);
    return office.send(node, "GET", "/api/v1/tickets/revocations", null, null, headers).join();
  }

  private static String id(String ticket) {
    return TicketFixture.payload(ticket).getString("jti");
  }

  private static void forget() {
    office.sql("DELETE FROM ticket_revocation");
  }

  private JsonObject when(String ticket) {
    return TicketFixture.payload(tickets.revocationsWith(ticket));
  }

  @Test
  void has_a_ticket_from_the_moment_its_booking_is_cancelled() {
    forget();
    var booked = tickets.booked(2);
    var ticket = tickets.file(booked, "ticket");
    then(TicketFixture.payload(tickets.revocations()).encode()).doesNotContain(id(ticket));
    tickets.cancel(booked);
    var list = when(ticket);
    then(list.getJsonArray("cancelled")).contains(id(ticket));
    then(list.getJsonArray("moved")).doesNotContain(id(ticket));
    then(list.encode()).as("of a booking, to nobody").doesNotContain(booked.id().toString());
    then(tickets.verified(ticket, tickets.revocations(), morning(booked)).get(0))
        .isEqualTo("REVOKED: CANCELLED");
  }

  private static Instant morning(Booked booked) {
    return TicketFixture.morningOf(booked.day());
  }

  @Test
  void has_the_ticket_of_before_and_not_that_of_after_a_move() {
    forget();
    var booked = tickets.booked(1);
    var before = tickets.file(booked, "ticket");
    tickets.move(booked, "08:15", 1);
    var after = tickets.file(booked, "ticket");
    var list = tickets.revocationsWith(before);
    then(TicketFixture.payload(list).getJsonArray("moved")).contains(id(before));
    then(tickets.verified(before, list, morning(booked)).get(0)).isEqualTo("REVOKED: MOVED");
    then(tickets.verified(after, list, morning(booked)).get(0)).isEqualTo("VALID");
    tickets.cancel(booked);
    list = tickets.revocationsWith(after);
    then(tickets.verified(before, list, morning(booked)).get(0)).isEqualTo("REVOKED: MOVED");
    then(tickets.verified(after, list, morning(booked)).get(0)).isEqualTo("REVOKED: CANCELLED");
  }

  @Test
  void has_the_ticket_of_a_row_that_is_left_for_another_one() {
    forget();
    var booked = tickets.booked(2);
    var ticket = tickets.file(booked, "ticket");
    office.sql("ALTER TABLE booking DROP CONSTRAINT booking_state_check");
    office.sql("UPDATE booking SET state = 'MOVED' WHERE id = '" + booked.id() + "'");
    then(when(ticket).getJsonArray("moved")).contains(id(ticket));
  }

  @Test
  void is_not_made_longer_by_what_changes_nothing_of_a_ticket() {
    forget();
    var booked = tickets.booked(1);
    office.sql("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + booked.id() + "'");
    office.sql("UPDATE booking SET person = gen_random_uuid() WHERE id = '" + booked.id() + "'");
    office.sql("UPDATE booking SET state = 'COMPLETED' WHERE id = '" + booked.id() + "'");
    then(office.sql("SELECT count(*) FROM ticket_revocation")).isEqualTo(0L);
  }

  private static void revoked(LocalDate day, int seat) {
    office.sql(
        "INSERT INTO ticket_revocation VALUES ('%s', '%sT08:00', %d, 1, 'CANCELLED', now())"
            .formatted(UUID.randomUUID(), day, seat));
  }

  private JsonObject when(Predicate<JsonObject> expected) {
    return Eventually.find(
        TicketFixture.SOON, () -> TicketFixture.payload(tickets.revocations()), expected);
  }

  @Test
  void begins_with_yesterday_and_says_up_to_which_day_it_had_room() {
    forget();
    var today = LocalDate.now(ZoneOffset.UTC);
    revoked(today.minusDays(2), 1);
    revoked(today.minusDays(1), 1);
    revoked(today, 1);
    var all = when(found -> found.getJsonArray("cancelled").size() == 2);
    then(all.getJsonArray("cancelled")).hasSize(2);
    then(all.getString("from")).isEqualTo(today.minusDays(1).toString());
    then(all.containsKey("until")).isTrue();
    then(all.getString("until")).isNull();
    then(office.management(0, "/metrics")).contains("antrean_ticket_revocations_cut 0.0");
    for (int seat = 1; seat <= MAX; seat++) revoked(today.plusDays(9), seat);
    var cut = when(found -> found.getString("until") != null);
    then(cut.getJsonArray("cancelled")).hasSize(MAX);
    then(cut.getString("until")).isEqualTo(today.plusDays(9).toString());
    then(office.management(0, "/metrics"))
        .contains("antrean_ticket_revocations 6.0", "antrean_ticket_revocations_cut 1.0");
    var now = Instant.now();
    var text = tickets.revocations();
    var read = TicketVerifier.of(tickets.jwks(), text, now).revocations();
    then(read.covers(today.plusDays(8))).isTrue();
    then(read.covers(today.plusDays(9))).isFalse();
    then(read.covers(today.minusDays(2))).isFalse();
    forget();
  }

  @Test
  void is_for_anybody_and_any_cache_and_the_same_on_every_node() {
    forget();
    var booked = tickets.booked(1);
    var ticket = tickets.file(booked, "ticket");
    tickets.cancel(booked);
    tickets.revocationsWith(ticket);
    var same =
        Eventually.find(
            TicketFixture.SOON,
            () -> list(1, null),
            found -> found.body().equals(list(0, null).body()));
    var one = list(0, null);
    then(same.body()).isEqualTo(one.body());
    then(one.headers().firstValue("Content-Type")).hasValue("application/jose");
    then(one.headers().firstValue("Cache-Control")).hasValue("public, max-age=1");
    var tag = one.headers().firstValue("ETag").orElseThrow();
    then(list(1, tag).statusCode()).isEqualTo(304);
    then(list(1, "W/" + tag + ", \"x\"").body()).isEmpty();
    tickets.cancel(tickets.booked(1));
    var newer =
        Eventually.find(TicketFixture.SOON, () -> list(0, tag), found -> found.statusCode() == 200);
    then(newer.headers().firstValue("ETag").orElseThrow()).isNotEqualTo(tag);
  }

  @Test
  void is_as_old_as_it_says_and_no_older_than_five_minutes_and_a_turn() {
    var list = TicketFixture.payload(tickets.revocations());
    var issued = Instant.ofEpochSecond(list.getInteger("iat"));
    then(Duration.between(issued, Instant.now()))
        .isBetween(Duration.ZERO, Revocations.ISSUED_EVERY.plusSeconds(2));
    then(issued.getEpochSecond() % Revocations.ISSUED_EVERY.toSeconds()).isZero();
  }

  @Test
  void stays_as_it_was_while_postgresql_is_away() throws SQLException {
    var before = list(0, null).body();
    var database = office.database();
    try (var connection = DriverManager.getConnection(Stores.jdbc("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS false");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
              .formatted(database));
      var age =
          Eventually.find(
              TicketFixture.SOON,
              () -> office.management(0, "/metrics"),
              said -> said.matches("(?s).*antrean_ticket_revocations_age_seconds [1-9].*"));
      then(age).containsPattern("antrean_ticket_revocations_age_seconds [1-9]");
      var away = list(0, null);
      then(away.statusCode()).isEqualTo(200);
      then(TicketFixture.payload(away.body()).getJsonArray("cancelled"))
          .isEqualTo(TicketFixture.payload(before).getJsonArray("cancelled"));
      statement.execute("ALTER DATABASE " + database + " WITH ALLOW_CONNECTIONS true");
    }
  }
}
