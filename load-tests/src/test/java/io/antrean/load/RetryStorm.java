package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.ChainBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Clients that wait 60 ms for an answer, send the same claim again at once, ten times, and three
 * times more when it was answered; one in five does all of it on two connections. There is a seat
 * for everybody: each claim ends with one booking.
 */
public final class RetryStorm extends Scenario {

  private static final Duration IMPATIENT = Duration.ofMillis(60);
  private static final int IMPATIENT_TRIES = 10;
  private static final int ONE_IN_IS_TWO = 5;

  public RetryStorm() {
    super(new Form(4_000, 4_000, 20, 1_000), new Form(800, 800, 10, 1_000), Manner.STORM, 1);
    var clients = clients();
    play(
        List.of(
            scenario("RetryStorm")
                .feed(clients.iterator())
                .exec(claiming::begin)
                .exec(pause(session -> rush.untilTheirTurn()))
                .exec(storming())
                .injectOpen(rampUsers(clients.size()).during(beforehand()))),
        allDecided(),
        granted(clients.size(), clients.size()),
        // Asked often enough, and by nobody in vain.
        details("claim again").allRequests().count().gte(3L * clients.size()));
  }

  private ChainBuilder storming() {
    var patience = Duration.ofMillis(rush.settings().patienceMs());
    return claims(
        doIfOrElse(session -> session.getInt("tries") <= IMPATIENT_TRIES)
            .then(exec(put(session -> nth("claim", session), IMPATIENT)))
            .orElse(exec(put(session -> "claim patiently", patience))));
  }

  /** Everybody wants a slot that has a seat for them; twins have the same claim, word for word. */
  private List<Map<String, Object>> clients() {
    var clients = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < rush.parties().size(); i++) {
      var party = rush.parties().get(i);
      var claim = rush.claim(party, Wishes.nth(rush.release(), i, party));
      clients.add(claim);
      if (i % ONE_IN_IS_TWO == 0) clients.add(claim);
    }
    return clients;
  }
}
