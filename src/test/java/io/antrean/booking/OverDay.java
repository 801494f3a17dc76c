package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.UUID;

/** Days of an installation that are over by PostgreSQL's clock, without waiting for years. */
final class OverDay {

  static final Duration SOON = Duration.ofSeconds(20);

  private final Installation office;

  OverDay(Installation office) {
    this.office = office;
  }

  /**
   * The slots of this day have begun so many days and a night ago, and all before it have begun.
   */
  void isOver(Day day, int daysAgo) {
    office.sql(
        "UPDATE slot SET starts_at = now() - interval '500 days' WHERE starts_at > now()"
            + (" AND starts < '" + day.date() + "'"));
    office.sql(
        """
        UPDATE slot SET starts_at = now() - interval '12 hours' - interval '%d days'
         WHERE starts >= '%s'::date AND starts < '%s'::date + 1
        """
            .formatted(daysAgo, day.date(), day.date()));
  }

  String state(UUID booking) {
    var sql = "SELECT string_agg(DISTINCT state, ',') FROM booking WHERE id = '%s'";
    return String.valueOf(office.sql(sql.formatted(booking)));
  }

  /** Waits until the booking is in this state, in PostgreSQL and to those who ask its claim. */
  Answer whenItIs(String state, String token, String release, UUID claim) {
    var path = "/api/v1/releases/" + release + "/claims/" + claim;
    var found =
        Eventually.find(
            SOON,
            () -> office.call(0, "GET", path, token, null),
            answer -> answer.body().getString("state", "").equals(state));
    then(found.body().getString("state")).as("claim " + claim).isEqualTo(state);
    return found;
  }

  /** Books a slot of a day of its own and does not come; the booking. */
  UUID missed(String token, int daysAgo) {
    var day = Day.next();
    var release = office.release(day.terms(1, 2));
    var claim = UUID.randomUUID();
    var booked = office.claim(0, token, release, claim, day.wish("08:00"));
    if (booked.status() != 201) throw new AssertionError(booked.body().encode());
    isOver(day, daysAgo);
    whenItIs("NO_SHOW", token, release, claim);
    return claim;
  }

  /** The first person of the account, with what counts against them. */
  JsonObject person(String token) {
    var list = office.call(0, "GET", "/api/v1/persons", token, null).body();
    return list.getJsonArray("items").getJsonObject(0);
  }

  /** A fresh claim of a fresh release. */
  Answer claims(String token) {
    var day = Day.next();
    var release = office.release(day.terms(1, 2));
    return office.claim(0, token, release, UUID.randomUUID(), day.wish("08:00"));
  }
}
