package io.antrean.floor;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An office of an installation where it is about ten in the morning, whenever the spec runs, with
 * two services and a release of today. The demo's officer and supervisor work there too.
 */
final class FloorOffice {

  static final String PASSPORT = "passport";
  static final String PERMIT = "permit";

  final Installation installation;
  final String id;
  final ZoneId zone;
  final String release;
  private final Map<String, String> tokens = new ConcurrentHashMap<>();

  private FloorOffice(Installation installation, String id, ZoneId zone, String release) {
    this.installation = installation;
    this.id = id;
    this.zone = zone;
    this.release = release;
  }

  static FloorOffice open(Installation installation, String id, int capacity) {
    var zone = zone();
    // Before they log in: a token says where its roles hold.
    installation.sql(
        "UPDATE account SET offices = offices || '%s'::text WHERE roles && '{officer,supervisor}'"
            .formatted(id));
    var admin = installation.token("admin");
    made(
        installation.call(
            0,
            "POST",
            "/api/v1/offices",
            admin,
            new JsonObject().put("id", id).put("name", id).put("zone", zone.getId())));
    for (var service : Map.of(PASSPORT, "A", PERMIT, "C").entrySet()) {
      var body =
          new JsonObject()
              .put("office", id)
              .put("id", service.getKey())
              .put("name", service.getKey())
              .put("letter", service.getValue())
              .put("category", service.getKey().equals(PASSPORT) ? "PASSPORT" : "STAY_PERMIT");
      made(installation.call(0, "POST", "/api/v1/services", admin, body));
    }
    var today = ZonedDateTime.now(zone).toLocalDate().toString();
    var terms =
        new JsonObject()
            .put("office", id)
            .put("service", PASSPORT)
            .put("from", today)
            .put("to", today)
            .put("dayStarts", "07:00")
            .put("dayEnds", "23:00")
            .put("capacity", capacity);
    return new FloorOffice(installation, id, zone, installation.release(terms));
  }

  private static void made(Answer answer) {
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
  }

  /** Where it is between nine and eleven now. */
  private static ZoneId zone() {
    var hours = 10 - ZonedDateTime.now(ZoneOffset.UTC).getHour();
    if (hours < -12) hours += 24;
    // The signs of these names are the other way round.
    return ZoneId.of("Etc/GMT" + (hours > 0 ? "-" + hours : "+" + -hours));
  }

  LocalDate today() {
    return ZonedDateTime.now(zone).toLocalDate();
  }

  /** The slot that begins so many quarters of an hour after the next one. */
  String slot(int quarters) {
    var now = LocalDateTime.now(zone).plusMinutes(1).truncatedTo(ChronoUnit.MINUTES);
    var next = now.plusMinutes(15 - now.getMinute() % 15);
    return next.plusMinutes(15L * quarters).toString();
  }

  /** Books that slot for the account's only person; the booking's id. */
  UUID book(String citizen, int quarters) {
    return book(citizen, new JsonObject().put("slots", new JsonArray(List.of(slot(quarters)))));
  }

  UUID book(String citizen, JsonObject wish) {
    var claim = UUID.randomUUID();
    made(installation.claim(0, citizen, release, claim, wish));
    return claim;
  }

  /** Of a log-in since this office is there. */
  String token(String login) {
    return tokens.computeIfAbsent(
        login,
        name -> {
          var body = new JsonObject().put("login", name).put("password", name + "-demo");
          var session = installation.call(0, "POST", "/api/v1/sessions", null, body);
          return session.body().getString("token");
        });
  }

  /** Asks as the officer. */
  Answer ask(String method, String path, JsonObject body) {
    return ask(method, path, "officer", body);
  }

  Answer ask(String method, String path, String login, JsonObject body) {
    return installation.call(0, method, path(path), token(login), body);
  }

  String path(String path) {
    return "/api/v1/offices/" + id + path;
  }

  /** A counter that takes everybody. */
  void counter(String name) {
    counter(name, new JsonObject());
  }

  void counter(String name, JsonObject more) {
    var body = new JsonObject().put("name", "Loket " + name).mergeIn(more);
    var put = ask("PUT", "/counters/" + name, "supervisor", body);
    then(put.status()).as(put.body().encode()).isIn(200, 201);
  }

  Answer checkIn(UUID booking) {
    return ask("POST", "/check-ins", new JsonObject().put("booking", booking.toString()));
  }

  /** Somebody's stay permit of a year, up to this day, is on record. */
  void permit(String person, LocalDate expires) {
    var id = UUID.randomUUID();
    var permit =
        new JsonObject()
            .put("person", person)
            .put("kind", "KITAS")
            .put("number", id.toString().substring(0, 8).toUpperCase())
            .put("nationality", "MY")
            .put("sex", "male")
            .put("sector", "WORK")
            .put("office", this.id)
            .put("grantedOn", expires.minusYears(1).toString())
            .put("expiresOn", expires.toString());
    made(installation.call(0, "PUT", "/api/v1/permits/" + id, token("officer"), permit));
  }

  /** Somebody with a booking is there; the visit. */
  JsonObject guest(String citizen) {
    var answer = checkIn(book(citizen, 0));
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    return answer.body().getJsonArray("visits").getJsonObject(0);
  }

  /** Somebody without one is there; the visit. */
  JsonObject walkIn() {
    var answer = walkIn(UUID.randomUUID(), new JsonObject());
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    return answer.body();
  }

  Answer walkIn(UUID visit, JsonObject more) {
    return ask("PUT", "/visits/" + visit, new JsonObject().put("service", PASSPORT).mergeIn(more));
  }

  Answer next(String counter) {
    return ask("POST", "/counters/" + counter + "/next", null);
  }

  /** Does something with a visit as it was answered last. */
  Answer act(JsonObject visit, String act, JsonObject more) {
    var body = new JsonObject().put("act", act).put("version", visit.getInteger("version"));
    return ask("POST", "/visits/" + visit.getString("id") + "/steps", body.mergeIn(more));
  }

  /** The same; the visit as it is then. */
  JsonObject done(JsonObject visit, String act, String... more) {
    var body = new JsonObject();
    for (int i = 0; i < more.length; i += 2) body.put(more[i], more[i + 1]);
    var answer = act(visit, act, body);
    then(answer.status()).as(act + " " + answer.body().encode()).isEqualTo(200);
    return answer.body();
  }

  String booking(UUID booking) {
    var sql =
        "SELECT string_agg(state, ',' ORDER BY member) FROM booking WHERE id = '%s'"
            + " AND state <> 'MOVED'";
    return String.valueOf(installation.sql(sql.formatted(booking)));
  }
}
