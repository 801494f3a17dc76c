package io.antrean.booking;

import static io.antrean.account.AccountFixture.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.account.Account;
import io.antrean.account.AccountFixture;
import io.antrean.account.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A booking")
class BookingSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private static final String PATH = "/api/v1/bookings/";
  private static final UUID RELEASE = UUID.randomUUID();

  private static int seat;
  private static Account ani;

  @BeforeAll
  static void setUp() {
    office.sql("INSERT INTO partition (id) VALUES (0)");
    office.sql("INSERT INTO office VALUES ('sampit', 'Sampit', 'Asia/Jakarta')");
    office.sql(
        "INSERT INTO service (office, id, name, letter, category, partition)"
            + " VALUES ('sampit', 'passport-new', 'New passport', 'A', 'PASSPORT', 0)");
    ani = office.register("ani", Role.CITIZEN, Set.of(), "Ani");
  }

  /** A booking of so many persons, and its id. */
  private static UUID booked(Account account, String state, String claimedAt, int party) {
    var id = UUID.randomUUID();
    // Members arrive in another order than they are numbered.
    for (int member = party - 1; member >= 0; member--) {
      office.sql(
          "INSERT INTO booking (id, member, service_no, slot, seat, given, person, service,"
              + " release, account, fingerprint, state, claimed_at, decided_at)"
              + " VALUES ($1, $2, 1, $3, $4, $5, $6, 'passport-new', $7, $8, $1, $9, $10, $11)",
          id,
          member,
          LocalDateTime.parse("2030-01-07T08:00"),
          seat + member + 1,
          member + 1,
          new UUID(8, member + 100 * seat),
          RELEASE,
          account.id(),
          state,
          OffsetDateTime.parse(claimedAt),
          OffsetDateTime.parse(claimedAt).plusNanos(45_678_000));
    }
    seat += party;
    return id;
  }

  @Test
  void is_shown_to_its_owner_as_the_contract_writes_it() {
    var first = seat + 1;
    var id = booked(ani, "CONFIRMED", "2029-12-28T14:00:00+07:00", 2);
    var answer = office.get(PATH + id, office.token(ani));
    then(answer.statusCode()).isEqualTo(200);
    then(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    var persons = body(answer).getJsonArray("party");
    then(persons).hasSize(2).doesNotHaveDuplicates();
    then(body(answer))
        .isEqualTo(
            new JsonObject()
                .put("id", id.toString())
                .put("state", "CONFIRMED")
                .put("office", "sampit")
                .put("service", "passport-new")
                .put("release", RELEASE.toString())
                .put("slot", "2030-01-07T08:00")
                .put("seats", new JsonArray().add(first).add(first + 1))
                .put(
                    "numbers",
                    new JsonArray().add("A0800-" + first).add("A0800-" + (first + 1) + "b"))
                .put("party", persons)
                .put("claimedAt", "2029-12-28T07:00:00.000Z")
                .put("confirmedAt", "2029-12-28T07:00:00.045Z")
                .put("changes", 0)
                .put("changesLeft", 2)
                .put(
                    "links",
                    new JsonObject()
                        .put("self", PATH + id)
                        .put("ticket", PATH + id + "/ticket")
                        .put("cancel", PATH + id)
                        .put("reschedule", PATH + id + "/reschedule")));
  }

  @Test
  void is_there_for_its_owner_the_staff_of_its_office_and_administrators_only() {
    var id = booked(ani, "CONFIRMED", "2029-12-28T14:00:01+07:00", 1);
    var near = Set.of("sampit");
    then(status(id, ani)).isEqualTo(200);
    then(status(id, office.register("o1", Role.OFFICER, near))).isEqualTo(200);
    then(status(id, office.register("s1", Role.SUPERVISOR, near))).isEqualTo(200);
    then(status(id, office.register("a1", Role.ADMIN, Set.of()))).isEqualTo(200);
    then(status(id, office.register("o2", Role.OFFICER, Set.of("medan")))).isEqualTo(404);
    then(status(id, office.register("c1", Role.CITIZEN, near))).isEqualTo(404);
    then(office.get(PATH + id, null).statusCode()).isEqualTo(401);
    then(status(UUID.randomUUID(), ani)).isEqualTo(404);
    then(office.get(PATH + "1-1-1-1-1", office.token(ani)).statusCode()).isEqualTo(404);
  }

  @Test
  void that_was_refused_is_not_there() {
    var id = booked(ani, "REJECTED", "2029-12-28T14:00:02+07:00", 1);
    then(status(id, ani)).isEqualTo(404);
  }

  @Test
  void is_listed_newest_first_and_in_pages() {
    var budi = office.register("budi", Role.CITIZEN, Set.of(), "Budi");
    var newestFirst = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      // Two of one instant, so that a page may end between them.
      var claimedAt = "2029-12-29T14:00:0%d+07:00".formatted(i / 2);
      newestFirst.add(booked(budi, "CANCELLED", claimedAt, 1 + i % 3).toString());
    }
    booked(budi, "REJECTED", "2029-12-29T14:01:00+07:00", 1);
    var listed = new ArrayList<String>();
    var path = "/api/v1/bookings?limit=2";
    for (String next = ""; next != null; path = "/api/v1/bookings?limit=2&after=" + next) {
      var page = body(office.get(path, office.token(budi)));
      listed.addAll(ids(page));
      next = page.getString("next");
    }
    then(listed).containsExactlyInAnyOrderElementsOf(newestFirst).doesNotHaveDuplicates();
    then(listed.get(0)).isEqualTo(newestFirst.get(4));
    then(ids(body(office.get("/api/v1/bookings", office.token(budi))))).isEqualTo(listed);
    then(office.get("/api/v1/bookings?after=bm8", office.token(budi)).statusCode()).isEqualTo(400);
    then(office.get("/api/v1/bookings", null).statusCode()).isEqualTo(401);
  }

  private static int status(UUID id, Account account) {
    return office.get(PATH + id, office.token(account)).statusCode();
  }

  private static List<String> ids(JsonObject page) {
    return page.getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getString("id"))
        .toList();
  }
}
