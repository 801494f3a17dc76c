package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.WhoMayTable.Who;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.People;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The objects of {@code who-may.txt}, each made anew for its line, and those who ask for them. */
final class WhoMayThings {

  /**
   * An object: what a path, query or body may name of it, whose it is, another citizen, and what no
   * answer may have for those whom it is not for.
   */
  record Thing(Map<String, String> names, String owner, String other, List<String> traces) {}

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ELSEWHERE = "elsewhere";

  private final Installation office;
  private final Iterator<String> citizens;
  private final Map<String, String> staff = new HashMap<>();
  private int numbers = 1000;

  WhoMayThings(Installation office) {
    this.office = office;
    this.citizens = office.citizens(400).iterator();
    var other = new JsonObject().put("id", ELSEWHERE).put("name", "Another").put("zone", "UTC");
    then(admin("POST", "/api/v1/offices", other).getString("id")).isEqualTo(ELSEWHERE);
    for (var role : List.of("officer", "supervisor")) {
      office.sql(
          """
          INSERT INTO account (id, login, password_hash, roles, offices)
          SELECT gen_random_uuid(), '%1$s-%2$s', password_hash, roles, '{%2$s}'
          FROM account WHERE login = '%1$s'
          """
              .formatted(role, ELSEWHERE));
    }
  }

  /** The object of this word. A new one is a new case. */
  Thing make(String word) {
    return switch (word) {
      case "-" -> nothing();
      case "release" -> release();
      case "booking" -> booking();
      case "no-show" -> noShow();
      case "pass" -> pass();
      case "entry" -> entry();
      case "set-aside" -> setAside();
      case "account", "sessions" -> account();
      case "webhook" -> webhook();
      case "permit" -> permit();
      case "referral" -> referral();
      case "visit" -> visit();
      default -> throw new IllegalStateException("Teach WhoMayThings to make a " + word);
    };
  }

  private Thing thing(Map<String, String> names, List<String> traces) {
    return new Thing(names, citizens.next(), citizens.next(), traces);
  }

  /** Only a day that nobody else has. */
  private Thing nothing() {
    var day = Day.next().date().toString();
    return thing(new HashMap<>(Map.of("day", day, "date", day)), List.of());
  }

  private Thing release() {
    var day = Day.next();
    var release = admin("POST", "/api/v1/releases", terms(day)).getString("id");
    var names = new HashMap<>(Map.of("release", release));
    names.put("slot", day.at("08:00"));
    names.put("later", day.at("08:15"));
    return thing(names, List.of());
  }

  private static JsonObject terms(Day day) {
    return new JsonObject()
        .put("office", "sampit")
        .put("service", "passport-new")
        .mergeIn(day.terms(4, 4))
        .put("dayStarts", "08:00")
        .put("slotMinutes", 15)
        .put("opensAt", "2025-01-01T14:00:00+07:00")
        .put("admission", "open");
  }

  /** Of the owner, CONFIRMED. */
  private Thing booking() {
    var thing = release();
    var id = UUID.randomUUID();
    var wish = new JsonObject("{\"slots\":[\"" + thing.names.get("slot") + "\"]}");
    var claimed = office.claim(0, thing.owner, thing.names.get("release"), id, wish);
    then(claimed.status()).isEqualTo(201);
    thing.names.put("booking", id.toString());
    thing.names.put("claim", id.toString());
    var traces = new ArrayList<>(List.of(id.toString(), thing.names.get("release")));
    traces.add(claimed.body().getJsonArray("party").getString(0));
    traces.add(claimed.body().getJsonArray("numbers").getString(0));
    traces.add(thing.names.get("slot"));
    return new Thing(thing.names, thing.owner, thing.other, traces);
  }

  private Thing noShow() {
    var thing = booking();
    office.sql(
        "UPDATE booking SET state = 'NO_SHOW' WHERE id = '%s'".formatted(thing.names.get("claim")));
    return thing;
  }

  /** A booking, and what opens its events for whoever has it. */
  private Thing pass() {
    var thing = booking();
    var path = "/api/v1/bookings/" + thing.names.get("booking") + "/events/ticket";
    var pass = office.call(0, "POST", path, thing.owner, null).body().getString("ticket");
    thing.names.put("pass", pass);
    return new Thing(thing.names, thing.owner, thing.other, List.of());
  }

  private Thing entry() {
    var thing = release();
    var entry = UUID.randomUUID().toString();
    var path = "/api/v1/releases/" + thing.names.get("release") + "/waitlist/" + entry;
    then(office.call(0, "PUT", path, thing.owner, new JsonObject()).status()).isEqualTo(201);
    thing.names.put("entry", entry);
    return new Thing(thing.names, thing.owner, thing.other, List.of(entry));
  }

