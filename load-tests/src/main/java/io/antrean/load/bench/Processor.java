package io.antrean.load.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What each side has had of the processors so far, in seconds, and the server of the memory: read
 * from {@code /proc}, also of children that have ended. A server that is not ours to start has no
 * number here.
 */
final class Processor {

  /** Who uses the processors during a measurement. */
  enum Side {
    SERVER,
    REDIS,
    POSTGRES,
    GENERATOR
  }

  private static final double TICKS = 100;

  private final long server;

  /** The server's process, whose stores are its descendants; 0 when it is not known. */
  Processor(long server) {
    this.server = server;
  }

  Map<Side, Double> seconds() {
    var seconds = new EnumMap<Side, Double>(Side.class);
    seconds.put(Side.GENERATOR, own(ProcessHandle.current().pid()));
    if (server == 0) return seconds;
    seconds.put(Side.SERVER, own(server));
    for (var side : new Side[] {Side.REDIS, Side.POSTGRES}) seconds.put(side, 0.0);
    ProcessHandle.of(server).stream()
        .flatMap(ProcessHandle::descendants)
        .forEach(
            child -> {
              var side = side(child.pid());
              if (side != null) seconds.merge(side, withChildren(child.pid()), Double::sum);
            });
    return seconds;
  }

  /** The most memory that the server's process has had resident, in MB; NaN when not known. */
  double peakResidentMb() {
    try (var lines = Files.lines(Path.of("/proc", Long.toString(server), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException unknown) {
      return Double.NaN;
    }
  }

  private static Side side(long pid) {
    var fields = stat(pid);
    if (fields.length == 0) return null;
    return switch (fields[0]) {
      case "redis-server" -> Side.REDIS;
      case "postgres" -> Side.POSTGRES;
      default -> null;
    };
  }

  private static double own(long pid) {
    var fields = stat(pid);
    return fields.length == 0 ? 0 : ticks(fields, 12) + ticks(fields, 13);
  }

  private static double withChildren(long pid) {
    var fields = stat(pid);
    return fields.length == 0 ? 0 : own(pid) + ticks(fields, 14) + ticks(fields, 15);
  }

  private static double ticks(String[] fields, int at) {
    return Long.parseLong(fields[at]) / TICKS;
  }

  /** The name, then the fields behind it, state first; none when the process has ended. */
  private static String[] stat(long pid) {
    try {
      var line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      var name = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
      return (name + line.substring(line.lastIndexOf(')') + 1)).split(" ");
    } catch (IOException gone) {
      return new String[0];
    }
  }
}
