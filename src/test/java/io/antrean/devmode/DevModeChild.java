package io.antrean.devmode;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM of its own that holds dev mode until its standard input ends, to be killed by a spec. */
public final class DevModeChild {

  private DevModeChild() {}

  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (var dev = DevMode.start(Path.of(args[0]), out)) {
      out.println("ready " + dev.environment().get("ANTREAN_POSTGRES_URI"));
      System.in.readAllBytes();
    }
    out.println("stopped");
  }
}
