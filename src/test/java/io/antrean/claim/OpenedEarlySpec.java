package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** As after a clock of Redis that was ahead for a moment. */
@DisplayName("A release that has granted a seat before its opening")
class OpenedEarlySpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private final Day day = Day.next();

  @Test
  void tells_who_was_confirmed_so_again_and_never_that_it_is_not_open() {
    var release = office.release(day.terms(2));
    var people = office.citizens(2);
    var claim = UUID.randomUUID();
    var wish = day.wish("08:00");
    then(office.claim(0, people.get(0), release, claim, wish).status()).isEqualTo(201);
    office.sql(
        "UPDATE release SET opens_at = now() + interval '1 hour' WHERE id = '" + release + "'");
    var later = office.startNode();
    var again =
        Eventually.find(
            Duration.ofSeconds(5),
            () -> office.claim(later, people.get(0), release, claim, wish),
            answer -> answer.status() == 200);
    then(again.status()).isEqualTo(200);
    then(again.body().getString("state")).isEqualTo("CONFIRMED");
    // It stays open for all: that is latched.
    var other = office.claim(later, people.get(1), release, UUID.randomUUID(), wish);
    then(other.status()).isEqualTo(201);
  }
}
