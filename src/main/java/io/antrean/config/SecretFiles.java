package io.antrean.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Makes the files of the three secrets, each 32 random bytes, readable by their owner only. */
public final class SecretFiles {

  private static final List<String> NAMES = List.of("token", "ticket", "pepper");
  private static final int BYTES = 32;

  private SecretFiles() {}

  /** Three fresh files in this folder; fails, with nothing written, when one of them is there. */
  public static List<Path> create(Path folder) throws IOException {
    for (var name : NAMES) {
      if (Files.exists(folder.resolve(name))) {
        throw new FileAlreadyExistsException(
            folder.resolve(name) + " exists and is never overwritten; name another folder");
      }
    }
    return createMissing(folder);
  }

  /** Only those that are not there yet. */
  public static List<Path> createMissing(Path folder) throws IOException {
    Files.createDirectories(folder);
    var made = new ArrayList<Path>();
    for (var name : NAMES) {
      var file = folder.resolve(name);
      if (Files.exists(file)) continue;
      var bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      // Its owner's only from the start, and renamed when it is whole: never half a secret.
      var staged = Files.createTempFile(folder, name, ".part");
      Files.write(staged, bytes);
      Files.move(staged, file);
      made.add(file);
    }
    return made;
  }
}
