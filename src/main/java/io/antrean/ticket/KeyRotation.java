package io.antrean.ticket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/** Adds a key to a ticket key file. Blocking: for the command line. */
public final class KeyRotation {

  private static final int FILE_MAX = 4096;

  private KeyRotation() {}

  /**
   * Adds one that signs from {@code signsFrom} on; the others verify for {@code keep} after that.
   * The file is replaced whole, its owner's only. Returns the new key's name.
   */
  public static String rotate(Path file, Instant now, Instant signsFrom, Duration keep)
      throws IOException {
    if (signsFrom.isBefore(now) || keep.isNegative()) {
      throw new IllegalArgumentException("A key signs from now on or later; give no negative time");
    }
    // What a link leads to: a link would be replaced by a file.
    var real = file.toRealPath();
    var seed = new byte[SigningKey.SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    var before = KeyFile.read(Files.readAllBytes(real));
    var rotated = KeyFile.rotated(before, seed, now, signsFrom, keep);
    var bytes = KeyFile.write(rotated);
    if (bytes.length > FILE_MAX) {
      throw new IllegalArgumentException(
          file + " would have more than " + FILE_MAX + " bytes; take out keys of past years");
    }
    TicketKeys.of(bytes, file.toString(), now);
    replace(real, bytes);
    return rotated.get(0).kid;
  }

  /** Its owner's only, whoever does it: the server may run as another user. */
  private static void replace(Path file, byte[] bytes) throws IOException {
    var staged = Files.createTempFile(file.getParent(), "ticket", ".part");
    try {
      Files.write(staged, bytes);
      Files.setOwner(staged, Files.getOwner(file));
      Files.move(staged, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(staged);
    }
  }
}
