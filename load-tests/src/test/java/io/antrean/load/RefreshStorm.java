package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.sse;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Everybody looks at what is free once a second, before and after the opening, and some follow the
 * release's events, while a few claim. What is shown must be quick, and can not be wrong: all of it
 * free before the opening, never more than before after it, and right when all is over.
 */
public final class RefreshStorm extends Scenario {

  private static final int LOOK_FOR_MS = 20_000;
  private static final int ALL_IS_OVER_MS = 25_000;
  private static final int ONE_IN_FOLLOWS = 10;
  private static final Duration ONE_SECOND = Duration.ofSeconds(1);

  private final Watching watching = new Watching(rush);

  public RefreshStorm() {
    super(new Form(2_000, 1_000, 20, 5_000), new Form(200, 100, 20, 5_000), Manner.ORDINARY, 1);
    var claimants = rush.parties().size();
    var watchers = 2 * claimants;
    var followers = watchers / ONE_IN_FOLLOWS;
    var coming = Duration.ofSeconds(5);
    play(
        List.of(
            scenario("looking").exec(looking()).injectOpen(rampUsers(watchers).during(coming)),
            scenario("following").exec(following()).injectOpen(rampUsers(followers).during(coming)),
            scenario("claiming").exec(rushing()).injectOpen(arrivals(claimants))),
        allDecided(),
        granted(rush.release().seats() * 80L / 100, rush.release().seats()),
        allRight("shown"),
        allRight("shown at the end"),
        details("slots").failedRequests().percent().lt(20.0),
        details("slots").responseTime().percentile(50.0).lt(1_000),
        details("slots").responseTime().percentile(99.0).lt(10_000),
        details("events: as it is").failedRequests().percent().lt(20.0),
        details("events: it is open").failedRequests().percent().lt(20.0));
  }

  private ChainBuilder looking() {
    return exec(watching::begin)
        .exec(
            asLongAs(session -> !rush.until(LOOK_FOR_MS).isZero())
                .on(watching.look().exec(pause(session -> aboutASecond()))))
        .exec(pause(session -> rush.until(ALL_IS_OVER_MS + random(2_000))))
        .exec(
            asLongAs(session -> claiming.ended() < rush.parties().size() && !rush.isOver())
                .on(exec(pause(ONE_SECOND))))
        .exec(pause(ONE_SECOND))
        .exec(watching.lastLook(claiming));
  }

  /** Opens the stream, hears how it is now, and then that it is open. */
  private ChainBuilder following() {
    var path = "/api/v1/releases/" + rush.release().id() + "/events";
    var asItIs =
        sse.checkMessage("events: as it is")
            .matching(substring("availability"))
            .check(substring(rush.release().id().toString()));
    var isOpen =
        sse.checkMessage("events: it is open")
            .matching(substring("OPEN"))
            .check(substring("serverTime"));
    var fromNowOn = sse("events, until it is open").setCheck();
    return exec(sse("events").get(path).await(10).on(asItIs))
        // Whoever comes when it is open has heard so with the first events.
        .exec(
            doIf(session -> !rush.until(-1_000).isZero())
                .then(exec(fromNowOn.await(this::tillOpen).on(isOpen))))
        .exec(pause(session -> rush.until(LOOK_FOR_MS)))
        .exec(sse("leave the events").close());
  }

  private Duration tillOpen(Session session) {
    return rush.until(20_000);
  }

  private static Duration aboutASecond() {
    return Duration.ofMillis(500 + random(1_000));
  }

  private static int random(int ms) {
    return ThreadLocalRandom.current().nextInt(ms);
  }
}
