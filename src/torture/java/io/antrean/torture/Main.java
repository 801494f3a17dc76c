package io.antrean.torture;

import io.antrean.torture.cluster.Shell;
import java.nio.file.Files;
import picocli.CommandLine;

/**
 * The torture suite: real processes, many clients, whatever can go wrong, and then the question
 * whether every promise was kept. Exit code: 0 kept, 1 broken, 2 not judged.
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
    System.exit(run(options));
  }

  private static int run(Options options) {
    var folder = options.folder.toAbsolutePath();
    var report = new Report(System.out);
    try {
      Files.createDirectories(folder);
      Shell.run(folder.resolve("out"), "rm", "-rf", folder.resolve("run").toString());
      if (options.sceptic) return new Sceptic(options, folder, report).run();
      if (options.restored) return new Restored(options, folder, report).run();
      if (options.before != null) return new Upgraded(options, folder, report).run();
      if (options.recoveries > 0) return new Recoveries(options, folder, report).run();
      return new Run(options, folder, report).run();
    } catch (Exception e) {
      report.say("not judged: " + e);
      e.printStackTrace();
      return 2;
    }
  }
}
