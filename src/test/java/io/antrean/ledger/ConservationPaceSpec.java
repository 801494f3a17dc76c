package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A difference that no recovery heals, or that comes back")
class ConservationPaceSpec {

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_CONSERVATION_EVERY_MS", "50"));

  private static final Duration SOON = Duration.ofSeconds(20);

  private static void tamper(Audited audited, String release) {
    audited.redis("SETBIT", audited.key(release, "r:" + release + ":bits"), "1", "1");
  }

  private static long epochs() {
    return (Long) office.sql("SELECT sum(epoch) FROM partition");
  }

  @Test
  void is_measured_and_told_but_recovered_from_once_a_minute_at_most() {
    try (var audited = new Audited(office, 1)) {
      var release = office.release(Day.next().terms(2, 1));
      tamper(audited, release);
      then(Eventually.find(SOON, audited::recoveries, n -> n > 0)).isEqualTo(1.0);
      then(Eventually.find(SOON, () -> audited.gauges(release), List.of(0.0)::equals))
          .containsExactly(0.0);

      var before = epochs();
      tamper(audited, release);
      // The seat, and the counter of free seats that it was taken from.
      then(Eventually.find(SOON, () -> audited.gauges(release), List.of(2.0)::equals))
          .containsExactly(2.0);
      Eventually.pause(3000);
      then(audited.recoveries()).isEqualTo(1.0);
      then(epochs()).isEqualTo(before);
      then(audited.of(0, release).getInteger("difference")).isEqualTo(2);
      then(audited.said(release)).as("a line for each time, not for each audit").hasSize(2);
    }
  }
}
