package io.antrean.permit;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What specs of stay permits do in an installation: staff of two offices, and foreigners. */
final class PermitOffice {

  static final String EXTENSION = "stay-permit-extension";

  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

  private final Installation office;

  PermitOffice(Installation office) {
    this.office = office;
  }

  /** At the demo office. */
  static LocalDate today() {
    return LocalDate.now(ZoneId.of("Asia/Jakarta"));
  }

  /** A number that no other permit has. */
  static String number() {
    return "2C21JE" + NUMBERS.incrementAndGet() + "-T";
  }

  /** The office of Pontianak, once. */
  void another() {
    office.sql(
        """
        INSERT INTO office (id, name, zone)
        VALUES ('pontianak', 'Pontianak', 'Asia/Pontianak')
        ON CONFLICT DO NOTHING
        """);
  }

  /** The token of a new account with this role there. */
  String staff(String role, String at) {
    var id = UUID.randomUUID();
    office.sql(
        """
        INSERT INTO account (id, login, password_hash, roles, offices)
        SELECT '%1$s', '%1$s', password_hash, '{%2$s}', '{%3$s}' FROM account WHERE login = 'ani'
        """
            .formatted(id, role, at));
    var login = new JsonObject().put("login", id.toString()).put("password", "ani-demo");
    return office.call(0, "POST", "/api/v1/sessions", null, login).body().getString("token");
  }

  /** A permit of this person as an officer of Sampit sends it. */
  static JsonObject permit(String person, LocalDate expires) {
    return new JsonObject()
        .put("person", person)
        .put("kind", "KITAS")
        .put("number", number())
        .put("nationality", "MY")
        .put("sex", "male")
        .put("sector", "WORK")
        .put("office", "sampit")
        .put("grantedOn", "2020-01-06")
        .put("expiresOn", expires.toString());
  }

  Answer record(UUID id, String token, JsonObject permit) {
    return office.call(0, "PUT", "/api/v1/permits/" + id, token, permit);
  }

  /** Recorded by the demo's officer; its id. */
  UUID recorded(String person, LocalDate expires) {
    var id = UUID.randomUUID();
    var answer = record(id, office.token("officer"), permit(person, expires));
    if (answer.status() != 201) throw new IllegalStateException(answer.body().encode());
    return id;
  }

  /** A token of now for who has one of before. */
  String renewed(String token) {
    var path = "/api/v1/sessions/renewals";
    return office.call(0, "POST", path, token, null).body().getString("token");
  }

  /** An account with one foreigner whose permit ends then, and whose token knows it. */
  Household foreigner(LocalDate expires) {
    var account = People.household(office, 1);
    recorded(account.persons().get(0), expires);
    return new Household(renewed(account.token()), account.persons());
  }

  /** Its id; confirmed. */
  UUID booked(String token, Day day, String time) {
    var claim = UUID.randomUUID();
    var answer = office.claim(0, token, extensions(day), claim, day.wish(time));
    if (answer.status() != 201) throw new IllegalStateException(answer.body().encode());
    return claim;
  }

  /** A release of stay-permit-extension on this day. */
  String extensions(Day day) {
    return office.release(day.terms(5).put("service", EXTENSION));
  }

  static List<String> names(JsonArray list) {
    return list.stream().map(Object::toString).toList();
  }
}
