package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.OWNER;
import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.ledger.OfferTerms.Ending;
import io.antrean.support.Stores;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PostgreSQL takes an offer from the ledger")
class ApplyOfferSpec {

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

  /** A seat that was given so often and given back. */
  private void givenBack(int slot, int seat, int times) {
    for (int given = 1; given <= times; given++) {
      var taken = ledger.entry(slot, seat(ledger.person(), seat, given));
      ledger.apply(taken);
      ledger.apply(ledger.cancel(taken));
    }
  }

  private Outcome apply(LedgerEntry entry) {
    return ledger.apply(entry).get(0).verdict().outcome();
  }

  private Object state(String table, String key, LedgerEntry entry) {
    return ledger.one(
        "SELECT coalesce(max(state), 'none') FROM %s WHERE %s = '%s'"
            .formatted(table, key, entry.claim()));
  }

  private String states(LedgerEntry entry) {
    return state("waitlist_entry", "id", entry) + " " + state("offer", "entry", entry);
  }

  private Object onOffer(LedgerEntry entry) {
    return ledger.one("SELECT count(*) FROM offered WHERE entry = '" + entry.claim() + "'");
  }

  @Test
  void to_a_party_that_waits_and_one_of_its_seats_to_nobody_else() {
    givenBack(0, 1, 1);
    givenBack(0, 2, 2);
    var party = ledger.waiting(0, seat(ledger.person(), 1, 2), seat(ledger.person(), 2, 3));
    then(apply(party)).isEqualTo(Outcome.OFFERED);
    then(states(party)).isEqualTo("OFFERED OPEN");
    then(onOffer(party)).isEqualTo(2L);
    then(apply(ledger.waiting(0, seat(ledger.person(), 2, 3)))).isEqualTo(Outcome.DECLINED);
    then(apply(ledger.again(party))).as("once").isEqualTo(Outcome.DECLINED);

    then(apply(ledger.accept(party))).isEqualTo(Outcome.CONFIRMED);
    then(states(party)).isEqualTo("TAKEN TAKEN");
    then(onOffer(party)).isEqualTo(0L);
    then(ledger.bookings(party.claim(), "CONFIRMED")).isEqualTo(2L);
    then(ledger.one("SELECT count(*) FROM waiting WHERE entry = '" + party.claim() + "'"))
        .isEqualTo(0L);
  }

  @Test
  void but_not_where_it_is_not_to_be() {
    var left = ledger.waiting(1, seat(ledger.person(), 1, 1));
    ledger.sql("UPDATE waitlist_entry SET state = 'LEFT' WHERE id = '" + left.claim() + "'");
    then(apply(left)).isEqualTo(Outcome.DECLINED);

    var booked = ledger.person();
    ledger.apply(ledger.entry(2, seat(booked, 1, 1)));
    then(apply(ledger.waiting(1, seat(booked, 1, 1)))).isEqualTo(Outcome.DECLINED);
    then(apply(ledger.waiting(1, seat(UUID.randomUUID(), 1, 1)))).isEqualTo(Outcome.DECLINED);
    then(apply(ledger.waiting(2, seat(ledger.person(), 1, 2)))).isEqualTo(Outcome.DECLINED);
    givenBack(3, 1, 2);
    var said = ledger.waiting(3, seat(ledger.person(), 1, 2));
    then(apply(said)).as("the number was said").isEqualTo(Outcome.DECLINED);
    then(states(said)).isEqualTo("WAITING none");
    then(onOffer(said)).isEqualTo(0L);
  }

  @Test
  void and_its_end_after_which_it_can_not_be_taken() {
    var one = ledger.waiting(4, seat(ledger.person(), 1, 1));
    apply(one);
    then(apply(ledger.end(one, Ending.EXPIRED))).isEqualTo(Outcome.ENDED);
    then(states(one)).isEqualTo("EXPIRED EXPIRED");
    then(onOffer(one)).isEqualTo(0L);
    then(apply(ledger.end(one, Ending.DECLINED))).as("once").isEqualTo(Outcome.ENDED);
    then(states(one)).isEqualTo("EXPIRED EXPIRED");
    var late = ledger.apply(ledger.accept(one)).get(0);
    then(late.verdict().outcome()).isEqualTo(Outcome.REJECTED);
    then(late.needsRecovery()).isFalse();
    then(ledger.bookings(one.claim(), "CONFIRMED")).isEqualTo(0L);

    var next = ledger.waiting(4, seat(ledger.person(), 1, 1));
    then(apply(next)).as("passes on").isEqualTo(Outcome.OFFERED);
  }

