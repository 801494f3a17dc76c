package io.antrean.load;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One line of the journal: what a client did with a claim, or heard of it. Tabs part the fields:
 * time in ms, kind, claim, persons of the party, status, problem, outcome, state, slot, seats,
 * numbers.
 */
public record JournalLine(long atMs, Kind kind, UUID claim, List<UUID> party, Answer answer) {

  /** What happened. */
  public enum Kind {
    /** The claim was put. */
    SENT,
    /** What the server said to that. */
    ANSWER,
    /** It said nothing in time, or the connection broke: nobody knows the outcome. */
    SILENCE,
    /** What the server said when it was asked what the claim is now. */
    LOOKED,
    /** The cancel of its booking was asked for. */
    CANCEL,
    /** What the server said to that. */
    CANCEL_ANSWER;

    /** Whether the line has an answer; it has the party otherwise. */
    boolean hasAnswer() {
      return this == ANSWER || this == LOOKED || this == CANCEL_ANSWER;
    }
  }

  private static final Answer NONE = new Answer(0, "", "", "", "", List.of(), List.of());
  private static final int FIELDS = 11;

  public JournalLine {
    party = List.copyOf(party);
  }

  static JournalLine of(long atMs, Kind kind, UUID claim, List<UUID> party) {
    return new JournalLine(atMs, kind, claim, party, NONE);
  }

  static JournalLine of(long atMs, Kind kind, UUID claim, Answer answer) {
    return new JournalLine(atMs, kind, claim, List.of(), answer);
  }

  String text() {
    return Stream.of(
            Long.toString(atMs),
            kind.name(),
            claim.toString(),
            joined(party),
            Integer.toString(answer.status()),
            answer.problem(),
            answer.outcome(),
            answer.state(),
            answer.slot(),
            joined(answer.seats()),
            joined(answer.numbers()))
        .map(field -> field.replaceAll("[\t\n\r]", " "))
        .collect(Collectors.joining("\t", "", "\n"));
  }

  static JournalLine parse(String line) {
    var f = line.split("\t", -1);
    if (f.length != FIELDS) throw new IllegalArgumentException("not a journal line: " + line);
    var answer =
        new Answer(
            Integer.parseInt(f[4]),
            f[5],
            f[6],
            f[7],
            f[8],
            parts(f[9]).map(Integer::valueOf).toList(),
            parts(f[10]).toList());
    return new JournalLine(
        Long.parseLong(f[0]),
        Kind.valueOf(f[1]),
        UUID.fromString(f[2]),
        parts(f[3]).map(UUID::fromString).toList(),
        answer);
  }

  private static String joined(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static Stream<String> parts(String field) {
    return field.isEmpty() ? Stream.empty() : Stream.of(field.split(","));
  }
}
