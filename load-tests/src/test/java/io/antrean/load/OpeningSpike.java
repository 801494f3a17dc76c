package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * The opening of a release: many persons wait for the instant by the server's clock, claim within
 * about a second, and impatiently repeat the same claim where no answer comes.
 */
public final class OpeningSpike extends Simulation {

  /** Who has come before the opening; the others arrive in the seconds after it. */
  private static final double THERE_BEFORE = 0.9;

  private static final Duration LATE_WITHIN = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Rush rush = Rush.prepare(Settings.from(System.getenv()));
  private final Journal journal = rush.journal();
  private final Claiming claiming = new Claiming(rush, journal);

  public OpeningSpike() {
    setUp(scenario("OpeningSpike").exec(person()).injectOpen(arrivals()))
        .protocols(protocol())
        .maxDuration(LONGEST);
  }

  @Override
  public void after() {
    try {
      journal.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private OpenInjectionStep[] arrivals() {
    var persons = rush.persons().size();
    var before = (int) (persons * THERE_BEFORE);
    var left = rush.untilOpening();
    var coming = Duration.ofMillis(Math.max(1_000, left.toMillis() - 3_000));
    var pausing = left.minus(coming).isNegative() ? Duration.ZERO : left.minus(coming);
    return new OpenInjectionStep[] {
      rampUsers(before).during(coming),
      nothingFor(pausing),
      rampUsers(persons - before).during(LATE_WITHIN)
    };
  }

  private ChainBuilder person() {
    return feed(rush.feeder())
        .exec(claiming::begin)
        .exec(pause(session -> rush.untilTheirTurn()))
        .exec(asLongAs(session -> session.getBoolean("open")).on(attempt()));
  }

  private ChainBuilder attempt() {
    return exec(claiming::sending)
        .exec(
            doIfOrElse(session -> session.getBoolean("follow"))
                .then(exec(checked(http("follow").get("#{path}"))))
                .orElse(exec(checked(put()))))
        .exec(claiming::heard)
        .exec(pause(claiming::pause));
  }

  private static HttpRequestActionBuilder put() {
    return http(session -> session.getInt("tries") == 1 ? "claim" : "claim again")
        .put("#{path}")
        .header("Content-Type", "application/json")
        .body(StringBody("#{wishes}"));
  }

  /** What was answered is kept whatever it is; a refusal is an answer, and no failure. */
  private HttpRequestActionBuilder checked(HttpRequestActionBuilder request) {
    return request
        .header("Authorization", "Bearer #{token}")
        .requestTimeout(Duration.ofMillis(rush.settings().patienceMs()))
        .check(
            status().saveAs("status"),
            bodyString().saveAs("answer"),
            header("Retry-After").optional().saveAs("retryAfter"),
            status().in(200, 201, 202, 409));
  }

  private HttpProtocolBuilder protocol() {
    return http.baseUrl(rush.settings().url().toString())
        .acceptHeader("application/json, application/problem+json")
        .acceptLanguageHeader("en")
        .userAgentHeader("antrean-load-tests")
        .shareConnections()
        .disableCaching()
        .disableFollowRedirect()
        .disableWarmUp();
  }
}
