package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Stores;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What PostgreSQL does not do with a booking is told at once")
class RefusedByPostgresSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(20);

  /** A wait that nobody waits to its end. */
  private static final Map<String, String> PATIENT = Map.of("Prefer", "wait=30");

  private static final Duration AT_ONCE = Duration.ofSeconds(25);

  private static final String BLOCKED =
      "SELECT count(*) FROM pg_stat_activity"
          + " WHERE wait_event_type = 'Lock' AND datname = current_database()";

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 3));
  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();
  private final String self = "/api/v1/bookings/" + claim;

  @BeforeEach
  void book() {
    then(office.claim(0, ani, release, claim, day.wish("08:00")).status()).isEqualTo(201);
  }

  @AfterEach
  void heal() {
    office.sql("ALTER TABLE booking DROP CONSTRAINT IF EXISTS poison");
    office.sql("UPDATE set_aside SET resolution = 'REFUSED', resolved_at = now()");
  }

  private void poison(String condition) {
    office.sql(
        "ALTER TABLE booking ADD CONSTRAINT poison CHECK (id <> '%s' OR NOT (%s)) NOT VALID"
            .formatted(claim, condition));
  }

  private Answer move(Map<String, String> headers) {
    return office.call(0, "POST", self + "/reschedule", ani, day.wish("08:15"), headers);
  }

  private Answer cancel() {
    return office.call(0, "DELETE", self, ani, null, PATIENT);
  }

  private static Answer atOnce(Supplier<Answer> asked) {
    var from = System.nanoTime();
    var answer = asked.get();
    then(System.nanoTime() - from).isLessThan(AT_ONCE.toNanos());
    return answer;
  }

  /** Asked before the office begins with the visit, decided afterwards. */
  private Answer whileTheVisitBegins(Supplier<Answer> asked) throws SQLException {
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
        var visit = connection.createStatement()) {
      connection.setAutoCommit(false);
      visit.execute("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + claim + "'");
      var answer = CompletableFuture.supplyAsync(() -> atOnce(asked));
      Eventually.find(SOON, () -> office.sql(BLOCKED), blocked -> blocked.equals(1L));
      connection.commit();
      return answer.join();
    }
  }

  private String slot() {
    return office.call(0, "GET", self, ani, null).body().getString("slot");
  }

  @Test
  void a_change_to_a_seat_that_only_postgres_knows_to_be_taken() {
    office.sql(
        """
        INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                             account, fingerprint, state, claimed_at, decided_at)
        SELECT gen_random_uuid(), 0, service_no, slot + interval '15 minutes', 1, 1,
               gen_random_uuid(), service, release, account, gen_random_uuid(), 'CONFIRMED',
               now(), now()
          FROM booking WHERE id = '%s'
        """
            .formatted(claim));
    var taken = atOnce(() -> move(PATIENT));
    then(taken.status()).isEqualTo(409);
    then(taken.problem()).isEqualTo("slot-taken");
    then(slot()).isEqualTo(day.at("08:00"));
  }

  @Test
  void a_change_that_it_can_not_take() {
    poison("version > 0");
    var refused = atOnce(() -> move(PATIENT));
    then(refused.problem()).isEqualTo("not-reschedulable");
    then(refused.body().getString("reason")).isEqualTo("refused");
    then(slot()).isEqualTo(day.at("08:00"));
    // The seat that it had asked for is free again, and may be asked for again.
    heal();
    var moved = Eventually.find(SOON, () -> move(PATIENT), a -> a.status() == 200);
    then(moved.body().getInteger("changes")).isEqualTo(1);
  }

  @Test
  void a_change_of_a_visit_that_has_begun() throws SQLException {
    var refused = whileTheVisitBegins(() -> move(PATIENT));
    then(refused.problem()).isEqualTo("not-reschedulable");
    then(refused.body()).contains(Map.entry("reason", "state"), Map.entry("state", "CHECKED_IN"));
  }

  @Test
  void a_cancel_of_a_visit_that_has_begun() throws SQLException {
    var refused = whileTheVisitBegins(this::cancel);
    then(refused.problem()).isEqualTo("not-cancellable");
    then(refused.body().getString("state")).isEqualTo("CHECKED_IN");
  }

  @Test
  void a_cancel_that_is_set_aside() {
    poison("state = 'CANCELLED'");
    var pending = atOnce(this::cancel);
    then(pending.status()).isEqualTo(202);
    then(pending.body().getString("state")).isEqualTo("CONFIRMED");
    heal();
    var done = Eventually.find(SOON, this::cancel, a -> a.status() == 200);
    then(done.body()).isInstanceOf(JsonObject.class);
    then(done.body().getString("state")).isEqualTo("CANCELLED");
  }
}
