package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The first take every seat within a second, each the one that is left for them; the others, ten
 * times as many, come from three seconds after the opening on, and all is gone.
 */
public final class LateSurge extends Scenario {

  private static final int LATE_FROM_MS = 3_000;

  public LateSurge() {
    super(
        new Form(22_000, 2_000, 20, 10_000), new Form(1_650, 150, 10, 10_000), Manner.ORDINARY, 1);
    var seats = rush.release().seats();
    var late = rush.parties().size() - seats;
    if (late < seats) throw new IllegalArgumentException("LateSurge needs persons enough");
    play(
        List.of(
            scenario("first").exec(first(seats)).injectOpen(rampUsers(seats).during(beforehand())),
            scenario("late").exec(late(seats)).injectOpen(rampUsers(late).during(beforehand()))),
        allDecided(),
        granted(seats, seats),
        // Whoever comes late hears the truth at the first try, without waiting for anything.
        details("claim, late").allRequests().count().is((long) late),
        allRight("late"),
        details("claim, late").failedRequests().percent().lt(20.0),
        details("claim, late").responseTime().percentile(50.0).lt(1_000));
  }

  private ChainBuilder first(int seats) {
    return feed(records(0, seats))
        .exec(claiming::begin)
        .exec(pause(session -> rush.until(ThreadLocalRandom.current().nextInt(1_000))))
        .exec(claims("claim"));
  }

  private ChainBuilder late(int seats) {
    var patience = Duration.ofMillis(rush.settings().patienceMs());
    var request =
        exec(heard(bare(session -> nth("claim, late", session), patience)).check(status().is(409)))
            .exec(judged("late", LateSurge::isSoldOut));
    return feed(records(seats, rush.parties().size()))
        .exec(claiming::begin)
        .exec(pause(session -> rush.until(LATE_FROM_MS + turn())))
        // On a busy machine the first may not have heard yet; late is who comes after them.
        .exec(
            asLongAs(session -> claiming.ended() < seats && !rush.isOver())
                .on(exec(pause(Duration.ofMillis(500), Duration.ofMillis(2_500)))))
        .exec(claims(request));
  }

  private static boolean isSoldOut(Session session) {
    var status = session.getInt("status");
    var answer = Answer.of(status, session.getString("answer"));
    return answer.problem().equals("sold-out") || status == 429 || status == 503;
  }

  private int turn() {
    return ThreadLocalRandom.current().nextInt(rush.settings().spreadMs());
  }

  private Iterator<Map<String, Object>> records(int from, int to) {
    var release = rush.release();
    return IntStream.range(from, to)
        .mapToObj(
            i -> {
              var party = rush.parties().get(i);
              return rush.claim(party, Wishes.nth(release, i, party));
            })
        .iterator();
  }
}
