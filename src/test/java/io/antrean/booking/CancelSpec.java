package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A booking that is cancelled")
class CancelSpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final Duration SOON = Duration.ofSeconds(20);

  /** Two seconds, but for what the requests before took. */
  private static final long ALMOST_COOL_NANOS = Duration.ofMillis(1500).toNanos();

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 2));
  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();

  private Answer claimed(String token, UUID id) {
    return office.claim(0, token, release, id, day.wish("08:00"));
  }

  private Answer cancel(String token) {
    return office.call(1, "DELETE", "/api/v1/bookings/" + claim, token, null);
  }

  private Object ledgerLines() {
    return office.sql(
        "SELECT count(*) FROM verdicts v, unnest(v.claim) AS c(id) WHERE c.id = '" + claim + "'");
  }

  private Answer whenItIsFree(String token) {
    return Eventually.find(SOON, () -> claimed(token, UUID.randomUUID()), a -> a.status() == 201);
  }

  @Test
  void gives_its_seat_back_under_a_new_number_and_its_person_a_new_chance() {
    then(claimed(ani, claim).status()).isEqualTo(201);
    var budi = office.citizens(1).get(0);
    then(claimed(budi, UUID.randomUUID()).problem()).isEqualTo("slot-taken");

    var cancelled = cancel(ani);
    then(cancelled.status()).isEqualTo(200);
    then(cancelled.header("Cache-Control")).isEqualTo("no-store");
    then(cancelled.body().getString("state")).isEqualTo("CANCELLED");
    var now = office.call(0, "GET", "/api/v1/bookings/" + claim, ani, null);
    then(now.body()).isEqualTo(cancelled.body());
    // The claim itself is told as what became of it, however late.
    then(claimed(ani, claim).body().getString("state")).isEqualTo("CANCELLED");

    var from = System.nanoTime();
    then(whenItIsFree(budi).body().getJsonArray("numbers").getString(0)).endsWith("-1b");
    then(System.nanoTime() - from).isGreaterThan(ALMOST_COOL_NANOS);
    var again = office.claim(0, ani, release, UUID.randomUUID(), day.wish("08:15"));
    then(again.status()).isEqualTo(201);
  }

  @Test
  void is_cancelled_once_however_often_it_is_asked() {
    then(claimed(ani, claim).status()).isEqualTo(201);
    var asked = new ArrayList<CompletableFuture<Answer>>();
    for (int i = 0; i < 50; i++) asked.add(CompletableFuture.supplyAsync(() -> cancel(ani)));
    for (var one : asked) then(one.join().status()).isEqualTo(200);
    then(ledgerLines()).isEqualTo(2L);
    var budi = office.citizens(1).get(0);
    whenItIsFree(budi);
    then(cancel(ani).status()).isEqualTo(200);
    then(claimed(office.citizens(1).get(0), UUID.randomUUID()).problem()).isEqualTo("slot-taken");
    then(office.sql("SELECT max(given) FROM booking WHERE release = '" + release + "'"))
        .isEqualTo(2);
  }

  @Test
  void keeps_its_seat_until_postgres_has_the_cancel() throws SQLException {
    then(claimed(ani, claim).status()).isEqualTo(201);
    var budi = office.citizens(1).get(0);
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()))) {
      connection.setAutoCommit(false);
      try (var lock = connection.createStatement()) {
        lock.execute("SELECT FROM booking WHERE id = '" + claim + "' FOR UPDATE");
      }
      var pending = cancel(ani, "respond-async");
      then(pending.status()).isEqualTo(202);
      then(pending.header("Location")).isEqualTo("/api/v1/bookings/" + claim);
      then(pending.body().getString("state")).isEqualTo("CONFIRMED");
      then(cancel(ani, "wait=3").status()).isEqualTo(202);
      then(claimed(budi, UUID.randomUUID()).problem()).isEqualTo("slot-taken");
      connection.rollback();
    }
    var done = Eventually.find(SOON, () -> cancel(ani), a -> a.status() == 200);
    then(done.body().getString("state")).isEqualTo("CANCELLED");
    then(ledgerLines()).isEqualTo(2L);
    whenItIsFree(budi);
  }

  private Answer cancel(String token, String prefer) {
    var path = "/api/v1/bookings/" + claim;
    return office.call(0, "DELETE", path, token, null, Map.of("Prefer", prefer));
  }

  @Test
  void is_its_accounts_own() {
    then(claimed(ani, claim).status()).isEqualTo(201);
    then(cancel(null).status()).isEqualTo(401);
    then(cancel(office.citizens(1).get(0)).status()).isEqualTo(404);
    then(cancel(office.token("admin")).problem()).isEqualTo("forbidden");
    then(office.call(0, "DELETE", "/api/v1/bookings/x", ani, null).status()).isEqualTo(404);
    then(claimed(ani, claim).body().getString("state")).isEqualTo("CONFIRMED");
  }

  @Test
  void is_one_that_the_office_has_not_begun_with() {
    then(claimed(ani, claim).status()).isEqualTo(201);
    office.sql("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + claim + "'");
    var late = cancel(ani);
    then(late.problem()).isEqualTo("not-cancellable");
    then(late.body().getString("state")).isEqualTo("CHECKED_IN");
  }

  @Test
  void is_one_whose_slot_has_not_begun() {
    then(claimed(ani, claim).status()).isEqualTo(201);
    var starts = RedisShell.one(office.redis().uri(), "KEYS", "*r:" + release + ":starts");
    RedisShell.run(office.redis().uri(), "DEL", starts);
    then(cancel(ani).problem()).isEqualTo("recovering");
    RedisShell.run(office.redis().uri(), "SETRANGE", starts, "15", "x");
    then(cancel(ani).problem()).isEqualTo("not-cancellable");
  }

  @Test
  void stays_cancelled_and_its_seat_free_when_redis_forgets() {
    then(claimed(ani, claim).status()).isEqualTo(201);
    then(cancel(ani).status()).isEqualTo(200);
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    var from = System.nanoTime();
    var budi = office.citizens(1).get(0);
    then(whenItIsFree(budi).body().getJsonArray("numbers").getString(0)).endsWith("-1b");
    then(System.nanoTime() - from).isGreaterThan(ALMOST_COOL_NANOS);
    then(cancel(ani).status()).isEqualTo(200);
    then(claimed(ani, claim).body().getString("state")).isEqualTo("CANCELLED");
    then(Eventually.find(SOON, () -> office.free(0, release), f -> f.get(0) == 0).get(0)).isZero();
  }
}
