package io.antrean.load;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One line of the journal: a claim was sent, was answered, or got no answer. Tabs part the fields:
 * time in ms, kind, claim, person, status, problem, outcome, state, slot, seats, numbers.
 */
public record JournalLine(long atMs, Kind kind, UUID claim, UUID person, Answer answer) {

  /** What happened; only ANSWER has an answer. */
  public enum Kind {
    SENT,
    ANSWER,
    SILENCE
  }

  private static final Answer NONE = new Answer(0, "", "", "", "", List.of(), List.of());
  private static final int FIELDS = 11;

  static JournalLine of(long atMs, Kind kind, UUID claim, UUID person) {
    return new JournalLine(atMs, kind, claim, person, NONE);
  }

  String text() {
    var seats = answer.seats().stream().map(String::valueOf).collect(Collectors.joining(","));
    return Stream.of(
            Long.toString(atMs),
            kind.name(),
            claim.toString(),
            person.toString(),
            Integer.toString(answer.status()),
            answer.problem(),
            answer.outcome(),
            answer.state(),
            answer.slot(),
            seats,
            String.join(",", answer.numbers()))
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
        UUID.fromString(f[3]),
        answer);
  }

  private static Stream<String> parts(String field) {
    return field.isEmpty() ? Stream.empty() : Stream.of(field.split(","));
  }
}
