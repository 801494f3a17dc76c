package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Claims before the opening: by people who do not wait, and by every way past the door that people
 * try (see Forgeries). None is granted before the opening by the server's own clock: the verifier
 * judges that by PostgreSQL and the journal. Then the door opens, and all is well.
 */
public final class BackDoor extends Scenario {

  private final Forgeries forgeries = new Forgeries(rush);

  public BackDoor() {
    super(new Form(5_000, 1_000, 35, 1_000), new Form(400, 80, 25, 1_000), Manner.KNOCKING, 1);
    var seats = rush.release().seats();
    var knocking = rush.until(-1_000);
    play(
        List.of(
            scenario("knocking").exec(knocking()).injectOpen(rampUsers(people()).during(knocking)),
            scenario("forging")
                .exec(forging())
                .injectOpen(constantUsersPerSec(10).during(knocking)),
            scenario("wrong methods")
                .exec(wrongMethods())
                .injectOpen(constantUsersPerSec(2).during(knocking))),
        allDecided(),
        granted(seats * 95L / 100, seats),
        allRight("before the opening"),
        allRight("forged"),
        details("claim, forged").failedRequests().percent().lt(20.0),
        details("wrong method").failedRequests().percent().lt(20.0));
  }

  private int people() {
    return rush.parties().size();
  }

  private ChainBuilder knocking() {
    var patience = Duration.ofMillis(rush.settings().patienceMs());
    var request =
        exec(heard(bare(this::beforeOrAfter, patience)).check(status().in(200, 201, 202, 409, 425)))
            .exec(judged("before the opening", this::isTooEarly));
    return feed(rush.feeder(party -> Wishes.early(rush.release(), party)))
        .exec(claiming::begin)
        .exec(claims(request));
  }

  /** What was heard before the opening is that it is too early, or that the server is busy. */
  private boolean isTooEarly(Session session) {
    var status = session.getInt("status");
    return rush.until(0).isZero() || status == 425 || status == 429 || status == 503;
  }

  /** What is sent in the second before the opening may be answered on either side of it. */
  private String beforeOrAfter(Session session) {
    return rush.until(-1_000).isZero() ? "claim" : "claim before the opening";
  }

  /** One forgery after the other; each is a claim of its own, and all of them are refused. */
  private ChainBuilder forging() {
    var request =
        heard(bare(session -> "claim, forged", Duration.ofSeconds(10)))
            .check(status().is(session -> session.getInt("refusal")));
    return exec(session -> session.set("left", forgeries.count()))
        .exec(
            asLongAs(session -> session.getInt("left") > 0)
                .on(
                    exec(forgeries::next)
                        .exec(claiming::begin)
                        .exec(claiming::sending)
                        .exec(request)
                        .exec(judged("forged", BackDoor::isRefused))
                        .exec(claiming::heard)));
  }

  private static boolean isRefused(Session session) {
    var status = session.getInt("status");
    return status == session.getInt("refusal") || status == 429 || status == 503;
  }

  private ChainBuilder wrongMethods() {
    var path = rush.release().claimPath(UUID.randomUUID());
    var body = StringBody(Wishes.any(rush.release(), rush.parties().get(0)));
    var token = "Bearer " + rush.parties().get(0).token();
    var post = http("wrong method").post(path);
    var patch = http("wrong method").patch(path);
    return exec(post.body(body).asJson().header("Authorization", token).check(status().is(405)))
        .exec(patch.body(body).asJson().header("Authorization", token).check(status().is(405)));
  }
}