  @Test
  void and_passes_on_what_is_refused_to_who_booked_elsewhere() {
    var person = ledger.person();
    var one = ledger.waiting(5, seat(person, 1, 1));
    apply(one);
    ledger.apply(ledger.entry(6, seat(person, 1, 1)));
    then(apply(ledger.accept(one))).isEqualTo(Outcome.REJECTED);
    then(states(one)).isEqualTo("BOOKED REFUSED");
    then(onOffer(one)).isEqualTo(0L);
  }

  @Test
  void from_an_old_stream_once_as_it_was_said() {
    var known = ledger.waiting(7, seat(ledger.person(), 1, 1));
    var declined = ledger.waiting(7, seat(ledger.person(), 1, 1));
    apply(known);
    apply(declined);
    var fresh = ledger.waiting(6, seat(ledger.person(), 1, 1));
    var epoch = ledger.row().epoch();
    var taken = ledger.accept(known);
    for (int replay = 0; replay < 2; replay++) {
      ledger.newEpoch();
      var fence = ledger.row().fence(OWNER);
      var judged = ledger.apply(fence, epoch, ledger.batch(known, fresh));
      then(outcomes(judged)).containsExactly(Outcome.OFFERED, Outcome.OFFERED);
      then(outcomes(ledger.apply(fence, epoch, ledger.batch(declined))))
          .containsExactly(Outcome.DECLINED);
      then(outcomes(ledger.apply(fence, epoch, ledger.batch(taken))))
          .containsExactly(Outcome.CONFIRMED);
    }
    then(states(known)).isEqualTo("TAKEN TAKEN");
    then(states(declined)).isEqualTo("WAITING none");
    then(states(fresh)).isEqualTo("OFFERED OPEN");
  }

  private static List<Outcome> outcomes(List<Judgement> judgements) {
    return judgements.stream().map(one -> one.verdict().outcome()).toList();
  }

  @Test
  void by_itself_and_not_among_claims() {
    var offer = ledger.waiting(2, seat(ledger.person(), 1, 1));
    var claim = ledger.entry(2, seat(ledger.person(), 2, 1));
    then(ledger.batch(offer, claim).entries()).containsExactly(offer);
    then(ledger.batch(claim, offer).entries()).containsExactly(claim);
    var other = ledger.waiting(2, seat(ledger.person(), 1, 1));
    then(ledger.batch(offer, other).entries()).as("the same seat").containsExactly(offer);
    var end = ledger.end(offer, Ending.EXPIRED);
    then(ledger.batch(offer, end).entries()).as("the same entry").containsExactly(offer);
  }

  @Test
  void or_notes_one_that_it_can_not_take() {
    Member member = seat(ledger.person(), 1, 1);
    var one = ledger.waiting(3, member);
    var poison = "ALTER TABLE offer ADD CONSTRAINT poison CHECK (entry <> '%s'%s) NOT VALID";
    ledger.sql(poison.formatted(one.claim(), ""));
    var epoch = ledger.row().epoch();
    then(outcomes(ledger.applyOrSetAside(epoch, ledger.batch(one)).judgements()))
        .containsExactly(Outcome.DECLINED);
    ledger.sql("ALTER TABLE offer DROP CONSTRAINT poison");
    then(apply(ledger.again(one))).isEqualTo(Outcome.OFFERED);

    ledger.sql(poison.formatted(one.claim(), " OR state = 'OPEN'"));
    var end = ledger.batch(ledger.end(one, Ending.EXPIRED));
    then(outcomes(ledger.applyOrSetAside(epoch, end).judgements()))
        .as("still offered")
        .containsExactly(Outcome.OFFERED);
    ledger.sql("ALTER TABLE offer DROP CONSTRAINT poison");

    // Whose taking is set aside has taken it: nobody else is offered the seat.
    ledger.sql(
        "ALTER TABLE booking ADD CONSTRAINT poison CHECK (id <> '%s') NOT VALID"
            .formatted(one.claim()));
    var accept = ledger.batch(ledger.accept(one));
    then(outcomes(ledger.applyOrSetAside(epoch, accept).judgements()))
        .containsExactly(Outcome.SET_ASIDE);
    then(states(one)).isEqualTo("TAKEN TAKEN");
    ledger.sql("ALTER TABLE booking DROP CONSTRAINT poison");
    then(ledger.one(
            "SELECT string_agg(kind || ' ' || coalesce(resolution, 'open'), ',' ORDER BY no)"
                + " FROM set_aside WHERE claim = '"
                + one.claim()
                + "'"))
        .isEqualTo("OFFER REFUSED,OFFER_END REFUSED,CLAIM open");
  }
}
