package io.antrean.load;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** What stands ready before an opening: the parties, the release, and how far the clocks differ. */
record Rush(Settings settings, List<Party> parties, Release release, long clockOffsetMs) {

  private static final String OFFICE = "sampit";
  private static final String SERVICE = "passport-new";

  /** Jumps the gun: one person in a hundred asks a little before the opening. */
  private static final int EARLY_PERCENT = 1;

  private static final int EARLY_MS = 200;

  /** Whoever has no answer so long after the last have come gives up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** As many persons as the settings say, in equal shares in families of these sizes. */
  static Rush prepare(Settings settings, int... families) {
    var api = new Api(settings.url(), System.out);
    try {
      api.logIn(settings.login(), settings.password());
      var parties = new ArrayList<Party>();
      for (var size : families) {
        parties.addAll(api.parties(Math.max(size, settings.persons() / families.length), size));
      }
      var opensAt = Instant.now().plusSeconds(settings.leadSeconds());
      var release = api.release(OFFICE, SERVICE, settings.seats(), opensAt);
      return new Rush(settings, parties, release, api.clockOffsetMs(release));
    } catch (IOException failure) {
      throw new IllegalStateException("The rush can not be prepared: " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }

  Journal journal() {
    try {
      var opensMs = release.opensAt().toEpochMilli() - clockOffsetMs;
      return Journal.open(settings.journal(), release.id(), opensMs, Clock.systemUTC());
    } catch (IOException failure) {
      throw new IllegalStateException("The journal can not be written: " + failure, failure);
    }
  }

  /** One record a party, for Gatling to feed: who they are and their claim. */
  Iterator<Map<String, Object>> feeder(Function<Party, String> wishes) {
    return parties.stream().map(party -> claim(party, wishes.apply(party))).iterator();
  }

  /** A claim of this party, under an id of its own, as the session keeps it. */
  Map<String, Object> claim(Party party, String wishes) {
    var claim = UUID.randomUUID();
    var record = new HashMap<String, Object>();
    record.put("party", party.persons());
    record.put("token", party.token());
    record.put("claim", claim);
    record.put("path", release.claimPath(claim));
    record.put("wishes", wishes);
    return record;
  }

  /** How long a person still waits: to a moment of the time in which people come. */
  Duration untilTheirTurn() {
    var random = ThreadLocalRandom.current();
    var early = random.nextInt(100) < EARLY_PERCENT;
    return until(early ? -random.nextInt(EARLY_MS) : random.nextInt(settings.spreadMs()));
  }

  /** How long it is still to so many ms after the opening; nothing when that is past. */
  Duration until(long msAfterOpening) {
    var wait = untilOpening().plusMillis(msAfterOpening);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** The time to the opening by the server's clock. */
  Duration untilOpening() {
    var opensAtHere = release.opensAt().minusMillis(clockOffsetMs);
    return Duration.between(Instant.now(), opensAtHere);
  }

  /** It is so late that nobody goes on asking. */
  boolean isOver() {
    return untilOpening().plusMillis(settings.spreadMs()).plus(PATIENCE).isNegative();
  }
}