  /** A claim that PostgreSQL could not take. */
  private Thing setAside() {
    var thing = release();
    var release = thing.names.get("release");
    office.sql(
        "ALTER TABLE booking ADD CONSTRAINT poison CHECK (release <> '%s') NOT VALID"
            .formatted(release));
    var claim = UUID.randomUUID();
    var wish = new JsonObject("{\"slots\":[\"" + thing.names.get("slot") + "\"]}");
    var prefer = Map.of("Prefer", "respond-async");
    office.claimAsync(0, thing.owner, release, claim, wish, prefer).join();
    var asked = "SELECT no FROM set_aside WHERE claim = '" + claim + "'";
    var number = Eventually.find(SOON, () -> office.sql(asked), no -> no != null);
    office.sql("ALTER TABLE booking DROP CONSTRAINT poison");
    thing.names.put("number", number.toString());
    return new Thing(thing.names, thing.owner, thing.other, List.of(claim.toString(), release));
  }

  /** The owner's, with one person; the other one's is such an account too. */
  private Thing account() {
    var own = People.household(office, 1);
    var other = People.household(office, 1);
    var person = own.persons().get(0);
    var number = "2C21WM" + numbers++ + "-T";
    var names = new HashMap<>(Map.of("person", person, "number", number));
    return new Thing(names, own.token(), other.token(), List.of(person, own.token()));
  }

  private Thing webhook() {
    var body = new JsonObject("{\"office\":\"sampit\",\"kinds\":[\"confirmed\"]}");
    var id =
        admin("POST", "/api/v1/webhooks", body.put("url", "http://127.0.0.1:9/")).getString("id");
    return thing(new HashMap<>(Map.of("webhook", id)), List.of(id, "127.0.0.1:9"));
  }

  /** The owner's person's, recorded by the office. */
  private Thing permit() {
    var thing = account();
    var body =
        new JsonObject()
            .put("person", thing.names.get("person"))
            .put("kind", "KITAS")
            .put("number", thing.names.get("number"))
            .put("nationality", "MY")
            .put("sex", "male")
            .put("sector", "WORK")
            .put("office", "sampit")
            .put("grantedOn", "2025-01-06")
            .put("expiresOn", "2035-01-05");
    return made(thing, "permit", "/api/v1/permits/", "admin", body);
  }

  /** Of a booking at the office. */
  private Thing referral() {
    var thing = booking();
    var body =
        new JsonObject()
            .put("office", "sampit")
            .put("booking", thing.names.get("booking"))
            .put("authority", "Kantor Wilayah")
            .put("reason", "OVERSTAY");
    return made(thing, "referral", "/api/v1/permits/referrals/", "officer", body);
  }

  /** A walk-in at the office, today. */
  private Thing visit() {
    var today = LocalDate.now(ZoneId.of("Asia/Jakarta")).toString();
    var thing = thing(new HashMap<>(Map.of("date", today)), List.of());
    var body = new JsonObject().put("service", "passport-new");
    return made(thing, "visit", "/api/v1/offices/sampit/visits/", "officer", body);
  }

  private Thing made(Thing thing, String name, String path, String role, JsonObject body) {
    var id = UUID.randomUUID().toString();
    var answer = office.call(0, "PUT", path + id, staff(role, ""), body);
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    thing.names.put(name, id);
    return new Thing(thing.names, thing.owner, thing.other, List.of(id));
  }

  private JsonObject admin(String method, String path, JsonObject body) {
    return office.call(0, method, path, staff("admin", ""), body).body();
  }

  /** The token of who asks, null of nobody. */
  String token(Who who, Thing thing) {
    return switch (who) {
      case NOBODY -> null;
      case OWN_CITIZEN -> thing.owner;
      case OTHER_CITIZEN -> thing.other;
      case OFFICER_HERE -> staff("officer", "");
      case OFFICER_ELSEWHERE -> staff("officer", "-" + ELSEWHERE);
      case SUPERVISOR_HERE -> staff("supervisor", "");
      case SUPERVISOR_ELSEWHERE -> staff("supervisor", "-" + ELSEWHERE);
      case ADMIN -> staff("admin", "");
    };
  }

  /** Logged in once, until somebody has ended all sessions. */
  private String staff(String role, String where) {
    return staff.computeIfAbsent(
        role + where,
        login -> {
          var body = new JsonObject().put("login", login).put("password", role + "-demo");
          return office.call(0, "POST", "/api/v1/sessions", null, body).body().getString("token");
        });
  }

  /** Logs the staff in again when it is asked for next. */
  void forgetSessions() {
    staff.clear();
  }
}
