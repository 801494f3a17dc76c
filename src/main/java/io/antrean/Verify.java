package io.antrean;

import io.antrean.ticket.TicketVerifier;
import io.antrean.ticket.VerificationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;

/** The command that verifies a ticket from files alone; it starts nothing of the server. */
final class Verify {

  /** A ticket of five persons has about 900 letters; what is longer is not read to its end. */
  private static final int TICKET_MAX = 16_384;

  /** As large as the longest list that a server can be told to make. */
  private static final long FILE_MAX = 40_000_000;

  private final Clock clock;
  private final InputStream in;
  private final PrintStream out;

  Verify(Clock clock, InputStream in, PrintStream out) {
    this.clock = clock;
    this.in = in;
    this.out = out;
  }

  /** Prints the verdict, and returns its exit code; throws when a file can not be used. */
  int run(Path keys, Path revocations, String ticket) throws IOException {
    if (isFile(ticket)) throw new IOException(ticket + " names a file; use: verify < " + ticket);
    var now = clock.instant();
    var list = revocations == null ? null : read(revocations, "/api/v1/tickets/revocations");
    var verifier = TicketVerifier.of(read(keys, "/.well-known/jwks.json"), list, now);
    var compact = ticket.equals("-") ? text(in.readNBytes(TICKET_MAX + 1)) : ticket;
    return new VerificationReport(verifier, now, out).print(compact);
  }

  /** Whoever names the ticket's file means what is in it. */
  private static boolean isFile(String ticket) {
    try {
      return !ticket.equals("-") && Files.isRegularFile(Path.of(ticket));
    } catch (InvalidPathException none) {
      return false;
    }
  }

  private static String read(Path file, String address) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(
          file + " can not be read; get it with: curl -o " + file + " https://…" + address);
    }
    if (Files.size(file) > FILE_MAX)
      throw new IOException(file + " is not what " + address + " says");
    return text(Files.readAllBytes(file));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
