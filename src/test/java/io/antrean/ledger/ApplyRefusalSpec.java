package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Verdict.Outcome;
import io.antrean.ledger.Change.Seat;
import io.antrean.support.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An administrator's refusal")
class ApplyRefusalSpec {

  private final LedgerInPostgres ledger = new LedgerInPostgres(Stores.freshDatabase(), 0);
  private LedgerEntry booked;

  /** One whose cancels and changes PostgreSQL can not take. */
  @BeforeEach
  void aBooking() {
    booked = ledger.entry(0, seat(ledger.person(), 1, 1));
    ledger.apply(booked);
    ledger.sql("ALTER TABLE booking ADD CHECK (state = 'CONFIRMED' AND version = 0) NOT VALID");
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Judgement apply(int epoch, LedgerEntry entry) {
    return ledger.applyOrSetAside(epoch, ledger.batch(entry)).judgements().get(0);
  }

  private Outcome outcome(LedgerEntry entry) {
    return apply(ledger.row().epoch(), entry).verdict().outcome();
  }

  private Object setAside() {
    return ledger.one(
        "SELECT string_agg(kind || ' ' || coalesce(resolution, 'OPEN'), ', ' ORDER BY no)"
            + " FROM set_aside");
  }

  @Test
  void is_of_what_is_open_whatever_was_noted_since() {
    then(outcome(ledger.cancel(booked))).isEqualTo(Outcome.SET_ASIDE);
    then(outcome(ledger.change(booked, 0, 3, new Seat(1, 1)))).isEqualTo(Outcome.STAYED);
    then(setAside()).isEqualTo("CANCEL OPEN, CHANGE REFUSED");
    then(outcome(ledger.refuse(booked))).isEqualTo(Outcome.KEPT);
    then(setAside()).isEqualTo("CANCEL REFUSED, CHANGE REFUSED");
  }

  @Test
  void is_never_of_what_was_set_aside_after_it() {
    then(outcome(ledger.cancel(booked))).isEqualTo(Outcome.SET_ASIDE);
    var epoch = ledger.row().epoch();
    var refusal = ledger.refuse(booked);
    var said = apply(epoch, refusal);
    then(outcome(ledger.cancel(booked))).isEqualTo(Outcome.SET_ASIDE);
    then(setAside()).isEqualTo("CANCEL REFUSED, CANCEL OPEN");
    // A recovery reads the old stream from its start.
    ledger.newEpoch();
    then(apply(epoch, refusal)).isEqualTo(said);
    then(setAside()).isEqualTo("CANCEL REFUSED, CANCEL OPEN");
  }
}
