package io.antrean.fuzz;

import picocli.CommandLine.Option;

/** What is asked for on the command line. */
final class Options {

  @Option(names = "--requests", description = "how many are sent; 20000 unless said")
  int requests = 20_000;

  @Option(names = "--seed", description = "repeats the choices of an earlier run")
  long seed = System.nanoTime() & 0xffffff;

  @Option(names = "--lanes", description = "clients at once, each with people of its own; 12")
  int lanes = 12;

  @Option(names = "--only", description = "operations whose id begins so")
  String only = "";
}
