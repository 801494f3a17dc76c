package io.antrean.torture;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What is asked for on the command line. */
final class Options {

  @Option(names = "--seed", description = "repeats the choices of an earlier run")
  long seed = System.nanoTime() & 0xffffff;

  @Option(names = "--short", description = "about five minutes (this is the default)")
  boolean shortForm;

  @Option(names = "--long", description = "an hour at most")
  boolean longForm;

  @Option(names = "--sceptic", description = "one opening, and everything killed within seconds")
  boolean sceptic;

  @Option(names = "--restored", description = "PostgreSQL is restored from a backup in a rush")
  boolean restored;

  @Option(
      names = "--before",
      description = "a jar of an earlier version: a rolling upgrade in a rush")
  Path before;

  @Option(names = "--recoveries", description = "times so many recoveries of 100,000 bookings")
  int recoveries;

  @Option(names = "--minutes", description = "how long faults happen; checks come on top")
  double minutes;

  @Option(names = "--only", split = ",", description = "only nemeses whose name begins so")
  List<String> only = List.of();

  @Option(names = "--lanes", description = "clients at once")
  int lanes;

  @Option(names = "--persons", description = "made-up people")
  int persons;

  @Option(names = "--jar", description = "the server; target/antrean.jar")
  Path jar = Path.of("target/antrean.jar");

  @Option(names = "--folder", description = "where the run's files are kept; target/torture")
  Path folder = Path.of("target/torture");

  @Option(names = "--patience", description = "seconds that what has healed may take to work again")
  int patienceSeconds = 90;

  @Option(names = "--programs", description = "where PostgreSQL's programs are kept between runs")
  Path programs = Path.of("target/torture/programs");

  @Option(names = "--round", description = "seconds of faults before all is healed and checked")
  int roundSeconds;

  @Option(names = "--commit", description = "what the table says was tried")
  String commit = "?";

  @Option(names = "--stop-at-violation", description = "ends after the first round that finds one")
  boolean stopAtViolation;

  double minutesOrDefault() {
    return minutes > 0 ? minutes : longForm ? 52 : 4;
  }

  int roundSecondsOrDefault() {
    return roundSeconds > 0 ? roundSeconds : longForm ? 1000 : 60;
  }

  int personsOrDefault() {
    return persons > 0 ? persons : longForm ? 160_000 : 20_000;
  }

  int lanesOrDefault() {
    return lanes > 0 ? lanes : longForm ? 80 : 40;
  }

  /** How long PostgreSQL is away under a rush. */
  long awayMs() {
    return longForm ? 60_000 : 5_000;
  }
}
