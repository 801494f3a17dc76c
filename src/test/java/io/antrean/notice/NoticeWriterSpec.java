package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Notices are written")
class NoticeWriterSpec {

  private final OutboxInPostgres outbox = new OutboxInPostgres();
  private final NoticeWriter writer = new NoticeWriter(outbox.pool, true, 500);

  @BeforeEach
  void start() {
    writer.start().await();
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private List<String> written() {
    while (writer.turn().await()) {
      // A batch at a time.
    }
    return outbox.notices();
  }

  private static String[] confirmed(UUID... bookings) {
    return List.of(bookings).stream().map(one -> one + " confirmed").toArray(String[]::new);
  }

  private void becomes(UUID booking, String state) {
    outbox.run("UPDATE booking SET state = '%s' WHERE id = '%s'".formatted(state, booking));
  }

  @Test
  void once_for_each_that_was_confirmed_however_often_it_is_looked() {
    var one = outbox.confirmed(1, 100);
    var two = outbox.confirmed(1, 200);
    then(written()).containsExactly(confirmed(one, two));
    then(written()).hasSize(2);
    var three = outbox.confirmed(1, 201);
    then(written()).containsExactly(confirmed(one, two, three));
  }

  @Test
  void for_those_that_a_recovery_finds_late_and_for_the_next_epoch_from_its_low_ids_on() {
    var before = outbox.confirmed(1, 5_000);
    then(written()).containsExactly(confirmed(before));
    // The recovery has begun: of the old stream the later line is there before the earlier one.
    outbox.run("UPDATE partition SET epoch = 2, state = 'RECOVERING'");
    var later = outbox.confirmed(1, 7_000);
    then(written()).as("nothing is read of a stream that is not whole").hasSize(1);
    var earlier = outbox.confirmed(1, 6_000);
    outbox.run("UPDATE partition SET drained = 1, state = 'OPEN'");
    var low = outbox.confirmed(2, 3);
    then(written()).containsExactly(confirmed(before, earlier, later, low));
    then(written()).hasSize(4);
  }

  @Test
  void not_again_for_a_claim_that_a_recovery_finds_booked_already() {
    var one = outbox.confirmed(1, 100);
    then(written()).hasSize(1);
    outbox.verdict(1, 300, one, "2030-01-02 00:00:00Z", "CONFIRMED", "2030-01-01 00:00:00Z");
    then(written()).hasSize(1);
  }

  @Test
  void not_for_what_was_refused() {
    var one = outbox.booking("2030-01-07 08:00", "2030-01-01 00:00:00Z");
    outbox.verdict(1, 100, one, "2030-01-01 00:00:00Z", "REJECTED", null);
    outbox.verdict(1, 101, one, "2030-01-01 00:00:00Z", "KEPT", null);
    then(written()).isEmpty();
  }

  @Test
  void of_a_change_after_the_confirmation_that_it_follows() {
    var one = outbox.confirmed(1, 100);
    becomes(one, "CANCELLED");
    then(written()).containsExactly(one + " confirmed", one + " cancelled");
    then(outbox.pool.query("SELECT FROM booking_change WHERE NOT noticed").execute().await().size())
        .isZero();
  }

  @Test
  void of_a_change_not_before_a_confirmation_that_must_not_be_read_yet() {
    outbox.run("UPDATE partition SET epoch = 2, state = 'RECOVERING'");
    var late = outbox.confirmed(1, 100);
    becomes(late, "NO_SHOW");
    then(written()).isEmpty();
    outbox.run("UPDATE partition SET drained = 1, state = 'OPEN'");
    then(written()).containsExactly(late + " confirmed", late + " no-show");
  }

  @Test
  void for_no_state_that_nobody_is_told_of() {
    var one = outbox.confirmed(1, 100);
    becomes(one, "CHECKED_IN");
    becomes(one, "COMPLETED");
    then(written()).containsExactly(confirmed(one));
  }

  @Test
  void in_small_batches_too() {
    var small = new NoticeWriter(outbox.pool, false, 7);
    var bookings = new ArrayList<UUID>();
    for (int i = 0; i < 150; i++) bookings.add(outbox.confirmed(1, 1_000 + i));
    for (var one : bookings.subList(0, 20)) becomes(one, "CANCELLED");
    while (small.turn().await()) then(outbox.notices().size()).isLessThanOrEqualTo(170);
    var expected = new ArrayList<>(List.of(confirmed(bookings.toArray(UUID[]::new))));
    bookings.subList(0, 20).forEach(one -> expected.add(one + " cancelled"));
    then(outbox.notices()).isEqualTo(expected);
  }

  @Test
  void once_by_eight_writers_at_a_time() {
    var bookings = new ArrayList<UUID>();
    for (int i = 0; i < 200; i++) bookings.add(outbox.confirmed(1, 1_000 + i));
    for (int round = 0; round < 20; round++) {
      var turns = new ArrayList<Future<Boolean>>();
      for (int i = 0; i < 8; i++) {
        turns.add(new NoticeWriter(outbox.pool, true, 20).turn());
      }
      Future.all(turns).await();
    }
    then(written()).containsExactly(confirmed(bookings.toArray(UUID[]::new)));
  }
}
