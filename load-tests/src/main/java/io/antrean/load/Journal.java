package io.antrean.load;

import io.antrean.load.JournalLine.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What clients sent and heard, written line by line as it happens: the witness against the stores.
 * Each line is one append straight to the file, so whatever kills the run leaves what was heard
 * until then. Safe to use from many threads: the channel takes one write at a time.
 */
public final class Journal implements AutoCloseable {

  private static final String RELEASE = "# release ";

  private final FileChannel file;
  private final Clock clock;

  private Journal(FileChannel file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Opens a journal of one release's claims; what the file has already stays. */
  public static Journal open(Path path, UUID release, Clock clock) throws IOException {
    var folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    var journal = new Journal(file, clock);
    journal.write(RELEASE + release + "\n");
    return journal;
  }

  public void sent(UUID claim, UUID person) {
    write(JournalLine.of(clock.millis(), Kind.SENT, claim, person).text());
  }

  public void answered(UUID claim, UUID person, Answer answer) {
    write(new JournalLine(clock.millis(), Kind.ANSWER, claim, person, answer).text());
  }

  /** The connection failed or the person lost patience: nobody knows the outcome. */
  public void silence(UUID claim, UUID person) {
    write(JournalLine.of(clock.millis(), Kind.SILENCE, claim, person).text());
  }

  private void write(String text) {
    try {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** A journal read back. A last line that was cut off is left out. */
  record Read(UUID release, List<JournalLine> lines) {}

  static Read read(Path path) throws IOException {
    var text = Files.readString(path);
    UUID release = null;
    var lines = new ArrayList<JournalLine>();
    for (var line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (line.startsWith(RELEASE)) {
        var next = UUID.fromString(line.substring(RELEASE.length()));
        if (release != null && !release.equals(next)) {
          throw new IOException(path + " has claims of two releases; give each run its own file");
        }
        release = next;
      } else if (!line.isEmpty()) {
        lines.add(JournalLine.parse(line));
      }
    }
    if (release == null) throw new IOException(path + " does not name its release");
    return new Read(release, lines);
  }
}
