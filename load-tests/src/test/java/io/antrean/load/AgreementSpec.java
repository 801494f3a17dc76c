package io.antrean.load;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.load.JournalLine.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What the server counted, clients heard and Gatling counted")
class AgreementSpec {

  private static final UUID ANI = UUID.randomUUID();

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void journal() throws IOException {
    path = folder.resolve("journal.tsv");
    try (var journal = Journal.open(path, UUID.randomUUID(), 0, Clock.systemUTC())) {
      var claim = UUID.randomUUID();
      for (int i = 0; i < 4; i++) journal.did(Kind.SENT, claim, List.of(ANI));
      journal.heard(Kind.ANSWER, claim, problem(503, "overloaded"));
      journal.heard(Kind.ANSWER, claim, problem(409, "slot-taken"));
      journal.heard(Kind.ANSWER, claim, booking("CONFIRMED"));
      journal.did(Kind.SILENCE, claim, List.of());
      // Neither of these is an answer to a claim that was put.
      journal.heard(Kind.LOOKED, claim, booking("CONFIRMED"));
      journal.heard(Kind.CANCEL_ANSWER, claim, booking("CANCELLED"));
    }
  }

  @Test
  void agree_when_all_was_heard_or_was_a_silence() throws IOException {
    then(line(scrape(1, 1, 1), report(1, 3)))
        .isEqualTo(
            "server counted 3 answers (1 confirmed), clients heard 3 (1), 1 silences;"
                + " Gatling counted 4 requests of 4: agree");
    then(line(scrape(2, 1, 1), report(1, 3))).endsWith(": agree");
  }

  @Test
  void differ_when_more_was_counted_than_silences_explain() throws IOException {
    then(line(scrape(3, 1, 1), report(1, 3))).endsWith(": DISAGREE, 2 answers were not heard");
  }

  @Test
  void differ_when_something_was_heard_that_was_not_counted() throws IOException {
    then(line(scrape(2, 0, 1), report(1, 3)))
        .endsWith(": DISAGREE, slot_taken is 0 and was heard 1 times");
  }

  @Test
  void differ_when_Gatling_counted_other_requests() throws IOException {
    then(line(scrape(1, 1, 1), report(1, 2))).endsWith(": DISAGREE, Gatling's requests are others");
  }

  @Test
  void add_up_the_nodes_and_leave_out_what_was_there_before() {
    var two = scrape(1, 2, 0) + "\n" + scrape(10, 20, 0);
    then(Agreement.counters(two)).containsEntry("confirmed", 11L).containsEntry("slot_taken", 22L);
  }

  private String line(String scrape, String report) throws IOException {
    return Agreement.line(Journal.read(path), Agreement.counters(scrape), report);
  }

  private static String scrape(int confirmed, int taken, int overloaded) {
    return """
        # TYPE antrean_claims_total counter
        antrean_claims_total{outcome="confirmed"} %d.0
        antrean_claims_total{outcome="held"} 0.0
        antrean_claims_total{outcome="slot_taken"} %d.0
        antrean_claims_total{outcome="overloaded"} %d.0
        antrean_cancellations_total{outcome="cancelled"} 7.0
        """
        .formatted(confirmed, taken, overloaded);
  }

  /** As Gatling's table has them, with a request that puts no claim. */
  private static String report(int claim, int again) {
    return row("slots", 99) + row("claim", claim) + row("claim again", again);
  }

  private static String row(String name, int count) {
    return """
        <tr><td><span id="x" class="ellipsed-name">%s</span></td>
          <td class="value total col-2">%d</td><td class="value ok col-3">0</td></tr>
        """
        .formatted(name, count);
  }

  private static Answer problem(int status, String name) {
    return new Answer(status, name, "", "", "", List.of(), List.of());
  }

  private static Answer booking(String state) {
    return new Answer(201, "", "", state, "2031-01-06T08:00", List.of(1), List.of("A0800-1"));
  }
}
