package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A day with a cancel that is set aside")
class DayClosingSetAsideSpec {

  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_PARTITIONS", "1",
              "ANTREAN_DAY_CLOSE_PAUSE_MS", "3600000",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "100"));

  private final OverDay over = new OverDay(office);

  private UUID booked(Day day, String service) {
    var terms = day.terms(2, 2).mergeIn(new JsonObject().put("service", service));
    var claim = UUID.randomUUID();
    var token = office.citizens(1).get(0);
    var answer = office.claim(0, token, office.release(terms), claim, day.wish("08:00"));
    then(answer.status()).isEqualTo(201);
    return claim;
  }

  private void becomesNoShow(UUID claim) {
    then(Eventually.find(SOON, () -> over.state(claim), "NO_SHOW"::equals)).isEqualTo("NO_SHOW");
  }

  @Test
  void holds_up_no_other_day_and_no_other_service_and_is_closed_with_the_administrators_word() {
    var first = Day.next();
    var second = Day.next();
    var aside = booked(first, "passport-new");
    var sameServiceLater = booked(second, "passport-new");
    var otherServiceSameDay = booked(first, "passport-renewal");
    office.sql(
        """
        INSERT INTO set_aside (partition, epoch, entry_ms, entry_seq, kind, claim, release, record,
                               reason, set_aside_at)
        SELECT 300, 1, 1, 1, 'CANCEL', id, release, '', 'poison', now() FROM booking WHERE id = '%s'
        """
            .formatted(aside));
    over.isOver(first, 1);
    over.isOver(second, 0);
    becomesNoShow(sameServiceLater);
    becomesNoShow(otherServiceSameDay);
    then(over.state(aside)).isEqualTo("CONFIRMED");
    office.sql("UPDATE set_aside SET resolution = 'REFUSED', resolved_at = now()");
    becomesNoShow(aside);
  }
}
