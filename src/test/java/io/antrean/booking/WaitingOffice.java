package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** An installation as those who wait for a seat use it, for specs. */
public final class WaitingOffice {

  static final Duration SOON = Duration.ofSeconds(20);

  private final Installation office;
  private final Day day;
  private final String release;

  public WaitingOffice(Installation office, Day day, String release) {
    this.office = office;
    this.day = day;
    this.release = release;
  }

  String path(UUID entry) {
    return "/api/v1/releases/" + release + "/waitlist/" + entry;
  }

  public Answer join(String token, UUID entry, String... times) {
    var wish = times.length == 0 ? new JsonObject() : day.wish(times);
    return office.call(0, "PUT", path(entry), token, wish);
  }

  /** Joins for any slot; the entry. */
  public UUID joined(String token) {
    var entry = UUID.randomUUID();
    then(join(token, entry).status()).isEqualTo(201);
    return entry;
  }

  Answer look(String token, UUID entry) {
    return office.call(0, "GET", path(entry), token, null);
  }

  public String state(String token, UUID entry) {
    return look(token, entry).body().getString("state");
  }

  /** The entry as soon as it is in this state. */
  public JsonObject when(String token, UUID entry, String state) {
    var found =
        Eventually.find(
            SOON, () -> look(token, entry).body(), body -> state.equals(body.getString("state")));
    then(found.getString("state")).isEqualTo(state);
    return found;
  }

  public Answer leave(String token, UUID entry) {
    return office.call(0, "DELETE", path(entry), token, null);
  }

  Answer accept(String token, UUID entry, String prefer) {
    var path = path(entry) + "/accept";
    return office.call(0, "POST", path, token, null, Map.of("Prefer", prefer));
  }

  public Answer accept(String token, UUID entry) {
    return accept(token, entry, "wait=20");
  }

  /** Claims the only seat; the claim. */
  public UUID booked(String token, String time) {
    var claim = UUID.randomUUID();
    then(office.claim(0, token, release, claim, day.wish(time)).status()).isEqualTo(201);
    return claim;
  }

  public void cancel(String token, UUID claim) {
    var headers = Map.of("Prefer", "wait=20");
    var path = "/api/v1/bookings/" + claim;
    // Hundreds who ask PostgreSQL at once may have to ask again.
    var answer =
        Eventually.find(
            SOON,
            () -> office.call(0, "DELETE", path, token, null, headers),
            one -> one.status() != 503 && one.status() != 202);
    then(answer.status()).isEqualTo(200);
  }

  /** How the release is audited, as soon as it is as expected in Redis, without a difference. */
  void thenAudited(String store, Map<String, Integer> expected) {
    var told =
        Eventually.find(
            SOON,
            () -> audited(),
            found -> {
              if (!found.containsKey(store)) return false;
              var counts = found.getJsonObject(store).getMap();
              return counts.entrySet().containsAll(expected.entrySet());
            });
    then(told.getJsonObject(store).getMap()).containsAllEntriesOf(expected);
    then(told.getInteger("difference")).isZero();
  }

  private JsonObject audited() {
    var path = "/api/v1/audit/conservation?limit=200";
    var items = office.call(0, "GET", path, office.token("supervisor"), null).body();
    for (var one : items.getJsonArray("items")) {
      var item = (JsonObject) one;
      if (item.getString("release").equals(release)) return item;
    }
    return new JsonObject();
  }
}
