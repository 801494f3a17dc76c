package io.antrean.load;

import io.antrean.load.JournalLine.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one claim was told, in order; built from a journal. */
final class Told {

  private final UUID claim;
  private final List<Answer> promises = new ArrayList<>();
  private boolean decided;
  private boolean held;

  private Told(UUID claim) {
    this.claim = claim;
  }

  /** All claims of a journal, in the order in which they were first sent. */
  static Map<UUID, Told> of(List<JournalLine> lines) {
    var claims = new LinkedHashMap<UUID, Told>();
    for (var line : lines) {
      var told = claims.computeIfAbsent(line.claim(), Told::new);
      if (line.kind() == Kind.ANSWER) told.hear(line.answer());
    }
    return claims;
  }

  private void hear(Answer answer) {
    if (answer.decided() || answer.held()) decided = true;
    if (answer.confirmed()) promises.add(answer);
    // A seat that was only held may be lost, if the server says so: then it owes nothing.
    if (answer.held()) held = true;
    if (answer.outcome().equals("lost")) held = false;
  }

  UUID claim() {
    return claim;
  }

  /** At least one answer that decides: a booking, a hold or a refusal. */
  boolean answered() {
    return decided;
  }

  /** Every CONFIRMED that was said; all of them must be the same seats. */
  List<Answer> promises() {
    return promises;
  }

  boolean held() {
    return held;
  }

  boolean granted() {
    return held || !promises.isEmpty();
  }
}
