package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.OWNER;
import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release;
import io.antrean.claim.Rejection;
import io.antrean.claim.Releases;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.ledger.Change.Seat;
import io.antrean.support.Stores;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PostgreSQL gives nobody a seat in a slot that has begun")
class ApplyBegunSpec {

  private static final int SLOTS_A_DAY = 8;

  /** Of the release's five days the third is today. */
  private static final int BEGUN = 0;

  private static final int AHEAD = 4 * SLOTS_A_DAY;

  private final LedgerInPostgres ledger =
      new LedgerInPostgres(Stores.freshDatabase(), 0, releaseOfFiveDays());

  private static Release releaseOfFiveDays() {
    var from = LocalDate.now().minusDays(2);
    return Releases.of("passport-new", 0, from, 5, SLOTS_A_DAY, 5, Instant.EPOCH, false);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Rejection rejection(Judgement judgement) {
    return judgement.verdict().rejection();
  }

  @Test
  void not_to_a_claim_that_was_held_for_so_long() {
    var person = ledger.person();
    var late = ledger.entry(BEGUN, seat(person, 1, 1));
    var early = ledger.entry(AHEAD, seat(ledger.person(), 1, 1));
    var judged = ledger.apply(late, early);
    then(rejection(judged.get(0))).isEqualTo(Rejection.SLOT_BEGUN);
    then(rejection(judged.get(1))).isNull();
    then(judged.get(0).needsRecovery()).isFalse();
    then(ledger.bookings(late.claim(), "REJECTED")).isEqualTo(1);
    then(ledger.verdicts(early.id())).isEqualTo(judged);
    // The person is free, and the seat under another number.
    then(rejection(ledger.apply(ledger.entry(AHEAD + 1, seat(person, 1, 1))).get(0))).isNull();
  }

  @Test
  void not_to_one_of_an_old_stream() {
    var late = ledger.entry(BEGUN, seat(ledger.person(), 1, 1));
    var old = ledger.row().epoch();
    ledger.newEpoch();
    var fence = ledger.row().fence(OWNER);
    var judged = ledger.apply(fence, old, ledger.batch(late));
    then(rejection(judged.get(0))).isEqualTo(Rejection.SLOT_BEGUN);
    then(ledger.apply(fence, old, ledger.batch(late))).isEqualTo(judged);
  }

  @Test
  void not_to_a_booking_that_moves() {
    var booked = ledger.entry(AHEAD, seat(ledger.person(), 1, 1));
    ledger.apply(booked);
    var stayed = ledger.apply(ledger.change(booked, 0, BEGUN, new Seat(1, 1))).get(0);
    then(stayed.verdict().outcome()).isEqualTo(Outcome.STAYED);
    then(rejection(stayed)).isEqualTo(Rejection.SLOT_BEGUN);
    then(stayed.needsRecovery()).isFalse();
    then(ledger.bookings(booked.claim(), "CONFIRMED")).isEqualTo(1);
    then(ledger.bookings(booked.claim(), "MOVED")).isZero();
  }

  @Test
  void but_to_who_was_told_so_before_its_commit_was_lost() {
    var claim = ledger.entry(BEGUN, seat(ledger.person(), 1, 1));
    var fence = ledger.row().fence(OWNER);
    var again = ledger.apply(fence, fence.epoch(), ledger.batch(claim.id(), claim));
    then(again.get(0).verdict().outcome()).isEqualTo(Outcome.CONFIRMED);
    var change = ledger.change(claim, 0, BEGUN + 1, new Seat(1, 1));
    fence = ledger.row().fence(OWNER);
    var moved = ledger.apply(fence, fence.epoch(), ledger.batch(change.id(), change));
    then(moved.get(0).verdict().outcome()).isEqualTo(Outcome.MOVED);
  }
}
