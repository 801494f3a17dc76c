package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.COOLING_MS;
import static io.antrean.ledger.LedgerInPostgres.OWNER;
import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.Rejection;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.ledger.Change.Seat;
import io.antrean.support.Stores;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PostgreSQL takes a change from the ledger")
class ApplyChangeSpec {

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

  private LedgerEntry booked(int slot, int party) {
    var seats = new Member[party];
    for (int i = 0; i < party; i++) seats[i] = seat(ledger.person(), i + 1, 1);
    var entry = ledger.entry(slot, seats);
    ledger.apply(entry);
    return entry;
  }

  private static List<Outcome> outcomes(List<Judgement> judgements) {
    return judgements.stream().map(one -> one.verdict().outcome()).toList();
  }

  private Judgement apply(LedgerEntry entry) {
    return ledger.apply(entry).get(0);
  }

  /** Version, state and seat of each row of the booking. */
  private Object rows(LedgerEntry booked) {
    return ledger.one(
        "SELECT string_agg(version || ':' || state || ':' || seat, ' ' ORDER BY version, member)"
            + (" FROM booking WHERE id = '" + booked.claim() + "'"));
  }

  @Test
  void as_new_rows_of_the_same_booking_and_lets_the_old_seats_cool() {
    var party = booked(0, 2);
    var verdict = apply(ledger.change(party, 0, 3, new Seat(4, 1), new Seat(5, 1))).verdict();
    then(verdict.outcome()).isEqualTo(Outcome.MOVED);
    then(verdict.backAtMs()).isEqualTo(verdict.decidedAtMs() + COOLING_MS);
    then(rows(party)).isEqualTo("0:MOVED:1 0:MOVED:2 1:CONFIRMED:4 1:CONFIRMED:5");
    var same =
        "SELECT count(DISTINCT (person, account, claimed_at, decided_at)) FROM booking"
            + (" WHERE id = '" + party.claim() + "'");
    then(ledger.one(same)).isEqualTo(2L);
    // The seats can be given to others, under the next number only.
    then(outcomes(ledger.apply(ledger.entry(0, seat(ledger.person(), 1, 2)))))
        .containsExactly(Outcome.CONFIRMED);
    then(ledger.apply(ledger.entry(0, seat(ledger.person(), 2, 1))).get(0).verdict().rejection())
        .isEqualTo(Rejection.NUMBER_TAKEN);
    // The persons hold one booking all the time.
    var person = party.record().members().get(0).person();
    then(ledger.apply(ledger.entry(5, seat(person, 1, 1))).get(0).verdict().rejection())
        .isEqualTo(Rejection.ALREADY_BOOKED);
  }

  @Test
  void twice_and_tells_each_again_as_it_was() {
    var one = booked(0, 1);
    var first = apply(ledger.change(one, 0, 1, new Seat(1, 1)));
    var second = apply(ledger.change(one, 1, 2, new Seat(1, 1)));
    then(rows(one)).isEqualTo("0:MOVED:1 1:MOVED:1 2:CONFIRMED:1");
    var told = ledger.verdicts(ledger.row().position());
    then(told.subList(1, 3)).containsExactly(first, second);
    then(first.verdict().backAtMs()).isLessThan(second.verdict().backAtMs());
    then(outcomes(ledger.apply(ledger.cancel(one)))).containsExactly(Outcome.CANCELLED);
    then(rows(one)).isEqualTo("0:MOVED:1 1:MOVED:1 2:CANCELLED:1");
  }

  @Test
  void only_of_the_rows_that_were_meant() {
    var one = booked(0, 1);
    apply(ledger.change(one, 0, 1, new Seat(1, 1)));
    var late = apply(ledger.change(one, 0, 2, new Seat(1, 1)));
    then(late.verdict().outcome()).isEqualTo(Outcome.STAYED);
    then(rows(one)).isEqualTo("0:MOVED:1 1:CONFIRMED:1");
    then(ledger.apply(ledger.cancel(one)).get(0).verdict().outcome()).isEqualTo(Outcome.CANCELLED);
    then(apply(ledger.change(one, 1, 2, new Seat(1, 1))).verdict().outcome())
        .isEqualTo(Outcome.STAYED);
    then(rows(one)).isEqualTo("0:MOVED:1 1:CANCELLED:1");
  }

