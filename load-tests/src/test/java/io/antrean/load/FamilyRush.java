package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Choice;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Families of two to five claim seats of one slot for all of them, or get none. One in ten asks for
 * a stranger besides, which is refused before it asks for its own.
 */
public final class FamilyRush extends Scenario {

  private static final double WITH_A_STRANGER_PERCENT = 10;

  public FamilyRush() {
    super(
        new Form(20_000, 2_000, 20, 1_000),
        new Form(3_000, 320, 10, 1_000),
        Manner.ORDINARY,
        2,
        3,
        4,
        5);
    var seats = rush.release().seats();
    var families = rush.parties().size();
    play(
        List.of(scenario("FamilyRush").exec(family()).injectOpen(arrivals(families))),
        allDecided(),
        // All of five, or all of two: how many families that is, at 80 of 100 seats at least.
        granted(seats * 80L / 100 / 5, seats / 2),
        allRight("with a stranger"));
  }

  private ChainBuilder family() {
    return feed(rush.feeder(party -> Wishes.early(rush.release(), party)))
        .exec(claiming::begin)
        .exec(randomSwitch().on(new Choice.WithWeight(WITH_A_STRANGER_PERCENT, stranger())))
        .exec(pause(session -> rush.untilTheirTurn()))
        .exec(claims("claim"));
  }

  /** A claim of its own, with a person of another account in its party. */
  private ChainBuilder stranger() {
    var request =
        heard(bare(session -> "claim, with a stranger", Duration.ofSeconds(10)))
            .check(status().is(400));
    return exec(this::withAStranger)
        .exec(claiming::begin)
        .exec(claiming::sending)
        .exec(request)
        .exec(judged("with a stranger", session -> session.getInt("status") == 400))
        .exec(claiming::heard)
        .exec(this::withoutAnybodyElse)
        .exec(claiming::begin);
  }

  private Session withAStranger(Session session) {
    List<UUID> family = session.get("party");
    var party = new ArrayList<>(family.subList(0, Math.min(4, family.size())));
    party.add(UUID.randomUUID());
    var claim = new Party(session.getString("token"), party);
    return session
        .setAll(rush.claim(claim, Wishes.early(rush.release(), claim)))
        .set("family", family);
  }

  private Session withoutAnybodyElse(Session session) {
    List<UUID> family = session.get("family");
    var claim = new Party(session.getString("token"), family);
    return session.setAll(rush.claim(claim, Wishes.early(rush.release(), claim)));
  }
}
