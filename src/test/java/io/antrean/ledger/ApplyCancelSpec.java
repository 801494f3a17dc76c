package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.OWNER;
import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.ledger.LedgerEntry.GiveBack;
import io.antrean.support.Stores;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PostgreSQL takes a cancel from the ledger")
class ApplyCancelSpec {

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

  private LedgerEntry booked(int party) {
    var seats = new Member[party];
    for (int i = 0; i < party; i++) seats[i] = seat(ledger.person(), i + 1, 1);
    var entry = ledger.entry(0, seats);
    ledger.apply(entry);
    return entry;
  }

  private static List<Outcome> outcomes(List<Judgement> judgements) {
    return judgements.stream().map(one -> one.verdict().outcome()).toList();
  }

  private void sql(String update, LedgerEntry booked) {
    ledger.sql(update + " AND id = '" + booked.claim() + "'");
  }

  @Test
  void once_and_says_the_same_however_often_it_is_asked() {
    var party = booked(2);
    var cancel = ledger.cancel(party);
    var first = ledger.apply(cancel);
    then(outcomes(first)).containsExactly(Outcome.CANCELLED);
    then(ledger.bookings(party.claim(), "CANCELLED")).isEqualTo(2);
    var again = ledger.apply(ledger.cancel(party));
    then(again.get(0).verdict()).isEqualTo(first.get(0).verdict());
    then(outcomes(ledger.verdicts(ledger.row().position())))
        .containsExactly(Outcome.CONFIRMED, Outcome.CANCELLED, Outcome.CANCELLED);
    // The seats can be given again, under the next number.
    then(outcomes(ledger.apply(ledger.entry(0, seat(ledger.person(), 1, 2)))))
        .containsExactly(Outcome.CONFIRMED);
  }

  @Test
  void with_the_time_for_which_the_seats_cool_and_tells_it_again() {
    var party = booked(2);
    var verdict = ledger.apply(ledger.cancel(party, new GiveBack(77_000, true))).get(0).verdict();
    then(verdict.backAtMs()).isEqualTo(verdict.decidedAtMs() + 77_000);
    // Asked again, with another time, it is what it was.
    var again = ledger.apply(ledger.cancel(party, new GiveBack(5_000, false))).get(0).verdict();
    then(again).isEqualTo(verdict);
    then(ledger.verdicts(ledger.row().position()))
        .extracting(told -> told.verdict().backAtMs())
        .containsExactly(0L, verdict.backAtMs(), verdict.backAtMs());
    var late = " FROM booking WHERE cancelled_late AND id = '" + party.claim() + "'";
    then(ledger.one("SELECT count(*)" + late)).isEqualTo(2L);
  }

  @Test
  void among_claims_and_never_in_one_batch_with_its_own_claim() {
    var one = booked(1);
    var other = ledger.entry(1, seat(ledger.person(), 1, 1));
    var cancels = List.of(ledger.cancel(one), ledger.cancel(other));
    then(ledger.batch(other, cancels.get(1)).entries()).containsExactly(other);
    then(outcomes(ledger.apply(other, cancels.get(0))))
        .containsExactly(Outcome.CONFIRMED, Outcome.CANCELLED);
    then(outcomes(ledger.apply(cancels.get(1)))).containsExactly(Outcome.CANCELLED);
  }

  @Test
  void and_gives_what_it_frees_to_the_next_batch() {
    var one = booked(1);
    var person = one.record().members().get(0).person();
    var cancel = ledger.cancel(one);
    var samePerson = ledger.entry(1, seat(person, 1, 1));
    var sameSeat = ledger.entry(0, seat(ledger.person(), 1, 2));
    then(ledger.batch(cancel, samePerson).entries()).containsExactly(cancel);
    then(ledger.batch(cancel, sameSeat).entries()).containsExactly(cancel);
    then(outcomes(ledger.apply(cancel))).containsExactly(Outcome.CANCELLED);
    then(outcomes(ledger.apply(samePerson, sameSeat)))
        .containsExactly(Outcome.CONFIRMED, Outcome.CONFIRMED);
  }

  @Test
  void and_keeps_a_party_that_the_floor_has_begun_with() {
    var party = booked(2);
    sql("UPDATE booking SET state = 'CHECKED_IN' WHERE member = 1", party);
    then(outcomes(ledger.apply(ledger.cancel(party)))).containsExactly(Outcome.KEPT);
    then(ledger.bookings(party.claim(), "CONFIRMED")).isEqualTo(1);
    then(ledger.bookings(party.claim(), "CHECKED_IN")).isEqualTo(1);
  }

  @Test
  void and_keeps_one_that_checks_in_at_the_same_moment() throws SQLException {
    var one = booked(1);
    try (var floor = DriverManager.getConnection(Stores.jdbc(database))) {
      floor.setAutoCommit(false);
      try (var update = floor.createStatement()) {
        update.execute("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + one.claim() + "'");
      }
      var fence = ledger.row().fence(OWNER);
      var cancel = ledger.batch(ledger.cancel(one));
      var judged = CompletableFuture.supplyAsync(() -> ledger.apply(fence, fence.epoch(), cancel));
      try (var look = DriverManager.getConnection(Stores.jdbc(database));
          var asked = look.createStatement()) {
        var waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        while (!asked.executeQuery(waits).next()) Thread.onSpinWait();
      }
      floor.commit();
      then(outcomes(judged.join())).containsExactly(Outcome.KEPT);
    }
    then(ledger.bookings(one.claim(), "CHECKED_IN")).isEqualTo(1);
  }

  @Test
  void and_knows_no_booking_of_another_claim() {
    var one = booked(1);
    var member = one.record().members().toArray(Member[]::new);
    var differs = ledger.entry(one.claim(), UUID.randomUUID(), 0, member);
    then(outcomes(ledger.apply(ledger.cancel(differs)))).containsExactly(Outcome.KEPT);
    then(ledger.bookings(one.claim(), "CONFIRMED")).isEqualTo(1);
    var never = ledger.entry(1, seat(ledger.person(), 1, 1));
    then(outcomes(ledger.apply(ledger.cancel(never)))).containsExactly(Outcome.KEPT);
  }

  @Test
  void from_an_old_stream_once_as_it_was_said() {
    var one = booked(1);
    var cancelOne = ledger.cancel(one);
    var other = ledger.entry(1, seat(ledger.person(), 1, 1));
    var entries = List.of(cancelOne, other, ledger.cancel(other));
    var epoch = ledger.row().epoch();
    var before = ledger.apply(entries.get(0));
    ledger.newEpoch();
    // What was applied is told again; what was not is applied now.
    for (int replay = 0; replay < 2; replay++) {
      var fence = ledger.row().fence(OWNER);
      var first = ledger.apply(fence, epoch, ledger.batch(entries.get(0), entries.get(1)));
      then(first.get(0)).isEqualTo(before.get(0));
      var second = ledger.apply(fence, epoch, ledger.batch(entries.get(2)));
      then(outcomes(second)).containsExactly(Outcome.CANCELLED);
      ledger.newEpoch();
    }
    then(ledger.bookings(other.claim(), "CANCELLED")).isEqualTo(1);
  }
}
