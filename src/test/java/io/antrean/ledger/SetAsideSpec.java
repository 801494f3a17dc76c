package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.antrean.support.Stores;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A ledger entry that PostgreSQL can not take")
class SetAsideSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String LIST = "/api/v1/audit/set-aside";

  private final Day day = Day.next();
  private final String release = office.release(day.terms(5, 1));
  private final List<String> citizens = office.citizens(5);
  private final List<UUID> claims = citizens.stream().map(c -> UUID.randomUUID()).toList();
  private final String admin = office.token("admin");

  /** PostgreSQL can take no row of this release that this is true of. */
  private void poison(String condition) {
    office.sql(
        "ALTER TABLE booking ADD CONSTRAINT poison CHECK (NOT (release = '%s' AND %s)) NOT VALID"
            .formatted(release, condition));
  }

  @AfterEach
  void heal() {
    cure();
    office.sql("UPDATE set_aside SET resolution = 'REFUSED', resolved_at = now()");
  }

  private static void cure() {
    office.sql("ALTER TABLE booking DROP CONSTRAINT IF EXISTS poison");
  }

  private Answer claim(int who, String prefer) {
    var headers = Map.of("Prefer", prefer);
    var wish = day.wish("08:00");
    return office.claimAsync(0, citizens.get(who), release, claims.get(who), wish, headers).join();
  }

  private Answer cancel(int who, String prefer) {
    var path = "/api/v1/bookings/" + claims.get(who);
    return office.call(0, "DELETE", path, citizens.get(who), null, Map.of("Prefer", prefer));
  }

  /** The one that is open. */
  private JsonObject setAside() {
    var found =
        Eventually.find(
            SOON,
            () ->
                office.call(0, "GET", LIST + "?limit=1", admin, null).body().getJsonArray("items"),
            items -> !items.isEmpty() && items.getJsonObject(0).getString("state").equals("open"));
    return found.getJsonObject(0);
  }

  private Answer resolve(JsonObject one, String how) {
    return office.call(0, "POST", LIST + "/" + one.getLong("number") + "/" + how, admin, null);
  }

  private void becomes(JsonObject one, String state) {
    var path = LIST + "/" + one.getLong("number");
    var now =
        Eventually.find(
            SOON,
            () -> office.call(0, "GET", path, admin, null).body(),
            body -> body.getString("state").equals(state));
    then(now.getString("state")).isEqualTo(state);
    // Who asked for it, and what the ledger made of it.
    var trail =
        office.sql(
            """
            SELECT string_agg(what || (actor IS NOT NULL), ' ' ORDER BY no) FROM audit_entry
             WHERE object = '%d' AND what LIKE 'set-aside%%'
            """
                .formatted(one.getLong("number")));
    then(trail.toString()).startsWith("set-aside.askedtrue").endsWith("set-aside.changedfalse");
  }

  private static double metric(String name) {
    return office
        .management(0, "/metrics")
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private JsonObject poisoned() {
    var before = metric("antrean_ledger_set_aside_total");
    poison("seat = 3");
    for (int who = 0; who < 4; who++) claim(who, "respond-async");
    for (var who : List.of(0, 1, 3)) {
      var answer = Eventually.find(SOON, () -> claim(who, "wait=1"), a -> a.status() == 200);
      then(answer.body().getString("state")).isEqualTo("CONFIRMED");
    }
    var one = setAside();
    then(claim(2, "wait=1").body().getString("state")).isEqualTo("HELD");
    then(one.getString("claim")).isEqualTo(claims.get(2).toString());
    then(one.getString("kind")).isEqualTo("claim");
    then(one.getString("reason")).startsWith("23514").contains("poison");
    then(metric("antrean_ledger_set_aside_total") - before).isEqualTo(1);
    Eventually.find(SOON, () -> metric("antrean_ledger_set_aside_open"), open -> open == 1);
    thenNothingDiffers();
    return one;
  }

  /** Its seat is withheld in PostgreSQL and held in Redis: that is no difference. */
  private void thenNothingDiffers() {
    var audit = new Audited(office, 1);
    var at =
        Eventually.find(
            SOON,
            () -> audit.of(0, release),
            now -> now != null && now.getJsonObject("postgres").getInteger("withheld") == 1);
    then(at.getInteger("difference")).isZero();
    then(audit.gauges(release)).containsOnly(0.0);
    audit.close();
  }

  @Test
  void is_set_aside_and_the_ledger_goes_on_until_a_retry_succeeds() {
    var one = poisoned();
    then(resolve(one, "retry").status()).isEqualTo(202);
    Eventually.find(SOON, () -> metric("antrean_ledger_set_aside_total"), times -> times >= 2);
    then(setAside().getLong("number")).isEqualTo(one.getLong("number"));
    cure();
    then(resolve(one, "retry").status()).isEqualTo(202);
    becomes(one, "retried");
    // PostgreSQL says so a moment before Redis does.
    var booking = claim(2, "wait=5");
    then(booking.status()).isIn(200, 201);
    then(booking.body().getJsonArray("numbers").getString(0)).endsWith("-3");
    then(resolve(one, "refuse").problem()).isEqualTo("already-resolved");
    Eventually.find(SOON, () -> metric("antrean_ledger_set_aside_open"), open -> open == 0);
  }

  @Test
  void keeps_its_seat_also_when_redis_forgets() {
    var one = poisoned();
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    var held = Eventually.find(SOON, () -> claim(2, "respond-async"), a -> a.status() == 202);
    then(held.body().getString("state")).isEqualTo("HELD");
    then(held.body().getJsonArray("seats").getInteger(0)).isEqualTo(3);
    var last = claim(4, "wait=5");
    then(last.body().getJsonArray("seats").getInteger(0)).isEqualTo(5);
    cure();
    then(resolve(one, "retry").status()).isEqualTo(202);
    becomes(one, "retried");
    then(claim(2, "wait=1").body().getString("state")).isEqualTo("CONFIRMED");
  }

  @Test
  void gives_its_seat_back_when_it_is_refused_and_stays_refused() {
    var one = poisoned();
    then(claim(4, "wait=5").status()).isEqualTo(201);
    then(resolve(one, "refuse").status()).isEqualTo(202);
    becomes(one, "refused");
    then(claim(2, "wait=1").problem()).isEqualTo("refused");
    var self = "/api/v1/releases/" + release + "/claims/" + claims.get(2);
    var told = office.call(0, "GET", self, citizens.get(2), null).body();
    then(told.getString("reason")).isEqualTo("refused");
    cure();
    RedisShell.run(office.redis().uri(), "FLUSHALL");
    var again = Eventually.find(SOON, () -> claim(2, "wait=1"), a -> a.status() == 409);
    then(again.problem()).isEqualTo("refused");
    then(resolve(one, "retry").problem()).isEqualTo("already-resolved");
    // Its person may claim again, and the seat is somebody's again, under another number.
    var wish = day.wish("08:00");
    var other =
        Eventually.find(
            SOON,
            () -> office.claim(0, citizens.get(2), release, UUID.randomUUID(), wish),
            a -> a.status() == 201);
    then(other.body().getJsonArray("numbers").getString(0)).endsWith("-3b");
  }

  @Test
  void may_be_a_cancel_which_leaves_the_booking_as_it_is() {
    then(claim(0, "wait=5").status()).isEqualTo(201);
    poison("state = 'CANCELLED'");
    then(cancel(0, "respond-async").status()).isEqualTo(202);
    var one = setAside();
    then(one.getString("kind")).isEqualTo("cancel");
    then(claim(0, "wait=1").body().getString("state")).isEqualTo("CONFIRMED");
    then(resolve(one, "refuse").status()).isEqualTo(202);
    becomes(one, "refused");
    cure();
    then(cancel(0, "wait=5").status()).isEqualTo(200);
  }

  @Test
  void is_not_refused_while_it_is_retried() throws SQLException {
    var one = poisoned();
    try (var connection = DriverManager.getConnection(Stores.jdbc(office.database()));
        var lock = connection.createStatement()) {
      connection.setAutoCommit(false);
      lock.execute("LOCK TABLE booking IN SHARE MODE");
      then(resolve(one, "retry").status()).isEqualTo(202);
      then(resolve(one, "retry").status()).isEqualTo(202);
      var refused = resolve(one, "refuse");
      then(refused.problem()).isEqualTo("resolution-pending");
      then(refused.body().getString("underWay")).isEqualTo("retry");
      then(refused.header("Retry-After")).isEqualTo("1");
      connection.rollback();
    }
    Eventually.find(SOON, () -> resolve(one, "refuse"), a -> a.status() == 202);
    becomes(one, "refused");
  }

  @Test
  void is_for_administrators() {
    then(office.call(0, "GET", LIST, null, null).status()).isEqualTo(401);
    then(office.call(0, "GET", LIST, citizens.get(0), null).problem()).isEqualTo("forbidden");
    then(office.call(0, "POST", LIST + "/1/retry", office.token("officer"), null).status())
        .isEqualTo(403);
    then(office.call(0, "POST", LIST + "/x/retry", admin, null).status()).isEqualTo(404);
    then(office.call(0, "GET", LIST + "/999999", admin, null).status()).isEqualTo(404);
    then(office.call(0, "GET", LIST + "?after=x", admin, null).status()).isEqualTo(400);
  }
}
