package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import java.util.ArrayList;
import java.util.List;

/**
 * A rush that goes on for twenty seconds, so that a part of the server may fail in its middle;
 * {@code load-tests/faults.sh} does that. Whatever fails, everybody must know in the end.
 */
abstract class SteadyRush extends Scenario {

  private static final int SPREAD_MS = 20_000;

  SteadyRush(Assertion... must) {
    super(
        new Form(12_000, 3_000, 20, SPREAD_MS),
        new Form(2_000, 500, 10, SPREAD_MS),
        Manner.ORDINARY,
        1);
    var seats = rush.release().seats();
    var all = new ArrayList<>(List.of(must));
    all.add(allDecided());
    all.add(granted(seats * 80L / 100, seats));
    var people = scenario(getClass().getSimpleName()).exec(rushing());
    play(
        List.of(people.injectOpen(arrivals(rush.parties().size()))), all.toArray(Assertion[]::new));
  }
}
