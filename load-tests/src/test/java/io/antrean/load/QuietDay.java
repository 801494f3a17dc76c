package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.antrean.load.JournalLine.Kind;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.List;

/**
 * An ordinary day of a release that has been open for long: people come slowly, look around, claim
 * a seat, look it up; one in three cancels, and half of those claim again later. All of it is
 * quick, and nothing fails.
 */
public final class QuietDay extends Scenario {

  /** There is no reason to hurry. */
  private static final Duration PATIENT = Duration.ofSeconds(10);

  /** A seat that was given back is free for others two seconds later; its person at once. */
  private static final Duration LATER = Duration.ofSeconds(3);

  public QuietDay() {
    super(new Form(3_000, 6_000, 5, 120_000), new Form(300, 600, 5, 40_000), Manner.ORDINARY, 1);
    var people = rush.parties().size();
    play(
        List.of(
            scenario("QuietDay")
                .exec(pause(session -> rush.until(500)))
                .exec(visitor())
                .injectOpen(
                    rampUsers(people).during(Duration.ofMillis(rush.settings().spreadMs())))),
        allDecided(),
        granted(people * 9L / 10, people * 2L),
        global().failedRequests().count().is(0L),
        global().responseTime().percentile(50.0).lt(1_000),
        global().responseTime().percentile(99.0).lt(10_000),
        details("cancel").successfulRequests().count().gte(1L));
  }

  private ChainBuilder visitor() {
    return feed(rush.feeder(party -> Wishes.any(rush.release(), party)))
        .exec(get("releases", "/api/v1/releases?service=passport-new&state=OPEN"))
        .exec(pause(thinking()))
        .exec(get("release", "/api/v1/releases/" + rush.release().id()))
        .exec(get("slots", "/api/v1/releases/" + rush.release().id() + "/slots"))
        .exec(pause(thinking()))
        .exec(claiming::begin)
        .exec(claims(put(session -> nth("claim", session), PATIENT)))
        .exec(doIf("#{granted}").then(exec(holder())));
  }

  private ChainBuilder holder() {
    return exec(pause(thinking()))
        .exec(
            own("booking", "/api/v1/bookings/#{claim}").check(jsonPath("$.state").is("CONFIRMED")))
        .exec(own("bookings", "/api/v1/bookings").check(jsonPath("$.items[*].id").exists()))
        .exec(randomSwitch().on(percent(33.3).then(exec(cancelling()))));
  }

  private ChainBuilder cancelling() {
    return exec(this::asking)
        .exec(
            http("cancel")
                .delete("/api/v1/bookings/#{claim}")
                .header("Authorization", "Bearer #{token}")
                .requestTimeout(PATIENT)
                .check(
                    status().saveAs("status"),
                    status().in(200, 202),
                    bodyString().saveAs("answer")))
        .exec(this::cancelled)
        .exec(pause(thinking()))
        .exec(
            own("booking, cancelled", "/api/v1/bookings/#{claim}")
                .check(jsonPath("$.state").is("CANCELLED")))
        .exec(pause(LATER))
        .exec(
            randomSwitch()
                .on(
                    percent(50.0)
                        .then(
                            exec(anew())
                                .exec(
                                    claims(
                                        put(session -> nth("claim, later", session), PATIENT))))));
  }

  private Session asking(Session session) {
    journal.did(Kind.CANCEL, session.get("claim"), List.of());
    return session.removeAll("status", "answer");
  }

  private Session cancelled(Session session) {
    if (!session.contains("status")) return session;
    var answer = Answer.of(session.getInt("status"), session.getString("answer"));
    journal.heard(Kind.CANCEL_ANSWER, session.get("claim"), answer);
    return session;
  }

  private ChainBuilder anew() {
    return exec(session -> {
          var party = new Party(session.getString("token"), session.get("party"));
          return session.setAll(rush.claim(party, Wishes.any(rush.release(), party)));
        })
        .exec(claiming::begin);
  }

  private static HttpRequestActionBuilder get(String name, String path) {
    return http(name).get(path).requestTimeout(PATIENT).check(status().is(200));
  }

  private static HttpRequestActionBuilder own(String name, String path) {
    return get(name, path).header("Authorization", "Bearer #{token}");
  }

  private static Duration thinking() {
    return Duration.ofMillis(500);
  }
}
