package io.antrean.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one claim was told, in order; built from a journal. */
final class Told {

  private final UUID claim;
  private final List<Answer> promises = new ArrayList<>();
  private List<UUID> party = List.of();
  private boolean decided;
  private boolean held;
  private boolean cancelAsked;
  private boolean cancelled;
  private boolean revived;
  private long firstGrantMs = Long.MAX_VALUE;

  private Told(UUID claim) {
    this.claim = claim;
  }

  /** All claims of a journal, in the order in which they were first sent. */
  static Map<UUID, Told> of(List<JournalLine> lines) {
    var claims = new LinkedHashMap<UUID, Told>();
    for (var line : lines) claims.computeIfAbsent(line.claim(), Told::new).take(line);
    return claims;
  }

  private void take(JournalLine line) {
    switch (line.kind()) {
      case SENT -> party = line.party();
      case CANCEL -> cancelAsked = true;
      // Of what was only looked at, a booking counts; that there is none decides nothing.
      case ANSWER -> hear(line);
      case LOOKED -> {
        if (line.answer().status() == 200) hear(line);
      }
      case CANCEL_ANSWER -> {
        if (line.answer().cancelled()) cancelled = true;
      }
      case SILENCE -> {}
    }
  }

  private void hear(JournalLine line) {
    var answer = line.answer();
    if (answer.decided() || answer.held()) decided = true;
    if (answer.confirmed()) promises.add(answer);
    if (answer.confirmed() && cancelled) revived = true;
    // A seat that was only held may be lost, if the server says so: then it owes nothing.
    if (answer.held()) held = true;
    if (answer.outcome().equals("lost")) held = false;
    if (answer.confirmed() || answer.held()) firstGrantMs = Math.min(firstGrantMs, line.atMs());
  }

  UUID claim() {
    return claim;
  }

  /** For whom it was sent. */
  List<UUID> party() {
    return party;
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

  /** The client has asked for its cancel, so a booking that is CANCELLED keeps the promise. */
  boolean cancelAsked() {
    return cancelAsked;
  }

  /** The server has said that it is cancelled. */
  boolean cancelled() {
    return cancelled;
  }

  /** The server has said CONFIRMED after it had said that it is cancelled. */
  boolean revived() {
    return revived;
  }

  /** When a seat was first promised, by the journal's clock. */
  long firstGrantMs() {
    return firstGrantMs;
  }
}
