package io.antrean.account;

import static io.antrean.support.Mailbox.PASSWORD;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Mailbox;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Who wants to be forgotten")
class ErasureSpec {

  private static final Mailbox mailbox = Mailbox.open();

  @RegisterExtension
  static final Installation office =
      new Installation(1, mailbox.environment(Map.of("ANTREAN_NO_SHOW_BLOCK_DAYS", "30")));

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ME = "/api/v1/accounts/me";

  @AfterAll
  static void close() {
    mailbox.close();
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  private static Answer add(String token, int serial) {
    var person =
        new JsonObject()
            .put("nik", "620203170390%04d".formatted(serial))
            .put("name", "Rahmat Hidayat")
            .put("birthDate", "1990-03-17")
            .put("sex", "male");
    return office.call(0, "POST", "/api/v1/persons", token, person);
  }

  private static String renewed(String token) {
    return office
        .call(0, "POST", "/api/v1/sessions/renewals", token, null)
        .body()
        .getString("token");
  }

  private static Answer erase(String token, String password) {
    return office.call(0, "DELETE", ME, token, new JsonObject().put("password", password));
  }

  private static Object count(String sql) {
    return office.sql("SELECT count(*) FROM " + sql);
  }

  @Test
  void is_given_all_that_is_kept_and_then_forgotten_but_for_the_count_of_bookings() {
    var login = "rahmat@example.org";
    var first = mailbox.citizen(office, login);
    var person = add(first, 1).body().getString("id");
    var token = renewed(first);
    var day = Day.next();
    var claim = UUID.randomUUID();
    var booked = office.claim(0, token, office.release(day.terms(2)), claim, day.wish("08:00"));
    then(booked.status()).isEqualTo(201);

    var export = office.call(0, "GET", ME + "/export", token, null);
    then(export.status()).isEqualTo(200);
    then(export.header("Cache-Control")).isEqualTo("no-store");
    then(export.body().getJsonObject("account").getString("login")).isEqualTo(login);
    then(export.body().getJsonArray("persons").getJsonObject(0).getString("name"))
        .isEqualTo("Rahmat Hidayat");
    var booking = export.body().getJsonArray("bookings").getJsonObject(0);
    then(booking.getString("booking")).isEqualTo(claim.toString());
    then(booking.getString("person")).isEqualTo(person);
    then(booking.getString("slot")).isEqualTo(day.at("08:00"));
    then(export.response().body()).doesNotContain("620203170390", "argon2", "password");

    is(erase(token, "wrong horse battery"), 403, "wrong-password");
    is(erase(token, PASSWORD), 409, "open-booking");
    then(Mailbox.logIn(office, login, PASSWORD).status()).as("all or nothing").isEqualTo(201);
    office.call(0, "DELETE", "/api/v1/bookings/" + claim, token, null);
    then(erase(token, PASSWORD).status()).isEqualTo(204);

    then(office.call(0, "GET", ME, token, null).status()).isEqualTo(401);
    then(office.call(0, "POST", "/api/v1/sessions/renewals", token, null).status()).isEqualTo(401);
    then(Mailbox.logIn(office, login, PASSWORD).status()).isEqualTo(401);
    then(count("booking WHERE id = '" + claim + "'")).as("the booking stays").isEqualTo(1L);
    then(count("booking WHERE person = '" + person + "'")).isEqualTo(0L);
    then(count("person WHERE id = '" + person + "'")).isEqualTo(0L);
    then(count(
            "person p JOIN booking b ON b.person = p.id WHERE b.id = '"
                + claim
                + "' AND p.erased_at IS NOT NULL AND num_nonnulls(p.name, p.identity_hmac,"
                + " p.number, p.birth_date, p.sex, p.nationality) = 0"))
        .isEqualTo(1L);
    then(count("account a WHERE a::text LIKE '%rahmat%'")).isEqualTo(0L);
    then(count("one_time_code c JOIN account a ON a.id = c.account AND a.erased_at IS NOT NULL"))
        .isEqualTo(0L);

    var anew = mailbox.unverified(office, "rahmat2@example.org");
    then(anew).as("the address and the number are free again").isNotNull();
    is(add(anew, 1), 403, "not-verified");
  }

  @Test
  void waits_for_nothing_any_more_and_is_not_to_be_found_on_a_waiting_list() {
    var first = mailbox.citizen(office, "waits@example.org");
    var person = add(first, 5).body().getString("id");
    var token = renewed(first);
    var entry = UUID.randomUUID();
    var path = "/api/v1/releases/" + office.release(Day.next().terms(2)) + "/waitlist/" + entry;
    then(office.call(0, "PUT", path, token, new JsonObject()).status()).isEqualTo(201);
    var export = office.call(0, "GET", ME + "/export", token, null).body();
    then(export.getJsonArray("waitlist").getJsonObject(0).getString("entry"))
        .isEqualTo(entry.toString());
    then(erase(token, PASSWORD).status()).isEqualTo(204);
    then(office.sql("SELECT state FROM waitlist_entry WHERE id = '" + entry + "'"))
        .isEqualTo("LEFT");
    then(count("waitlist_entry WHERE '" + person + "' = ANY (party)")).isEqualTo(0L);
    then(count("waiting WHERE person = '" + person + "'")).isEqualTo(0L);
  }

  @Test
  void can_not_be_linked_again_with_the_number() {
    var first = mailbox.citizen(office, "again@example.org");
    var person = add(first, 2).body().getString("id");
    var token = renewed(first);
    var day = Day.next();
    var claim = UUID.randomUUID();
    office.claim(0, token, office.release(day.terms(2)), claim, day.wish("08:00"));
    office.call(0, "DELETE", "/api/v1/bookings/" + claim, token, null);
    then(erase(token, PASSWORD).status()).isEqualTo(204);
    var other = mailbox.citizen(office, "other@example.org");
    then(add(other, 2).body().getString("id")).isEqualTo(person);
    then(count("booking WHERE person = '" + person + "'")).isEqualTo(0L);
    var export = office.call(0, "GET", ME + "/export", other, null);
    then(export.body().getJsonArray("bookings")).isEmpty();
  }

  @Test
  void does_not_begin_anew_when_they_are_blocked_and_leaves_no_more_than_that() {
    var login = "missed@example.org";
    var first = mailbox.citizen(office, login);
    var person = add(first, 9).body().getString("id");
    var token = renewed(first);
    var day = Day.next();
    var release = office.release(day.terms(2));
    var claim = UUID.randomUUID();
    then(office.claim(0, token, release, claim, day.wish("08:00")).status()).isEqualTo(201);
    office.sql("UPDATE booking SET state = 'NO_SHOW' WHERE id = '" + claim + "'");
    office.sql(
        """
        INSERT INTO no_show (person, kind, at, office)
        SELECT '%s', 'NO_SHOW', now() - n * interval '1 day', 'sampit' FROM generate_series(1, 3) n
        """
            .formatted(person));
    isBlocked(token, release, day);

    then(erase(token, PASSWORD).status()).isEqualTo(204);
    then(count("booking WHERE person = '" + person + "'")).isEqualTo(0L);
    then(count("no_show WHERE person = '" + person + "'")).isEqualTo(4L);
    then(count("no_show WHERE booking IS NOT NULL OR office IS NOT NULL")).isEqualTo(0L);

    var anew = mailbox.citizen(office, "anew@example.org");
    var again = add(anew, 9).body();
    then(again.getString("id")).isEqualTo(person);
    then(again.getJsonArray("noShows")).hasSize(4);
    then(again.getJsonObject("block").getString("until")).isNotBlank();
    isBlocked(renewed(anew), release, day);

    // When they count no more, the pseudonym goes too.
    office.sql("UPDATE no_show SET forgotten_at = now() WHERE person = '" + person + "'");
    office.sql(
        "UPDATE person_block SET until = now(), changed_at = now() - interval '1 day'"
            + (" WHERE person = '" + person + "'"));
    Eventually.find(SOON, () -> count("no_show WHERE person = '" + person + "'"), isNone());
    Eventually.find(SOON, () -> count("person_block WHERE person = '" + person + "'"), isNone());
    then(count("no_show n JOIN person_block b USING (person)")).isEqualTo(0L);
  }

  private static Predicate<Object> isNone() {
    return left -> left.equals(0L);
  }

  /** What is granted until the block is heard of is given back. */
  private static void isBlocked(String token, String release, Day day) {
    var answer =
        Eventually.find(
            SOON,
            () -> {
              var id = UUID.randomUUID();
              var claimed = office.claim(0, token, release, id, day.wish("08:15", "08:30"));
              if (claimed.status() == 201) {
                office.call(0, "DELETE", "/api/v1/bookings/" + id, token, null);
              }
              return claimed;
            },
            claimed -> claimed.problem().equals("person-blocked"));
    then(answer.problem()).isEqualTo("person-blocked");
  }

  @Test
  void leaves_a_person_to_the_other_account_that_has_them() {
    var one = mailbox.citizen(office, "one@example.org");
    var two = mailbox.citizen(office, "two@example.org");
    var person = add(one, 3).body().getString("id");
    then(add(two, 3).body().getString("id")).isEqualTo(person);
    then(erase(one, PASSWORD).status()).isEqualTo(204);
    then(office
            .call(0, "GET", "/api/v1/persons", two, null)
            .body()
            .getJsonArray("items")
            .getJsonObject(0)
            .getString("name"))
        .isEqualTo("Rahmat Hidayat");
  }

  @Test
  void is_booked_nothing_by_a_claim_that_was_under_way() {
    var first = mailbox.citizen(office, "late@example.org");
    var person = add(first, 4).body().getString("id");
    var token = renewed(first);
    var day = Day.next();
    var release = office.release(day.terms(2));
    then(erase(token, PASSWORD).status()).isEqualTo(204);
    // As on a node that has not heard of it yet.
    var caller =
        new Caller(
            UUID.randomUUID(),
            java.util.Set.of(Role.CITIZEN),
            java.util.List.of(UUID.fromString(person)),
            java.util.Set.of(),
            System.currentTimeMillis() / 1000 + 60);
    var old = Tokened.issue(caller);
    var claim = office.claim(0, old, release, UUID.randomUUID(), day.wish("08:00"));
    is(claim, 409, "person-gone");
  }

  @Test
  void of_the_staff_asks_the_administrator() {
    is(erase(office.token("officer"), "officer-demo"), 403, "forbidden");
    is(erase(null, PASSWORD), 401, "unauthenticated");
  }

  /** Tokens as the specs' nodes sign them. */
  private static final class Tokened {
    static String issue(Caller caller) {
      var config =
          io.antrean.support.Stores.configOf(office.database(), office.redis().uri(), Map.of());
      var secret = SecretFile.read(config.secrets().tokenFile(), "ANTREAN_TOKEN_SECRET_FILE");
      return new Tokens(secret, java.time.Clock.systemUTC()).issue(caller);
    }
  }
}
