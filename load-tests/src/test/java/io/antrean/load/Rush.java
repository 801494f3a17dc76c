package io.antrean.load;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** What stands ready before an opening: the persons, the release, and how far the clocks differ. */
record Rush(Settings settings, List<Person> persons, Release release, long clockOffsetMs) {

  private static final String OFFICE = "sampit";
  private static final String SERVICE = "passport-new";

  /** Jumps the gun: one person in a hundred asks a little before the opening. */
  private static final int EARLY_PERCENT = 1;

  private static final int EARLY_MS = 200;

  static Rush prepare(Settings settings) {
    var api = new Api(settings.url(), System.out);
    try {
      api.logIn(settings.login(), settings.password());
      var persons = api.persons(settings.persons());
      var opensAt = Instant.now().plusSeconds(settings.leadSeconds());
      var release = api.release(OFFICE, SERVICE, settings.seats(), opensAt);
      return new Rush(settings, persons, release, api.clockOffsetMs(release));
    } catch (IOException failure) {
      throw new IllegalStateException("The rush can not be prepared: " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }

  Journal journal() {
    try {
      return Journal.open(settings.journal(), release.id(), Clock.systemUTC());
    } catch (IOException failure) {
      throw new IllegalStateException("The journal can not be written: " + failure, failure);
    }
  }

  /** One record a person, for Gatling to feed. */
  Iterator<Map<String, Object>> feeder() {
    return persons.stream()
        .map(person -> Map.<String, Object>of("person", person.id(), "token", person.token()))
        .iterator();
  }

  /** How long a person still waits: to a moment of the first second after the opening. */
  Duration untilTheirTurn() {
    var random = ThreadLocalRandom.current();
    var early = random.nextInt(100) < EARLY_PERCENT;
    var shift = early ? -random.nextInt(EARLY_MS) : random.nextInt(settings.spreadMs());
    var wait = untilOpening().plusMillis(shift);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** The time to the opening by the server's clock. */
  Duration untilOpening() {
    var opensAtHere = release.opensAt().minusMillis(clockOffsetMs);
    return Duration.between(Instant.now(), opensAtHere);
  }

  /**
   * What a person wants: most of all an early slot, then any; half of them take the next with room.
   */
  String wishes() {
    var random = ThreadLocalRandom.current();
    var slots = release.slots();
    var first = Math.min(random.nextInt(slots.size()), random.nextInt(slots.size()));
    var others = random.ints(random.nextInt(3), 0, slots.size()).boxed();
    var wanted =
        Stream.concat(Stream.of(first), others).distinct().map(i -> '"' + slots.get(i) + '"');
    return "{\"slots\":[%s],\"orNext\":%b}"
        .formatted(String.join(",", wanted.toList()), random.nextBoolean());
  }
}
