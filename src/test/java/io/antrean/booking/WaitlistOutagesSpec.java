package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The waiting list survives")
class WaitlistOutagesSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(2, Map.of("ANTREAN_CONSERVATION_EVERY_MS", "50"));

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 2));
  private final WaitingOffice list = new WaitingOffice(office, day, release);
  private final List<String> people = office.citizens(4);
  private final String ani = people.get(0);
  private final String budi = people.get(1);
  private final String citra = people.get(2);
  private final String dewi = people.get(3);

  private static void empty() {
    RedisShell.run(office.redis().uri(), "FLUSHALL");
  }

  /** Both seats are booked, and these wait for any in this order. */
  private List<UUID> waiting(UUID[] booked, String... tokens) {
    booked[0] = list.booked(ani, "08:00");
    booked[1] = list.booked(dewi, "08:15");
    return List.of(tokens).stream().map(list::joined).toList();
  }

  private Answer accepted(String token, UUID entry) {
    return Eventually.find(
        WaitingOffice.SOON, () -> list.accept(token, entry), answer -> answer.status() < 202);
  }

  @Test
  void a_redis_that_is_emptied_while_seats_are_offered_and_one_is_taken() {
    var booked = new UUID[2];
    var entries = waiting(booked, budi, citra);
    list.cancel(ani, booked[0]);
    list.cancel(dewi, booked[1]);
    var offer = list.when(budi, entries.get(0), "OFFERED").getJsonObject("offer");
    var kept = list.when(citra, entries.get(1), "OFFERED").getJsonObject("offer");
    then(list.accept(budi, entries.get(0)).status()).isEqualTo(201);
    empty();
    var again = accepted(budi, entries.get(0));
    then(again.status()).isEqualTo(200);
    then(again.body().getString("slot")).isEqualTo(offer.getString("slot"));
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 1, "cooling", 0, "offered", 1));
    then(list.look(citra, entries.get(1)).body().getJsonObject("offer")).isEqualTo(kept);
    then(office.claim(0, ani, release, UUID.randomUUID(), day.wish("08:00", "08:15")).problem())
        .isEqualTo("sold-out");
    var taken = accepted(citra, entries.get(1));
    then(taken.status()).isEqualTo(201);
    then(taken.body().getString("slot")).isEqualTo(kept.getString("slot"));
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 2, "cooling", 0, "offered", 0));
  }

  @Test
  void a_redis_that_is_emptied_before_a_seat_is_offered() {
    var booked = new UUID[2];
    var entries = waiting(booked, budi);
    list.cancel(ani, booked[0]);
    empty();
    list.when(budi, entries.get(0), "OFFERED");
    empty();
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 1, "cooling", 0, "offered", 1));
    then(office.sql("SELECT count(*) FROM offer WHERE entry = '" + entries.get(0) + "'"))
        .isEqualTo(1L);
    list.leave(budi, entries.get(0));
    list.thenAudited("redis", Map.of("free", 1, "confirmed", 1, "cooling", 0, "offered", 0));
  }

  /** Keeps every booking from being written until it is closed. */
  private static Connection noBookings() throws SQLException {
    var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
    connection.setAutoCommit(false);
    try (var lock = connection.createStatement()) {
      lock.execute("LOCK TABLE booking IN SHARE MODE");
    }
    return connection;
  }

  private static void endBlockedWrites() {
    office.sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            + " WHERE wait_event_type = 'Lock' AND datname = current_database()");
  }

  @Test
  void a_postgresql_that_does_not_answer_who_accepts() throws SQLException {
    var booked = new UUID[2];
    var entries = waiting(booked, budi, citra);
    list.cancel(ani, booked[0]);
    list.when(budi, entries.get(0), "OFFERED");
    try (var locked = noBookings()) {
      var held = list.accept(budi, entries.get(0), "wait=1");
      then(held.status()).isEqualTo(202);
      then(held.body().getString("state")).isEqualTo("HELD");
      then(held.body().getJsonArray("numbers")).isEmpty();
      then(list.accept(budi, entries.get(0), "respond-async").status()).isEqualTo(202);
      locked.rollback();
    }
    var taken = accepted(budi, entries.get(0));
    then(taken.body().getString("state")).isEqualTo("CONFIRMED");
    list.when(budi, entries.get(0), "TAKEN");
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 2, "cooling", 0, "offered", 0));
    list.cancel(dewi, booked[1]);
    list.when(citra, entries.get(1), "OFFERED");
  }

  @Test
  void both_at_once_and_what_was_held_may_be_accepted_again() throws SQLException {
    var booked = new UUID[2];
    var entries = waiting(booked, budi);
    list.cancel(ani, booked[0]);
    list.when(budi, entries.get(0), "OFFERED");
    try (var locked = noBookings()) {
      then(list.accept(budi, entries.get(0), "respond-async").status()).isEqualTo(202);
      empty();
      endBlockedWrites();
      locked.rollback();
    }
    then(accepted(budi, entries.get(0)).body().getString("state")).isEqualTo("CONFIRMED");
    then(office.sql("SELECT count(*) FROM booking WHERE id = '" + entries.get(0) + "'"))
        .isEqualTo(1L);
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 2, "cooling", 0, "offered", 0));
  }

  @Test
  void its_owner_who_leaves() {
    var booked = new UUID[2];
    var entries = waiting(booked, budi, citra);
    list.cancel(ani, booked[0]);
    list.when(budi, entries.get(0), "OFFERED");
    list.cancel(dewi, booked[1]);
    office.sql("UPDATE partition SET owner = NULL, lease_until = NULL");
    list.when(citra, entries.get(1), "OFFERED");
    list.thenAudited("redis", Map.of("free", 0, "confirmed", 0, "cooling", 0, "offered", 2));
    then(accepted(budi, entries.get(0)).status()).isEqualTo(201);
    then(office.sql("SELECT count(*) FROM offer WHERE release = '" + release + "'")).isEqualTo(2L);
    list.thenAudited("redis", Map.of("confirmed", 1, "cooling", 0, "offered", 1));
  }
}
