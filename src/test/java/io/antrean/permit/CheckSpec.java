package io.antrean.permit;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.BookingNumber;
import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.Stores;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("An officer who looks at a stay permit")
class CheckSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String CHECKS = "/api/v1/permits/checks";
  private static final PermitOffice permits = new PermitOffice(office);

  private static String elsewhere;
  private static String supervisorElsewhere;

  private final Day day = Day.next();

  @BeforeAll
  static void another_office() {
    permits.another();
    elsewhere = permits.staff("officer", "pontianak");
    supervisorElsewhere = permits.staff("supervisor", "pontianak");
  }

  private static Answer look(UUID booking, String token) {
    var body = new JsonObject().put("booking", booking.toString());
    return office.call(0, "POST", CHECKS, token, body);
  }

  private static JsonObject one(Answer answer) {
    then(answer.status()).isEqualTo(200);
    then(answer.body().getJsonArray("checks")).hasSize(1);
    return answer.body().getJsonArray("checks").getJsonObject(0);
  }

  private static List<String> flags(JsonObject check) {
    return PermitOffice.names(check.getJsonArray("flags"));
  }

  private static long looks(UUID booking) {
    return (long) office.sql("SELECT count(*) FROM permit_check WHERE booking = '" + booking + "'");
  }

  private static Answer list(String at, String more, String token) {
    return office.call(0, "GET", CHECKS + "?office=" + at + more, token, null);
  }

  @Test
  void sees_registration_slot_and_expiry_side_by_side() {
    var expires = day.date().minusDays(2);
    var who = permits.foreigner(expires);
    var before = Instant.now();
    var booking = permits.booked(who.token(), day, "08:00");
    var check = one(look(booking, office.token("officer")));
    then(Instant.parse(check.getString("claimedAt")))
        .isBetween(before.minusSeconds(5), Instant.now());
    then(check.getString("number")).isEqualTo("C0800-1");
    then(check.getString("slot")).isEqualTo(day.at("08:00"));
    then(check.getJsonObject("permit").getString("expiresOn")).isEqualTo(expires.toString());
    then(check.getJsonObject("permit").getString("number")).startsWith("2C21JE");
    then(check.getString("person")).isEqualTo(who.persons().get(0));
    then(check.getInteger("overstayDays")).isZero();
    then(check.getBoolean("flagged")).isTrue();
    then(flags(check)).containsExactly("SLOT_AFTER_EXPIRY");
    then(check.getValue("comeBy")).isNull();
    office.call(0, "POST", "/api/v1/bookings/" + booking + "/urgent", who.token(), null);
    then(one(look(booking, office.token("officer"))).getString("comeBy"))
        .isEqualTo(expires.toString());
  }

  @Test
  void sees_nothing_flagged_where_all_is_well() {
    var who = permits.foreigner(day.date());
    var check = one(look(permits.booked(who.token(), day, "08:00"), office.token("officer")));
    then(check.getBoolean("flagged")).isFalse();
    then(flags(check)).isEmpty();
    var none = People.household(office, 1);
    var unknown =
        one(look(permits.booked(none.token(), Day.next(), "08:00"), office.token("admin")));
    then(unknown.getValue("permit")).isNull();
    then(unknown.getBoolean("flagged")).isFalse();
  }

  @Test
  void sees_how_long_somebody_has_overstayed_and_that_they_registered_too_late() {
    var who = permits.foreigner(PermitOffice.today().minusDays(3));
    var booking = permits.booked(who.token(), day, "08:00");
    var check = one(look(booking, office.token("officer")));
    then(check.getInteger("overstayDays")).isEqualTo(3);
    then(flags(check)).containsExactly("CLAIMED_AFTER_EXPIRY", "SLOT_AFTER_EXPIRY", "OVERSTAY");
    office.sql(
        "UPDATE booking SET claimed_at = claimed_at - interval '5 days' WHERE id = '%s'"
            .formatted(booking));
    then(flags(one(look(booking, office.token("officer")))))
        .as("who registered in time")
        .containsExactly("SLOT_AFTER_EXPIRY", "OVERSTAY");
    var last = permits.foreigner(PermitOffice.today());
    var lastDay =
        one(look(permits.booked(last.token(), Day.next(), "08:00"), office.token("admin")));
    then(lastDay.getInteger("overstayDays")).as("on its last day").isZero();
    then(flags(lastDay)).containsExactly("SLOT_AFTER_EXPIRY");
  }

  @Test
  void looks_at_each_of_a_party_and_each_look_is_on_record() {
    var family = People.household(office, 2);
    permits.recorded(family.persons().get(1), day.date().minusDays(2));
    var release = permits.extensions(day);
    var id = UUID.randomUUID();
    office.claim(0, family.token(), release, id, day.wish(family.persons(), "08:00"));
    var checks = look(id, office.token("officer")).body().getJsonArray("checks");
    then(checks.stream().map(c -> ((JsonObject) c).getString("person")))
        .containsExactlyElementsOf(family.persons());
    then(looks(id)).isEqualTo(2);
    look(id, office.token("supervisor"));
    then(looks(id)).isEqualTo(4);

    var page = list("sampit", "&booking=" + id + "&limit=3", office.token("supervisor"));
    then(page.status()).isEqualTo(200);
    then(page.body().getJsonArray("items")).hasSize(3);
    var latest = page.body().getJsonArray("items").getJsonObject(0);
    then(latest.getString("officer"))
        .isEqualTo(office.sql("SELECT id::text FROM account WHERE login = 'supervisor'"));
    then(latest.getString("person")).isEqualTo(family.persons().get(1));
    then(latest.getString("expiresOn")).isEqualTo(day.date().minusDays(2).toString());
    then(latest.getString("slot")).isEqualTo(day.at("08:00"));
    then(latest.getInteger("overstayDays")).isZero();
    then(page.body().encode()).doesNotContain("2C21JE");
    var rest = "&booking=" + id + "&after=" + page.body().getString("next");
    var next = list("sampit", rest, office.token("admin")).body();
    then(next.getJsonArray("items")).hasSize(1);
    then(next.getString("next")).isNull();
  }

  @Test
  void is_of_the_bookings_office() {
    var who = permits.foreigner(day.date().minusDays(2));
    var booking = permits.booked(who.token(), day, "08:00");
    then(look(booking, null).status()).isEqualTo(401);
    then(look(booking, who.token()).status()).isEqualTo(403);
    for (var stranger : List.of(elsewhere, supervisorElsewhere)) {
      then(look(booking, stranger).status()).isEqualTo(404);
    }
    then(look(UUID.randomUUID(), office.token("officer")).status()).isEqualTo(404);
    then(looks(booking)).as("nobody was shown anything").isZero();
    then(list("sampit", "", null).status()).isEqualTo(401);
    then(list("sampit", "", who.token()).status()).isEqualTo(403);
    then(list("sampit", "", office.token("officer")).status()).isEqualTo(403);
    then(list("sampit", "", supervisorElsewhere).status()).isEqualTo(403);
    look(booking, office.token("officer"));
    then(list("pontianak", "", supervisorElsewhere).body().getJsonArray("items")).isEmpty();
  }

  @Test
  void is_not_shown_the_number_of_a_permit_that_another_office_has_recorded() {
    var who = People.household(office, 1);
    var permit =
        PermitOffice.permit(who.persons().get(0), LocalDate.parse("2030-01-01"))
            .put("office", "pontianak");
    then(permits.record(UUID.randomUUID(), elsewhere, permit).status()).isEqualTo(201);
    var check = one(look(permits.booked(who.token(), day, "08:00"), office.token("officer")));
    then(check.getJsonObject("permit").getString("office")).isEqualTo("pontianak");
    then(check.getJsonObject("permit").getValue("number")).isNull();
    then(check.getJsonObject("permit").getString("expiresOn")).isEqualTo("2030-01-01");
  }

  @Test
  void leaves_no_row_where_the_transaction_of_the_floor_is_undone() {
    var who = permits.foreigner(day.date().minusDays(2));
    var booking = permits.booked(who.token(), day, "08:00");
    var vertx = Vertx.vertx();
    try {
      var pool = Stores.pool(vertx, office.database());
      var checks = new Checks(pool, BookingNumber::text);
      var undone =
          pool.withTransaction(
                  tx ->
                      checks
                          .look(tx, UUID.randomUUID(), booking)
                          .compose(found -> Future.failedFuture(found.get(0).number())))
              .transform(done -> Future.succeededFuture(done.cause().getMessage()))
              .await();
      then(undone).isEqualTo("C0800-1");
      then(looks(booking)).isZero();
    } finally {
      vertx.close().await();
    }
  }
}
