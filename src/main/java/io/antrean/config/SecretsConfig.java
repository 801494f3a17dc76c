package io.antrean.config;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of the three secrets. What is in them is read by whoever needs it, and never logged.
 */
public record SecretsConfig(Path tokenFile, Path ticketFile, Path pepperFile) {

  public SecretsConfig {
    var check = new Check();
    file(check, "TOKEN_SECRET_FILE", tokenFile);
    file(check, "TICKET_KEY_FILE", ticketFile);
    file(check, "PEPPER_FILE", pepperFile);
    check.done();
  }

  private static void file(Check check, String name, Path file) {
    check.that(
        file != null && Files.isReadable(file),
        name,
        "must name a file that can be read; \"java -jar antrean.jar secrets DIR\" makes one");
  }
}
