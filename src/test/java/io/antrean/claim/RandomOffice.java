package io.antrean.claim;

import io.antrean.catalogue.Release;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Makes the steps of a random script: few persons, few seats, so that they get in each other's way.
 */
final class RandomOffice {

  private static final LocalDate FAR = LocalDate.of(2031, 3, 3);

  private final Random random;
  private final Fingerprint fingerprint = new Fingerprint();
  private final List<Release> releases = new ArrayList<>();
  private final List<UUID> persons = new ArrayList<>();
  private final List<Claim> made = new ArrayList<>();

  RandomOffice(long seed, int partition) {
    random = new Random(seed);
    var past = Instant.now().minusSeconds(60);
    var later = Instant.now().plusSeconds(3600);
    var today = LocalDate.now();
    releases.add(Releases.of("renewal", partition, FAR, 2, 4, 1 + random.nextInt(3), past, false));
    releases.add(
        Releases.of("renewal", partition, FAR.plusDays(5), 1, 3, 9, past, random.nextInt(4) == 0));
    releases.add(Releases.of("new", partition, FAR, 1, 5, 2, past, false));
    releases.add(Releases.of("new", partition, FAR.plusDays(9), 1, 2, 2, later, false));
    // Its first days have begun, the others have not; or all of them have.
    releases.add(Releases.of("extension", partition, today.minusDays(2), 6, 3, 1, past, false));
    releases.add(Releases.of("extension", partition, today.minusDays(9), 2, 3, 1, past, false));
    releases.add(Releases.of("interview", partition, FAR, 1, 2, 1, past, false));
    for (int i = 0; i < 12; i++) persons.add(uuid());
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  /** All but the last are in Redis. */
  List<Release> releases() {
    return releases;
  }

  Release unloaded() {
    var open = Instant.now().minusSeconds(60);
    return Releases.of("new", releases.get(0).partition(), FAR.plusDays(20), 1, 1, 1, open, false);
  }

  /** A new claim, or one made before: the same again, or with other content. */
  Claim claim() {
    var dice = random.nextInt(10);
    if (made.isEmpty() || dice < 7) return remember(fresh(uuid()));
    var old = made.get(random.nextInt(made.size()));
    return dice < 9 ? old : fresh(old.id());
  }

  private Claim remember(Claim claim) {
    made.add(claim);
    return claim;
  }

  private Claim fresh(UUID id) {
    var release = random.nextInt(40) == 0 ? unloaded() : pick(releases);
    var slots = new ArrayList<String>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      var slot = pick(release.slots()).text();
      if (!slots.contains(slot)) slots.add(slot);
    }
    if (random.nextInt(30) == 0) slots.add("2030-01-01T00:00");
    var party = new ArrayList<UUID>();
    for (int i = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1; i > 0; i--) {
      var person = pick(persons);
      if (!party.contains(person)) party.add(person);
    }
    var account = new UUID(7, random.nextInt(3));
    var orNext = random.nextInt(3) == 0;
    var print = fingerprint.of(account, release.id(), slots, orNext, party);
    return new Claim(id, account, release, slots, orNext, party, print);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** How many claims arrive at once. */
  int burst() {
    return random.nextInt(3) == 0 ? 1 + random.nextInt(6) : 1;
  }

  boolean settlesNow() {
    return random.nextInt(4) == 0;
  }

  /** What PostgreSQL says of a claim: mostly yes. */
  Rejection rejection() {
    return random.nextInt(3) > 0 ? null : pick(List.of(Rejection.values()));
  }

  /** Whether a booking is cancelled at once. */
  boolean cancelsNow() {
    return random.nextInt(4) == 0;
  }

  int backlogMax() {
    return random.nextInt(5) == 0 ? 3 : 1000;
  }
}
