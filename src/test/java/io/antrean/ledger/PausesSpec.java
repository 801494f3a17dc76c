package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pause")
class PausesSpec {

  private long now = Long.MAX_VALUE - 5;
  private final Pauses pauses = new Pauses(() -> now);

  @Test
  void is_said_at_once_and_then_every_ten_seconds_while_it_lasts() {
    then(pauses.maySay("refused")).isTrue();
    for (int i = 1; i < 50; i++) {
      now += Pauses.SAY_EVERY_NANOS / 50;
      then(pauses.maySay("refused")).as("after %d ms", i * 200).isFalse();
    }
    now += Pauses.SAY_EVERY_NANOS / 50;
    then(pauses.maySay("refused")).isTrue();
    then(pauses.maySay("refused")).isFalse();
  }

  @Test
  void is_said_at_once_where_its_reason_is_another() {
    then(pauses.maySay("refused")).isTrue();
    then(pauses.maySay("reset")).isTrue();
    then(pauses.maySay("refused")).isTrue();
  }
}
