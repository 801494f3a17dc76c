package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import java.util.List;
import java.util.function.Consumer;

/** What PostgreSQL has was asked for: this claim, these people, one of these slots, once. */
final class SomebodyAsked implements Invariant {

  @Override
  public String name() {
    return "nothing in PostgreSQL that nobody asked for, and one booking for equal claims";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    facts.bookings.forEach(
        (id, rows) -> {
          var claim = facts.history.claim(id);
          var wrong = claim == null ? "was never sent" : wrong(claim, rows);
          if (wrong != null) broken.accept("booking " + id + " " + wrong + ": " + rows);
        });
  }

  private static String wrong(Claim claim, List<Row> rows) {
    var first = rows.get(0);
    if (rows.size() != claim.party().size()) return "has not the party that was asked for";
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      if (row.member() != i) return "lacks a member";
      if (!row.person().equals(claim.party().get(i))) return "is of other people";
      if (!row.release().equals(first.release())) return "is of two releases";
      if (!row.slot().equals(first.slot())) return "is of two slots";
      if (!row.state().equals(first.state())) return "is in two states";
    }
    if (!claim.wants(first.release(), first.slot())) return "is of a slot that was not wanted";
    if (first.state().equals("CANCELLED") && !claim.isCancelAsked()) {
      return "is CANCELLED and nobody asked for that";
    }
    return null;
  }
}