  @Test
  void and_keeps_a_party_that_the_floor_has_begun_with() {
    var party = booked(0, 2);
    ledger.sql(
        "UPDATE booking SET state = 'CHECKED_IN' WHERE member = 1 AND id = '"
            + (party.claim() + "'"));
    var kept = apply(ledger.change(party, 0, 3, new Seat(4, 1), new Seat(5, 1)));
    then(kept.verdict().outcome()).isEqualTo(Outcome.STAYED);
    then(kept.needsRecovery()).isFalse();
    then(rows(party)).isEqualTo("0:CONFIRMED:1 0:CHECKED_IN:2");
  }

  @Test
  void and_keeps_the_old_seat_where_the_new_one_is_somebody_elses() {
    var one = booked(0, 1);
    var other = booked(1, 1);
    var taken = apply(ledger.change(one, 0, 1, new Seat(1, 2)));
    then(taken.verdict().rejection()).isEqualTo(Rejection.SLOT_TAKEN);
    then(taken.needsRecovery()).isTrue();
    apply(ledger.cancel(other));
    var said = apply(ledger.change(one, 0, 1, new Seat(1, 1)));
    then(said.verdict().rejection()).isEqualTo(Rejection.NUMBER_TAKEN);
    then(rows(one)).isEqualTo("0:CONFIRMED:1");
  }

  @Test
  void among_claims_and_cancels_that_want_none_of_its_seats() {
    var one = booked(0, 1);
    var other = booked(1, 1);
    var change = ledger.change(one, 0, 2, new Seat(1, 1));
    var cancel = ledger.cancel(other);
    var claim = ledger.entry(3, seat(ledger.person(), 1, 1));
    then(outcomes(ledger.apply(change, cancel, claim)))
        .containsExactly(Outcome.MOVED, Outcome.CANCELLED, Outcome.CONFIRMED);
    var back = ledger.change(one, 1, 4, new Seat(1, 1));
    for (int slot : new int[] {0, 4}) {
      var rival = ledger.entry(slot, seat(ledger.person(), 1, 2));
      then(ledger.batch(back, rival).entries()).containsExactly(back);
    }
    var person = one.record().members().get(0).person();
    then(ledger.batch(back, ledger.entry(6, seat(person, 1, 1))).entries()).containsExactly(back);
  }

  @Test
  void from_an_old_stream_once_as_it_was_said() {
    var one = booked(0, 1);
    var other = booked(1, 1);
    var epoch = ledger.row().epoch();
    var known = ledger.change(one, 0, 2, new Seat(1, 1));
    var before = apply(known);
    var fresh = ledger.change(other, 0, 3, new Seat(1, 1));
    ledger.newEpoch();
    for (int replay = 0; replay < 2; replay++) {
      var fence = ledger.row().fence(OWNER);
      var judged = ledger.apply(fence, epoch, ledger.batch(known, fresh));
      then(outcomes(judged)).containsExactly(Outcome.MOVED, Outcome.MOVED);
      then(judged.get(0).verdict().decidedAtMs()).isEqualTo(before.verdict().decidedAtMs());
      ledger.newEpoch();
    }
    then(rows(one)).isEqualTo("0:MOVED:1 1:CONFIRMED:1");
    then(rows(other)).isEqualTo("0:MOVED:1 1:CONFIRMED:1");
  }

  @Test
  void or_refuses_and_notes_one_that_it_can_not_take() {
    var one = booked(0, 1);
    ledger.sql(
        "ALTER TABLE booking ADD CONSTRAINT poison CHECK (id <> '%s' OR version = 0) NOT VALID"
            .formatted(one.claim()));
    var change = ledger.change(one, 0, 2, new Seat(1, 1));
    var applied = ledger.applyOrSetAside(ledger.row().epoch(), ledger.batch(change));
    then(outcomes(applied.judgements())).containsExactly(Outcome.STAYED);
    then(rows(one)).isEqualTo("0:CONFIRMED:1");
    then(ledger.one("SELECT kind || ' ' || resolution FROM set_aside ORDER BY no DESC LIMIT 1"))
        .isEqualTo("CHANGE REFUSED");
    ledger.sql("ALTER TABLE booking DROP CONSTRAINT poison");
    then(apply(ledger.change(one, 0, 2, new Seat(1, 1))).verdict().outcome())
        .isEqualTo(Outcome.MOVED);
  }
}
