package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Verdict.Outcome;
import io.antrean.support.Stores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Of a batch that PostgreSQL can not take")
class ApplierSpec {

  private static final int SIZE = 8;

  private final LedgerInPostgres ledger = new LedgerInPostgres(Stores.freshDatabase(), 0);
  private final List<LedgerEntry> entries = new ArrayList<>();

  @BeforeEach
  void aBatch() {
    for (int i = 0; i < SIZE; i++) {
      entries.add(ledger.entry(i % 4, seat(ledger.person(), i / 4 + 1, 1)));
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private void poison(LedgerEntry entry) {
    ledger.sql("ALTER TABLE booking ADD CHECK (id <> '%s') NOT VALID".formatted(entry.claim()));
  }

  /** All of it, in as many steps as it takes; what was said of each. */
  private List<Outcome> applied(int epoch) {
    var outcomes = new ArrayList<Outcome>();
    while (outcomes.size() < SIZE) {
      var left = entries.subList(outcomes.size(), SIZE);
      var done = ledger.applyOrSetAside(epoch, ledger.batch(left.toArray(LedgerEntry[]::new)));
      then(done.judgements()).hasSameSizeAs(done.batch().entries());
      for (var one : done.judgements()) outcomes.add(one.verdict().outcome());
    }
    return outcomes;
  }

  private void thenAllButThese(List<Outcome> outcomes, List<Integer> places) {
    for (int i = 0; i < SIZE; i++) {
      var poisoned = places.contains(i);
      then(outcomes.get(i)).isEqualTo(poisoned ? Outcome.SET_ASIDE : Outcome.CONFIRMED);
      then(ledger.bookings(entries.get(i).claim(), "CONFIRMED")).isEqualTo(poisoned ? 0 : 1);
    }
    then(ledger.one("SELECT count(*) FROM set_aside")).isEqualTo((long) places.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 7})
  void the_entry_that_it_is_is_set_aside_and_nothing_else(int place) {
    poison(entries.get(place));
    thenAllButThese(applied(ledger.row().epoch()), List.of(place));
    then(ledger.row().position()).isEqualTo(entries.get(SIZE - 1).id());
    then(ledger.row().applied()).isEqualTo(SIZE);
    var said = ledger.verdicts(ledger.row().position());
    then(said).extracting(one -> one.verdict().outcome()).contains(Outcome.SET_ASIDE).hasSize(SIZE);
  }

  @ParameterizedTest
  @CsvSource({"0,1", "2,6", "6,7"})
  void several_are_each_found(int one, int other) {
    poison(entries.get(one));
    poison(entries.get(other));
    thenAllButThese(applied(ledger.row().epoch()), List.of(one, other));
  }

  @Test
  void of_an_old_stream_it_is_found_too_and_once() {
    poison(entries.get(5));
    var old = ledger.row().epoch();
    ledger.newEpoch();
    thenAllButThese(applied(old), List.of(5));
    then(ledger.row().applied()).isZero();
    thenAllButThese(applied(old), List.of(5));
  }
}
