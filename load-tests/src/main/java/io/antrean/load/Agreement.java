package io.antrean.load;

import io.antrean.load.JournalLine.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares three counts of the answers to claims: the server's own metric, before and after the
 * run, what clients heard by the journal, and Gatling's. They may differ by silences only: answers
 * that the server gave, and counted, when the client had gone.
 */
public final class Agreement {

  private static final Pattern COUNTER =
      Pattern.compile("antrean_claims_total\\{outcome=\"(\\w+)\"} ([0-9.E+]+)");

  /** A row of the report's table: the requests of one name that Gatling has finished. */
  private static final Pattern ROW =
      Pattern.compile(
          "ellipsed-name\">claim[^<]*</span>(?:(?!</tr>).)*?total col-2\">([0-9]+)<",
          Pattern.DOTALL);

  private Agreement() {}

  /**
   * With one argument, the management addresses: prints the counters. With the journal, those
   * counters and the report before them: compares, prints a line, and ends with 2 when they differ.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 1) {
      for (var text : scrape(args[0]).split("\n")) {
        if (text.startsWith("antrean_claims_total")) System.out.println(text);
      }
    } else if (args.length == 4) {
      var before = counters(Files.readString(Path.of(args[1])));
      var after = counters(scrape(args[3]));
      before.forEach((outcome, count) -> after.merge(outcome, -count, Long::sum));
      var line = line(Journal.read(Path.of(args[0])), after, Files.readString(Path.of(args[2])));
      System.out.println(line);
      System.exit(line.endsWith(": agree") ? 0 : 2);
    } else {
      System.err.println("usage: Agreement [JOURNAL COUNTERS_BEFORE REPORT] MANAGEMENT[,...]");
      System.exit(2);
    }
  }

  /** The line; it ends with {@code : agree}, or with what does not. */
  static String line(Journal.Read journal, Map<String, Long> server, String report) {
    var heard = new TreeMap<String, Long>();
    for (var line : journal.lines()) {
      if (line.kind() == Kind.ANSWER) heard.merge(line.answer().counted(), 1L, Long::sum);
    }
    var sent = count(journal, Kind.SENT);
    var silences = count(journal, Kind.SILENCE);
    var gatling = ROW.matcher(report).results().mapToLong(m -> Long.parseLong(m.group(1))).sum();
    return "server counted %d answers (%d confirmed), clients heard %d (%d), %d silences; %s: %s"
        .formatted(
            sum(server),
            server.getOrDefault("confirmed", 0L),
            sum(heard),
            heard.getOrDefault("confirmed", 0L),
            silences,
            "Gatling counted %d requests of %d".formatted(gatling, sent),
            differences(server, heard, silences, gatling == sent));
  }

  private static String differences(
      Map<String, Long> server, Map<String, Long> heard, long silences, boolean allOfGatlings) {
    var wrong = new TreeSet<String>();
    var outcomes = new TreeSet<>(server.keySet());
    outcomes.addAll(heard.keySet());
    for (var outcome : outcomes) {
      var counted = server.getOrDefault(outcome, 0L);
      var told = heard.getOrDefault(outcome, 0L);
      if (counted < told)
        wrong.add("%s is %d and was heard %d times".formatted(outcome, counted, told));
    }
    var unheard = sum(server) - sum(heard);
    if (unheard > silences) wrong.add(unheard + " answers were not heard");
    if (!allOfGatlings) wrong.add("Gatling's requests are others");
    return wrong.isEmpty() ? "agree" : "DISAGREE, " + String.join(", ", wrong);
  }

  private static long count(Journal.Read journal, Kind kind) {
    return journal.lines().stream().filter(line -> line.kind() == kind).count();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counters of a scrape, those of several nodes added up. */
  static Map<String, Long> counters(String scrape) {
    var counters = new TreeMap<String, Long>();
    COUNTER
        .matcher(scrape)
        .results()
        .forEach(m -> counters.merge(m.group(1), (long) Double.parseDouble(m.group(2)), Long::sum));
    return counters;
  }

  private static String scrape(String addresses) throws IOException, InterruptedException {
    var http = HttpClient.newHttpClient();
    var text = new StringBuilder();
    for (var address : addresses.split(",")) {
      var request =
          HttpRequest.newBuilder(URI.create(address + "/metrics")).timeout(Duration.ofSeconds(10));
      var answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) throw new IOException(address + ": " + answer.statusCode());
      text.append(answer.body()).append('\n');
    }
    return text.toString();
  }
}
