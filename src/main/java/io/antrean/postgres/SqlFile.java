package io.antrean.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Statements that are long enough for a file of their own: {@code resources/db/NAME.sql}. */
public final class SqlFile {

  private SqlFile() {}

  /** Its text. A missing file is a defect of the build. */
  public static String read(String name) {
    try (var in = SqlFile.class.getResourceAsStream("/db/" + name + ".sql")) {
      if (in == null) throw new IllegalStateException("db/" + name + ".sql is not in the jar");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
