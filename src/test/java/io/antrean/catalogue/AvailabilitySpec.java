package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Availability.Counts;
import io.antrean.catalogue.AvailabilityBoard.Entry;
import io.antrean.catalogue.Release.Terms;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What memory knows to be free")
class AvailabilitySpec {

  static Release release(int slots, int capacity) {
    var day = LocalDate.parse("2030-01-07");
    var ends = LocalTime.parse("08:00").plusMinutes(slots * 5L);
    var terms =
        new Terms(day, day, LocalTime.parse("08:00"), ends, 5, capacity, Instant.EPOCH, "open");
    var office = new Office("sampit", "Sampit", ZoneId.of("Asia/Jakarta"));
    var service =
        new Service(1, "sampit", "passport-new", "New", "A", Service.Category.PASSPORT, 3);
    var planned = SlotPlan.slots(terms, office.zone());
    return new Release(UUID.randomUUID(), office, service, terms, planned, null);
  }

  private static Availability with(Release release, int free, byte[] bitmap, Counts counts) {
    var given = counts == null ? new Counts(false, 0, 0, 0, 0, 0, free) : counts;
    return Availability.of(release.id(), 7, 12, 0, 0, given, bitmap, release.terms().capacity());
  }

  @Test
  void is_counted_as_a_naive_count_does() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      var capacity = 1 + random.nextInt(random.nextBoolean() ? 20 : 1000);
      var slots = 1 + random.nextInt(20);
      var width = (capacity + 7) / 8;
      var bitmap = new byte[slots * width];
      var expected = new int[slots];
      for (int slot = 0; slot < slots; slot++) {
        for (int seat = 0; seat < width * 8; seat++) {
          var taken = seat >= capacity || random.nextInt(3) == 0;
          var bit = slot * width * 8 + seat;
          if (taken) bitmap[bit / 8] |= (byte) (0x80 >> bit % 8);
          else expected[slot]++;
        }
      }
      var now = with(release(slots, capacity), 1, bitmap, null);
      for (int slot = 0; slot < slots; slot++) {
        then(now.free(slot)).as("seed %d, round %d", seed, round).isEqualTo(expected[slot]);
      }
    }
  }

  @Test
  void is_told_from_the_nearest_slot_on() {
    var release = release(8, 2);
    var slots = release.slots();
    // Two free of each, but for slot 4 none and for slot 5 one.
    var bitmap = new byte[8];
    java.util.Arrays.fill(bitmap, (byte) 0x3f);
    bitmap[4] = (byte) 0xff;
    bitmap[5] = (byte) 0x7f;
    var now = with(release, 13, bitmap, null);
    var wanted = slots.get(4);
    then(now.nearest(release, wanted, 1, 5, Set.of(), 0))
        .extracting(Slot::ordinal)
        .containsExactly(5, 3, 6, 2, 7);
    then(now.nearest(release, wanted, 2, 5, Set.of(slots.get(6)), 0))
        .extracting(Slot::ordinal)
        .containsExactly(3, 2, 7, 1, 0);
    var begun = slots.get(3).startsAt().toEpochMilli();
    then(now.nearest(release, wanted, 1, 2, Set.of(), begun))
        .extracting(Slot::ordinal)
        .containsExactly(5, 6);
    then(now.nearest(release, wanted, 3, 5, Set.of(), 0)).isEmpty();
  }

  @Test
  void says_sold_out_only_when_nothing_else_can_be() {
    var release = release(1, 8);
    var got = UUID.randomUUID();
    var late = UUID.randomUUID();
    var nanos = new AtomicLong();
    var board = new AvailabilityBoard(nanos::get);
    var ids = new ClaimIds();
    ids.add(got.getMostSignificantBits(), got.getLeastSignificantBits());
    var full = new byte[] {(byte) 0xff};

    then(board.soldOut(release.id(), late)).isFalse();
    board.publish(new Entry(with(release, 0, full, null), ids, true));
    then(board.soldOut(release.id(), late)).isTrue();
    then(board.soldOut(release.id(), got)).isFalse();
    then(board.soldOut(release.id(), new UUID(0, 0))).isFalse();
    nanos.set(TimeUnit.SECONDS.toNanos(1));
    then(board.soldOut(release.id(), late)).isTrue();
    nanos.incrementAndGet();
    then(board.soldOut(release.id(), late)).isFalse();

    nanos.set(0);
    board.publish(new Entry(with(release, 0, full, null), ids, false));
    then(board.soldOut(release.id(), late)).isFalse();
    for (var counts :
        new Counts[] {
          new Counts(true, 0, 0, 8, 0, 0, 0),
          new Counts(false, 2000, 0, 7, 1, 0, 0),
          new Counts(false, 0, 0, 7, 0, 0, 1)
        }) {
      board.publish(new Entry(with(release, 0, full, counts), ids, true));
      then(board.soldOut(release.id(), late)).as(counts.toString()).isFalse();
    }
  }

  @Test
  void says_sold_out_while_seats_cool_until_shortly_before_the_first_of_them_is_back() {
    var release = release(1, 8);
    var nanos = new AtomicLong();
    var board = new AvailabilityBoard(nanos::get);
    var full = new byte[] {(byte) 0xff};
    var cooling = new Counts(false, 2500, 0, 7, 1, 0, 0);
    board.publish(new Entry(with(release, 0, full, cooling), new ClaimIds(), true));
    nanos.set(TimeUnit.MILLISECONDS.toNanos(499));
    then(board.soldOut(release.id(), UUID.randomUUID())).isTrue();
    nanos.set(TimeUnit.MILLISECONDS.toNanos(500));
    then(board.soldOut(release.id(), UUID.randomUUID())).isFalse();
  }

  @Test
  void has_each_of_100_000_claim_ids_and_no_other() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var ids = new ClaimIds();
    var added = new HashSet<UUID>();
    for (int i = 0; i < 100_000; i++) {
      var id = new UUID(random.nextInt(1000), random.nextLong());
      if (added.add(id)) ids.add(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
    then(ids.received()).isEqualTo(added.size());
    then(added).as("seed %d", seed).allMatch(ids::contains);
    for (int i = 0; i < 100_000; i++) {
      var other = new UUID(random.nextInt(1000), random.nextLong());
      then(ids.contains(other)).as("seed %d", seed).isEqualTo(added.contains(other));
    }
  }
}
