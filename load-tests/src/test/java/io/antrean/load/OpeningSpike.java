package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import java.util.List;

/**
 * The opening of a release: many persons wait for the instant by the server's clock, claim within
 * about a second, and impatiently repeat the same claim where no answer comes.
 */
public final class OpeningSpike extends Scenario {

  public OpeningSpike() {
    super(new Form(20_000, 2_000, 20, 1_000), new Form(2_000, 200, 10, 1_000), Manner.ORDINARY, 1);
    var seats = rush.release().seats();
    var people = rush.parties().size();
    play(
        List.of(scenario("OpeningSpike").exec(rushing()).injectOpen(arrivals(people))),
        allDecided(),
        granted(seats * 95L / 100, seats),
        details("claim").allRequests().count().is((long) people));
  }
}
