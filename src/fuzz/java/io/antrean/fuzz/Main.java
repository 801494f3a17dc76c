package io.antrean.fuzz;

import picocli.CommandLine;

/**
 * Every operation of openapi.yaml with good and bad requests, and each answer judged by it. Exit
 * code: 0 nothing found, 1 something was, 2 not judged.
 */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    var options = new Options();
    var line = new CommandLine(options);
    try {
      line.parseArgs(args);
    } catch (CommandLine.ParameterException e) {
      line.usage(System.err);
      System.exit(2);
    }
    var report = new Report(System.out);
    try {
      System.exit(new Campaign(options, report).run() ? 0 : 1);
    } catch (Exception e) {
      report.say("not judged: " + e);
      e.printStackTrace();
      System.exit(2);
    }
  }
}
