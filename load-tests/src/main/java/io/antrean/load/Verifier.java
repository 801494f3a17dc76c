package io.antrean.load;

import io.antrean.load.JournalLine.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Judges a run: what clients were told (the journal) against what Redis and PostgreSQL have. Ends
 * with one line, and with exit code 1 when a seat was given twice or before the opening, or a
 * promise was broken, 2 when nothing could be judged.
 */
public final class Verifier {

  private static final int DRAIN_SECONDS = 60;

  /** How well the clocks are known to agree; what PostgreSQL says of the same is exact. */
  private static final long CLOCK_ERROR_MS = 50;

  private final Map<UUID, Told> told;
  private final Map<UUID, Row> rows = new HashMap<>();
  private final Ruling ruling = new Ruling();
  private final PrintStream notes;

  private Verifier(Map<UUID, Told> told, PrintStream notes) {
    this.told = told;
    this.notes = notes;
  }

  public static void main(String[] args) throws InterruptedException {
    if (args.length != 3) {
      System.err.println("usage: Verifier JOURNAL POSTGRES_URI REDIS_URI");
      System.exit(2);
    }
    try {
      var verdict = verdict(Path.of(args[0]), URI.create(args[1]), URI.create(args[2]), System.err);
      System.out.println(verdict.opening());
      System.out.println(verdict.line());
      System.exit(verdict.exitCode());
    } catch (IOException | SQLException | RuntimeException failure) {
      System.err.println("The run could not be judged: " + failure);
      System.exit(2);
    }
  }

  /** What was so at the opening, the line, and the exit code that goes with it. */
  record Verdict(String opening, String line, int exitCode) {}

  /** Judges the run of this journal; the reasons go to the notes. */
  static Verdict verdict(Path journal, URI postgres, URI redis, PrintStream notes)
      throws IOException, SQLException, InterruptedException {
    var read = Journal.read(journal);
    var verifier = new Verifier(Told.of(read.lines()), notes);
    try (var truth = Truth.at(postgres)) {
      var home = truth.home(read.release());
      try (var hot = Hot.at(redis, home.partition())) {
        var drained = verifier.drain(hot);
        verifier.grantsAgainstTheOpening(read, truth);
        verifier.judge(read.release(), truth, hot, home.service());
        return new Verdict(
            verifier.opening(read, truth), verifier.line(), verifier.exitCode(drained));
      }
    }
  }

  /** Waits until PostgreSQL has all that Redis decided, at most a minute. */
  private boolean drain(Hot hot) throws InterruptedException {
    var waitsFor = hot.waitsFor();
    for (int i = 0; !waitsFor.isEmpty() && i < DRAIN_SECONDS * 5; i++) {
      if (i % 25 == 0) notes.println("waiting for " + waitsFor);
      Thread.sleep(200);
      waitsFor = hot.waitsFor();
    }
    if (!waitsFor.isEmpty()) notes.println("not drained in a minute: " + waitsFor);
    return waitsFor.isEmpty();
  }

  private void judge(UUID release, Truth truth, Hot hot, String service) throws SQLException {
    rows.putAll(truth.bookings(release));
    truth.twice(ruling);
    truth.torn(release, ruling);
    promisesAgainstEachOther();
    promisesAgainstRows();
    holdsAgainstVerdicts(truth);
    rowsAgainstRedis(hot, service);
    ruling.explain(notes);
  }

  /** By PostgreSQL, whose times are of Redis's clock; and by when clients heard it. */
  private void grantsAgainstTheOpening(Journal.Read read, Truth truth) throws SQLException {
    truth.early(read.release(), ruling);
    for (var one : told.values()) {
      if (one.firstGrantMs() < read.opensMs() - CLOCK_ERROR_MS) {
        var before = read.opensMs() - one.firstGrantMs();
        ruling.early(one.claim(), "was told a seat " + before + " ms before the opening");
      }
    }
  }

  private String opening(Journal.Read read, Truth truth) throws SQLException {
    var before =
        read.lines().stream()
            .filter(line -> line.kind() == Kind.ANSWER && line.atMs() < read.opensMs())
            .count();
    var first = truth.firstAfterMs(read.release());
    return "opening: %d answers before it, %d claims granted before it, %s"
        .formatted(
            before,
            ruling.early(),
            first.isPresent()
                ? "the first " + first.getAsLong() + " ms after it"
                : "none after it");
  }

