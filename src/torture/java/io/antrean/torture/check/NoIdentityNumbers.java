package io.antrean.torture.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** No identity number in a log, a stream, a file of a store, or an answer that was recorded. */
final class NoIdentityNumbers implements Invariant {

  private static final long FILE_MAX = 512L << 20;
  private static final int WINDOW = 8 << 20;

  /** What the server makes up for persons of a load test. */
  private static final Pattern NUMBER = Pattern.compile("MADE-UP:|\\bNIK:\\d|PASSPORT:[A-Z]{2}:");

  @Override
  public String name() {
    return "no identity number in any log, stream, file or answer";
  }

  @Override
  public void check(Facts facts, Consumer<String> broken) throws IOException {
    try (var files = Files.walk(facts.cluster.folder())) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (file.toFile().length() < FILE_MAX) search(file, broken);
      }
    }
  }

  private static void search(Path file, Consumer<String> broken) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var tail = "";
      for (var part = in.readNBytes(WINDOW); part.length > 0; part = in.readNBytes(WINDOW)) {
        var text = tail + new String(part, StandardCharsets.ISO_8859_1);
        var found = NUMBER.matcher(text);
        if (found.find()) broken.accept(file + " has " + found.group());
        tail = text.substring(Math.max(0, text.length() - 32));
      }
    } catch (NoSuchFileException gone) {
      // A store that is running has tidied up.
    }
  }
}
