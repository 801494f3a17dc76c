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
  private static final String OPENS = "# opens ";

  private final FileChannel file;
  private final Clock clock;

  private Journal(FileChannel file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /**
   * Opens a journal of one release's claims; what the file has already stays. The instant of the
   * opening is in ms by this clock, not by the server's.
   */
  public static Journal open(Path path, UUID release, long opensMs, Clock clock)
      throws IOException {
    var folder = path.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    var file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    var journal = new Journal(file, clock);
    journal.write(RELEASE + release + "\n" + OPENS + opensMs + "\n");
    return journal;
  }

  /** Something was sent for the claim, or nothing was heard of it. */
  public void did(Kind kind, UUID claim, List<UUID> party) {
    write(JournalLine.of(clock.millis(), kind, claim, party).text());
  }

  /** Something was heard of the claim. */
  public void heard(Kind kind, UUID claim, Answer answer) {
    write(JournalLine.of(clock.millis(), kind, claim, answer).text());
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

  /**
   * A journal read back. A last line that was cut off is left out, and so are other lines that
   * begin with {@code #}: they tell people what was done to the server meanwhile.
   */
  record Read(UUID release, long opensMs, List<JournalLine> lines) {}

  static Read read(Path path) throws IOException {
    var text = Files.readString(path);
    UUID release = null;
    var opensMs = 0L;
    var lines = new ArrayList<JournalLine>();
    for (var line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n")) {
      if (line.startsWith(RELEASE)) {
        var next = UUID.fromString(line.substring(RELEASE.length()));
        if (release != null && !release.equals(next)) {
          throw new IOException(path + " has claims of two releases; give each run its own file");
        }
        release = next;
      } else if (line.startsWith(OPENS)) {
        opensMs = Long.parseLong(line.substring(OPENS.length()));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(JournalLine.parse(line));
      }
    }
    if (release == null) throw new IOException(path + " does not name its release");
    return new Read(release, opensMs, lines);
  }
}
