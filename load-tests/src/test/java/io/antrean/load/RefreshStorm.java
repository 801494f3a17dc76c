package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.sse;

import io.gatling.javaapi.core.ChainBuilder;
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

  private final Watching watching = new Watching(rush);

  public RefreshStorm() {
    super(new Form(2_000, 1_000, 20, 5_000), new Form(400, 200, 12, 5_000), Manner.ORDINARY, 1);
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
        details("slots").failedRequests().percent().lte(0.5),
        details("slots").responseTime().percentile(50.0).lt(500),
        details("slots").responseTime().percentile(99.0).lt(5_000),
        details("slots at the end").failedRequests().count().is(0L),
        details("events: as it is").failedRequests().percent().lte(1.0),
        details("events: it is open").failedRequests().percent().lte(1.0));
  }

  private ChainBuilder looking() {
    return exec(watching::begin)
        .exec(
            asLongAs(session -> !rush.until(LOOK_FOR_MS).isZero())
                .on(exec(watching.look()).exec(pause(session -> aboutASecond()))))
        .exec(pause(session -> rush.until(ALL_IS_OVER_MS + random(2_000))))
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
            .matching(substring("serverTime"))
            .check(substring("OPEN"));
    return exec(sse("events").get(path).await(10).on(asItIs))
        .exec(pause(session -> rush.until(-1_000)))
        .exec(sse("events, from the opening on").setCheck().await(15).on(isOpen))
        .exec(pause(session -> rush.until(LOOK_FOR_MS)))
        .exec(sse("leave the events").close());
  }

  private static Duration aboutASecond() {
    return Duration.ofMillis(500 + random(1_000));
  }

  private static int random(int ms) {
    return ThreadLocalRandom.current().nextInt(ms);
  }
}
