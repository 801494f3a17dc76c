package io.antrean.account;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the bytes of a secret. What goes wrong names the variable, never the content. */
public final class SecretFile {

  /** As many bytes as HMAC-SHA256 has of strength. */
  public static final int BYTES_MIN = 32;

  private static final int BYTES_MAX = 4096;

  private SecretFile() {}

  /** The whole file, of at least 32 bytes; blocking, for the start only. */
  public static byte[] read(Path file, String variable) {
    var bytes = bytes(file, variable);
    if (bytes.length < BYTES_MIN || bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s: %s has %d bytes, a secret has %d to %d; \"secrets DIR\" makes one"
              .formatted(variable, file, bytes.length, BYTES_MIN, BYTES_MAX));
    }
    return bytes;
  }

  /** A password in a file of one line; blocking, for the start only. */
  public static String text(Path file, String variable) {
    var bytes = bytes(file, variable);
    var text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.isEmpty() || bytes.length > BYTES_MAX) {
      throw new IllegalArgumentException(
          "%s: %s must have one line, of at most %d bytes".formatted(variable, file, BYTES_MAX));
    }
    return text;
  }

  private static byte[] bytes(Path file, String variable) {
    if (file == null) {
      throw new IllegalArgumentException(
          variable + " is not set: it names the file of a secret; \"secrets DIR\" makes one");
    }
    try (var content = Files.newInputStream(file)) {
      return content.readNBytes(BYTES_MAX + 1);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s: can not read %s (%s)".formatted(variable, file, e.getClass().getSimpleName()), e);
    }
  }
}
