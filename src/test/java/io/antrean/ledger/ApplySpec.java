package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.OWNER;
import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.claim.Rejection;
import io.antrean.support.Stores;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PostgreSQL takes a batch of the ledger")
class ApplySpec {

  private static final AtomicInteger PARTITION = new AtomicInteger();
  private static String database;

  private LedgerInPostgres ledger;

  @BeforeAll
  static void freshDatabase() {
    database = Stores.freshDatabase();
  }

  @BeforeEach
  void aPartitionOfItsOwn() {
    ledger = new LedgerInPostgres(database, PARTITION.getAndIncrement());
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static List<Rejection> rejections(List<Judgement> judgements) {
    return judgements.stream().map(one -> one.verdict().rejection()).toList();
  }

  private Judgement only(LedgerEntry entry) {
    return ledger.apply(entry).get(0);
  }

  @Test
  void and_moves_the_position_in_the_same_transaction() {
    var first = ledger.entry(0, seat(ledger.person(), 1, 1));
    var second = ledger.entry(1, seat(ledger.person(), 1, 1), seat(ledger.person(), 2, 1));
    var judgements = ledger.apply(first, second);
    then(rejections(judgements)).containsExactly(null, null);
    then(judgements).noneMatch(Judgement::needsRecovery);
    then(ledger.bookings(first.claim(), "CONFIRMED")).isEqualTo(1);
    then(ledger.bookings(second.claim(), "CONFIRMED")).isEqualTo(2);
    then(ledger.row().position()).isEqualTo(second.id());
    then(ledger.row().applied()).isEqualTo(2);
    then(ledger.verdicts(second.id())).isEqualTo(judgements);
    then(ledger.verdicts(first.id())).isEqualTo(judgements.subList(0, 1));
    then(ledger.one("SELECT claimed_at::text FROM booking WHERE id = '" + first.claim() + "'"))
        .asString()
        .contains(".123");
  }

  @Test
  void but_nothing_of_one_who_is_mistaken_about_epoch_position_or_owner() {
    ledger.apply(ledger.entry(0, seat(ledger.person(), 1, 1)));
    var now = ledger.row().fence(OWNER);
    var batch = ledger.batch(ledger.entry(0, seat(ledger.person(), 2, 1)));
    var before = ledger.everything();
    var mistaken =
        List.of(
            new Fence(now.partition(), now.epoch() - 1, now.position(), OWNER),
            new Fence(now.partition(), now.epoch() + 1, now.position(), OWNER),
            new Fence(now.partition(), now.epoch(), EntryId.START, OWNER),
            new Fence(now.partition(), now.epoch(), batch.last(), OWNER),
            new Fence(now.partition(), now.epoch(), now.position(), UUID.randomUUID()));
    for (var fence : mistaken) {
      thenThrownBy(() -> ledger.apply(fence, fence.epoch(), batch)).isInstanceOf(FencedOff.class);
      then(ledger.everything()).isEqualTo(before);
    }
    then(rejections(ledger.apply(now, now.epoch(), batch))).containsExactly((Rejection) null);
  }

  @Test
  void once_however_often_it_is_replayed() {
    var granted = ledger.entry(0, seat(ledger.person(), 1, 1));
    var refused = ledger.entry(1, seat(UUID.randomUUID(), 1, 1));
    var differs = ledger.entry(granted.claim(), UUID.randomUUID(), 2, seat(ledger.person(), 1, 1));
    var epoch = ledger.row().epoch();
    var said = ledger.apply(granted, refused);
    var saidLast = ledger.apply(differs);
    then(rejections(said)).containsExactly(null, Rejection.PERSON_GONE);
    then(rejections(saidLast)).containsExactly(Rejection.CLAIM_DIFFERS);

    // Its own epoch is fenced by the position; a later one reads the old stream from its start.
    var batch = ledger.batch(granted, refused);
    thenThrownBy(
            () ->
                ledger.apply(
                    new Fence(ledger.row().id(), epoch, EntryId.START, OWNER), epoch, batch))
        .isInstanceOf(FencedOff.class);
    var row = ledger.newEpoch();
    then(row.position()).isEqualTo(EntryId.START);
    var written = written();
    for (int i = 0; i < 2; i++) {
      then(ledger.apply(ledger.row().fence(OWNER), epoch, batch)).isEqualTo(said);
      then(ledger.apply(ledger.row().fence(OWNER), epoch, ledger.batch(differs)))
          .isEqualTo(saidLast);
    }
    then(written()).isEqualTo(written);
  }

  @Test
  void in_several_batches_also_when_an_older_stream_is_replayed_twice() {
    var one = ledger.entry(0, seat(ledger.person(), 1, 1));
    var two = ledger.entry(0, seat(ledger.person(), 2, 1));
    var three = ledger.entry(1, seat(ledger.person(), 1, 1));
    var epoch = ledger.row().epoch();
    ledger.newEpoch();
    var fence = ledger.row().fence(OWNER);
    var first = ledger.apply(fence, epoch, ledger.batch(one, two));
    var second = ledger.apply(fence, epoch, ledger.batch(three));
    then(rejections(first)).containsExactly(null, null);
    then(rejections(second)).containsExactly((Rejection) null);
    // Interrupted before it was noted as drained: in other batches, with other edges.
    ledger.newEpoch();
    fence = ledger.row().fence(OWNER);
    then(ledger.apply(fence, epoch, ledger.batch(one))).isEqualTo(first.subList(0, 1));
    then(ledger.apply(fence, epoch, ledger.batch(two, three)))
        .containsExactly(first.get(1), second.get(0));
  }

  private Object written() {
    return ledger.one("SELECT (SELECT count(*) FROM booking) + (SELECT count(*) FROM verdicts)");
  }

  @Test
  void and_refuses_a_person_who_is_gone() {
    var entry = ledger.entry(0, seat(UUID.randomUUID(), 1, 1));
    then(only(entry).verdict().rejection()).isEqualTo(Rejection.PERSON_GONE);
    then(ledger.bookings(entry.claim(), "REJECTED")).isEqualTo(1);
    // The seat was never theirs: the next one has it, and the number after theirs.
    then(only(ledger.entry(0, seat(ledger.person(), 1, 2))).verdict().rejection()).isNull();
  }

  @Test
  void and_refuses_a_person_who_is_booked() {
    var person = ledger.person();
    var first = ledger.entry(0, seat(person, 1, 1));
    ledger.apply(first);
    var second = ledger.entry(1, seat(person, 1, 1));
    var refused = only(second);
    then(refused.verdict().rejection()).isEqualTo(Rejection.ALREADY_BOOKED);
    then(refused.needsRecovery()).isFalse();
    then(ledger.bookings(second.claim(), "REJECTED")).isEqualTo(1);

    // Open are CONFIRMED and CHECKED_IN: afterwards the person may book again.
    for (var open : List.of("CHECKED_IN", "COMPLETED")) {
      ledger.sql("UPDATE booking SET state = '" + open + "' WHERE id = '" + first.claim() + "'");
      var third = only(ledger.entry(2, seat(person, 1, 1)));
      then(third.verdict().rejection())
          .isEqualTo(open.equals("COMPLETED") ? null : Rejection.ALREADY_BOOKED);
    }
  }

  @Test
  void and_refuses_a_seat_that_is_taken_and_a_number_that_was_said() {
    var first = ledger.entry(0, seat(ledger.person(), 1, 1));
    ledger.apply(first);
    var taken = only(ledger.entry(0, seat(ledger.person(), 1, 2)));
    then(taken.verdict().rejection()).isEqualTo(Rejection.SLOT_TAKEN);
    then(taken.needsRecovery()).isTrue();

    ledger.sql("UPDATE booking SET state = 'CANCELLED' WHERE id = '" + first.claim() + "'");
    var said = only(ledger.entry(0, seat(ledger.person(), 1, 1)));
    then(said.verdict().rejection()).isEqualTo(Rejection.NUMBER_TAKEN);
    then(said.needsRecovery()).isTrue();

    then(only(ledger.entry(0, seat(ledger.person(), 1, 2))).verdict().rejection()).isNull();
  }

  @Test
  void and_a_party_whole_or_not_at_all() {
    var booked = ledger.person();
    ledger.apply(ledger.entry(0, seat(booked, 1, 1)));
    var parties =
        List.of(
            ledger.entry(1, seat(ledger.person(), 1, 1), seat(booked, 2, 1)),
            ledger.entry(2, seat(UUID.randomUUID(), 1, 1), seat(ledger.person(), 2, 1)),
            ledger.entry(0, seat(ledger.person(), 1, 2), seat(ledger.person(), 2, 1)));
    var reasons = List.of(Rejection.ALREADY_BOOKED, Rejection.PERSON_GONE, Rejection.SLOT_TAKEN);
    for (int i = 0; i < parties.size(); i++) {
      var party = parties.get(i);
      then(only(party).verdict().rejection()).isEqualTo(reasons.get(i));
      then(ledger.bookings(party.claim(), "CONFIRMED")).isZero();
      then(ledger.bookings(party.claim(), "REJECTED")).isEqualTo(2);
    }
  }

  @Test
  void and_answers_a_known_claim_from_its_row() {
    var person = ledger.person();
    var entry = ledger.entry(0, seat(person, 1, 1));
    var first = only(entry).verdict();
    var fingerprint = entry.record().fingerprint();

    var same = only(ledger.entry(entry.claim(), fingerprint, 0, seat(person, 1, 1)));
    then(same.verdict()).isEqualTo(first);
    then(same.needsRecovery()).isFalse();

    var moved = only(ledger.entry(entry.claim(), fingerprint, 0, seat(person, 2, 1)));
    then(moved.verdict()).isEqualTo(first);
    then(moved.elsewhere()).isTrue();
    then(ledger.bookings(entry.claim(), "CONFIRMED")).isEqualTo(1);
  }

  @Test
  void and_refuses_a_known_claims_id_with_other_content_without_a_word_of_it() {
    var entry = ledger.entry(0, seat(ledger.person(), 1, 1));
    ledger.apply(entry);
    for (int seat = 1; seat <= 2; seat++) {
      var other = seat(ledger.person(), seat, seat == 1 ? 2 : 1);
      var differs = only(ledger.entry(entry.claim(), UUID.randomUUID(), 0, other));
      then(differs.verdict().rejection()).isEqualTo(Rejection.CLAIM_DIFFERS);
      then(differs.needsRecovery()).isFalse();
    }
    then(ledger.bookings(entry.claim(), "CONFIRMED")).isEqualTo(1);
    then(ledger.bookings(entry.claim(), "REJECTED")).isZero();
  }

  @Test
  void with_no_two_entries_that_want_the_same() {
    var person = ledger.person();
    var first = ledger.entry(0, seat(person, 1, 1));
    then(ledger.batch(first, ledger.entry(0, seat(ledger.person(), 1, 2))).entries()).hasSize(1);
    then(ledger.batch(first, ledger.entry(1, seat(person, 1, 1))).entries()).hasSize(1);
    var again = ledger.entry(first.claim(), UUID.randomUUID(), 1, seat(ledger.person(), 1, 1));
    then(ledger.batch(first, again).entries()).hasSize(1);
    then(ledger.batch(first, ledger.entry(1, seat(ledger.person(), 1, 1))).entries()).hasSize(2);
  }
}