  private void promisesAgainstEachOther() {
    var claimOf = new HashMap<String, UUID>();
    for (var one : told.values()) {
      // A seat that came back is another's later, under another number.
      var row = rows.get(one.claim());
      var givenBack = one.cancelAsked() && row != null && row.cancelled();
      for (var promise : one.promises()) {
        if (!givenBack) {
          for (var seat : promise.seats()) once(claimOf, "seat", promise, seat, one.claim());
        }
        for (var number : promise.numbers()) once(claimOf, "number", promise, number, one.claim());
      }
    }
  }

  private void once(
      Map<String, UUID> claimOf, String kind, Answer promise, Object value, UUID claim) {
    var what = "told " + kind + " " + promise.slot() + " " + value;
    var other = claimOf.putIfAbsent(what, claim);
    if (other != null && !other.equals(claim)) ruling.twice(what, other + " and " + claim);
  }

  private void promisesAgainstRows() {
    for (var one : told.values()) {
      var row = rows.get(one.claim());
      for (var promise : one.promises()) {
        if (row == null || !row.keeps(promise, one.cancelAsked())) {
          ruling.lost(one.claim(), "was told " + promise + ", PostgreSQL has " + row);
        }
      }
      if (one.cancelled() && (row == null || !row.cancelled())) {
        ruling.lost(one.claim(), "was told that it is cancelled, PostgreSQL has " + row);
      }
      if (one.revived()) ruling.lost(one.claim(), "was CONFIRMED after it had been cancelled");
      if (row != null && !row.persons().equals(one.party())) {
        ruling.lost(one.claim(), "is of " + row.persons() + ", it was for " + one.party());
      }
    }
  }

  private void holdsAgainstVerdicts(Truth truth) throws SQLException {
    var open = new ArrayList<UUID>();
    for (var one : told.values()) {
      if (one.held() && !rows.containsKey(one.claim())) open.add(one.claim());
    }
    var judged = truth.judged(open);
    for (var claim : open) {
      if (!judged.contains(claim)) ruling.lost(claim, "was HELD, and has no booking or verdict");
    }
  }

  private void rowsAgainstRedis(Hot hot, String service) {
    var states = hot.states(List.copyOf(told.keySet()));
    states.forEach(
        (claim, state) -> {
          var row = rows.get(claim);
          if (state == 'H') ruling.lost(claim, "is still HELD in Redis");
          if (state == 'C' && (row == null || !row.confirmed())) {
            ruling.lost(claim, "is CONFIRMED in Redis, PostgreSQL has " + row);
          }
        });
    var confirmed = rows.values().stream().filter(Row::confirmed).toList();
    var persons = confirmed.stream().flatMap(row -> row.persons().stream()).toList();
    var holders = hot.holders(service, persons);
    for (var row : confirmed) {
      var state = states.get(row.claim());
      if (told.containsKey(row.claim()) && (state == null || state != 'C')) {
        ruling.lost(row.claim(), "is " + state + " in Redis, PostgreSQL has " + row);
      }
      for (var person : row.persons()) {
        if (!row.claim().equals(holders.get(person))) {
          ruling.lost(row.claim(), "is not what Redis says that person " + person + " holds");
        }
      }
    }
  }

  private String line() {
    var answered = told.values().stream().filter(Told::answered).count();
    var granted =
        told.values().stream().filter(one -> one.granted() || rows.containsKey(one.claim()));
    var own = rows.values().stream().filter(row -> told.containsKey(row.claim())).toList();
    var cancelled = own.stream().filter(Row::cancelled).count();
    if (answered < told.size()) {
      notes.println((told.size() - answered) + " claims were sent and got no deciding answer");
    }
    return "%d claims answered, %d granted, %d confirmed%s, %d twice, %d lost"
            .formatted(
                answered,
                granted.count(),
                own.stream().filter(Row::confirmed).count(),
                cancelled == 0 ? "" : ", " + cancelled + " cancelled",
                ruling.twice(),
                ruling.lost())
        + (ruling.early() == 0 ? "" : ", " + ruling.early() + " early");
  }

  private int exitCode(boolean drained) {
    if (!ruling.clean()) return 1;
    if (told.values().stream().noneMatch(Told::answered)) {
      notes.println("no claim was answered: nothing was verified");
      return 2;
    }
    return drained ? 0 : 2;
  }
}
