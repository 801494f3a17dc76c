package io.antrean.torture.check;

import io.antrean.torture.client.Claim;
import io.antrean.torture.client.Told;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Whoever heard CONFIRMED has a booking, with the seats, numbers and instant that they heard. */
final class ConfirmedIsKept implements Invariant {

  @Override
  public String name() {
    return "every CONFIRMED answer is in PostgreSQL, as it was said";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) {
    for (var claim : facts.history.claims()) {
      if (claim.confirmed() == null) continue;
      var rows = facts.booking(claim.id());
      for (var told : claim.told()) {
        if (told.isConfirmed()) {
          var wrong = wrong(facts, claim, told, rows);
          if (wrong != null) broken.accept(claim + " " + wrong + "; it heard " + told);
        }
      }
    }
  }

  /** It may have been heard before it moved. */
  private static String wrong(Facts facts, Claim claim, Told told, List<Row> present) {
    if (!claim.isMoveAsked()) return wrongOf(facts, claim, told, present);
    String wrong = "is not in PostgreSQL";
    for (var rows : facts.versions(claim.id())) {
      wrong = wrongOf(facts, claim, told, rows);
      if (wrong == null) return null;
    }
    return wrong;
  }

  private static String wrongOf(Facts facts, Claim claim, Told told, List<Row> rows) {
    if (rows.isEmpty()) return "is not in PostgreSQL";
    if (rows.get(0).isRefused()) return "is REJECTED in PostgreSQL";
    var ended = !rows.get(0).holdsSeat() && !rows.get(0).isLeft();
    if (ended && !claim.isCancelAsked()) {
      return "is " + rows.get(0).state() + " and nobody asked for it";
    }
    if (!rows.stream().allMatch(row -> row.slot().equals(told.slot()))) return "has another slot";
    if (!rows.stream().map(Row::seat).toList().equals(told.seats())) return "has other seats";
    if (!rows.stream().map(Row::number).toList().equals(told.numbers())) return "has other numbers";
    if (rows.get(0).claimedMs() != Instant.parse(told.claimed()).toEpochMilli()) {
      return "was claimed at another instant";
    }
    var decidedMs = rows.get(0).decidedMs();
    if (decidedMs != Instant.parse(told.decided()).toEpochMilli()
        && facts.happened.stream().noneMatch(one -> one.mayDecideAgain(decidedMs))) {
      return "was decided at another instant than was said";
    }
    return null;
  }
}
