package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.redis.PartitionKeys;
import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.People;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A party")
class PartySpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final Duration SOON = Duration.ofSeconds(5);

  private final Day day = Day.next();

  /** What Redis has of a release, but for its ids and what memory is told. */
  private static List<String> inRedis(String release) {
    var partition = "service s ON s.no = r.service_no WHERE r.id = '" + release + "'";
    var no = office.sql("SELECT s.partition::integer FROM release r JOIN " + partition);
    var epoch = office.sql("SELECT epoch FROM partition WHERE id = " + no);
    var key = PartitionKeys.prefix((Integer) no, (Integer) epoch);
    var uri = office.redis().uri();
    return List.of(
        String.join(
            " ", RedisShell.run(uri, "HMGET", key + "r:" + release, "free", "held", "counter")),
        RedisShell.one(uri, "HLEN", key + "c"),
        RedisShell.one(uri, "XLEN", key + "ledger"),
        RedisShell.one(uri, "HLEN", key + "h:passport-new"),
        RedisShell.one(uri, "STRLEN", key + "r:" + release + ":ids"));
  }

  @Test
  void of_three_for_two_seats_gets_nothing_and_takes_nothing() {
    var release = office.release(day.terms(2, 1));
    var family = People.household(office, 3);
    var before = inRedis(release);
    var claim = UUID.randomUUID();
    var wish = day.wish(family.persons(), "08:00");
    var refused = office.claim(0, family.token(), release, claim, wish);
    then(refused.status()).isEqualTo(409);
    then(refused.problem()).isEqualTo("slot-taken");
    then(refused.body().containsKey("takenAt")).isTrue();
    then(refused.body().getString("takenAt")).isNull();
    then(refused.body().getJsonArray("alternatives")).isEmpty();

    then(inRedis(release)).isEqualTo(before);
    then(office.free(0, release)).containsExactly(2);
    then(office.sql("SELECT count(*) FROM booking WHERE id = '" + claim + "'")).isEqualTo(0L);

    // A refusal is not kept: two of them get the two seats under the same claim's id.
    var two = day.wish(family.persons().subList(0, 2), "08:00");
    then(office.claim(0, family.token(), release, claim, two).status()).isEqualTo(201);
  }

  @Test
  void of_five_sits_in_one_slot_or_nowhere() {
    var release = office.release(day.terms(5, 2));
    var single = office.citizens(1).get(0);
    office.claim(0, single, release, UUID.randomUUID(), day.wish("08:00"));
    var family = People.household(office, 5);
    var claim = UUID.randomUUID();
    var first = day.wish(family.persons(), "08:00");
    Eventually.find(SOON, () -> office.free(0, release).get(0), free -> free == 4);
    var refused = office.claim(0, family.token(), release, claim, first);
    then(refused.problem()).isEqualTo("slot-taken");
    then(refused.body().getString("takenAt")).isNull();
    then(refused.body().getJsonArray("alternatives"))
        .containsExactly(new JsonObject().put("slot", day.at("08:15")).put("free", 5));

    var either = day.wish(family.persons(), "08:00", "08:15");
    var granted = office.claim(0, family.token(), release, claim, either);
    then(granted.status()).isEqualTo(201);
    then(granted.body().getString("slot")).isEqualTo(day.at("08:15"));
    then(granted.body().getJsonArray("seats")).isEqualTo(JsonArray.of(1, 2, 3, 4, 5));
    then(granted.body().getJsonArray("party")).isEqualTo(new JsonArray(family.persons()));
    then(granted.body().getJsonArray("numbers"))
        .isEqualTo(JsonArray.of("A0815-1", "A0815-2", "A0815-3", "A0815-4", "A0815-5"));
    then(office.sql("SELECT count(*) FROM booking WHERE id = '" + claim + "'")).isEqualTo(5L);
  }

  @Test
  void finds_the_next_slot_with_room_for_all() {
    var release = office.release(day.terms(3, 4));
    for (var token : office.citizens(2)) {
      office.claim(0, token, release, UUID.randomUUID(), day.wish("08:00"));
    }
    office.claim(0, office.citizens(1).get(0), release, UUID.randomUUID(), day.wish("08:15"));
    var family = People.household(office, 3);
    var wish = day.wish(family.persons(), "08:00").put("orNext", true);
    var granted = office.claim(0, family.token(), release, UUID.randomUUID(), wish);
    then(granted.status()).isEqualTo(201);
    then(granted.body().getString("slot")).isEqualTo(day.at("08:30"));

    // Nothing after the wanted slot has room for all: what was before it does not count.
    var others = People.household(office, 3);
    office.claim(0, office.citizens(1).get(0), release, UUID.randomUUID(), day.wish("08:45"));
    var late = day.wish(others.persons(), "08:30").put("orNext", true);
    var refused = office.claim(0, others.token(), release, UUID.randomUUID(), late);
    then(refused.problem()).isEqualTo("slot-taken");
    then(refused.body().getString("takenAt")).isNotNull();
  }

  @Test
  void must_be_named_by_an_account_with_several_persons() {
    var release = office.release(day.terms(5));
    var family = People.household(office, 2);
    var unnamed = day.wish("08:00");
    var refused = office.claim(0, family.token(), release, UUID.randomUUID(), unnamed);
    then(refused.status()).isEqualTo(400);
    then(refused.problem()).isEqualTo("invalid-request");
    var error = refused.body().getJsonArray("errors").getJsonObject(0);
    then(error.getString("pointer")).isEqualTo("/party");
    then(error.getString("detail")).contains("names no person, or several", "/sessions/renewals");

    var stranger = day.wish(List.of(People.person(office)), "08:00");
    var notOwn = office.claim(0, family.token(), release, UUID.randomUUID(), stranger);
    then(notOwn.status()).isEqualTo(400);
    then(notOwn.body().getJsonArray("errors").getJsonObject(0).getString("pointer"))
        .isEqualTo("/party/0");

    var second = day.wish(family.persons().subList(1, 2), "08:00");
    var one = office.claim(0, family.token(), release, UUID.randomUUID(), second);
    then(one.status()).isEqualTo(201);
    then(one.body().getJsonArray("party")).containsExactly(family.persons().get(1));

    // The whole party is refused for one who is booked, and the other one stays free.
    var both = day.wish(family.persons(), "08:15");
    var booked = office.claim(0, family.token(), release, UUID.randomUUID(), both);
    then(booked.problem()).isEqualTo("already-booked");
    then(booked.body().getString("booking")).isEqualTo(one.body().getString("id"));
    var other = day.wish(family.persons().subList(0, 1), "08:15");
    then(office.claim(0, family.token(), release, UUID.randomUUID(), other).status())
        .isEqualTo(201);
  }
}
