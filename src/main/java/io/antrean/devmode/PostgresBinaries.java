package io.antrean.devmode;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the artifact on the class path. */
final class PostgresBinaries {

  private PostgresBinaries() {}

  /** The folder that has {@code bin/postgres}; unpacked beside it and renamed when it is whole. */
  static Path in(Path folder) throws IOException {
    var target = folder.resolve("postgres-18");
    if (Files.isDirectory(target)) return target;
    Files.createDirectories(folder);
    var staged = Programs.emptied(folder.resolve("unpacking"));
    // Whoever PostgreSQL runs as must be able to read its programs.
    Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString("rwxr-xr-x"));
    unpack(staged);
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
    return target;
  }

  private static void unpack(Path folder) throws IOException {
    var name = "/postgres-linux-" + architecture() + ".txz";
    try (var resource = PostgresBinaries.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IOException("There is no embedded PostgreSQL for " + architecture());
      }
      var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(resource)));
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Programs.failIfInterrupted();
        unpack(tar, entry, folder);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    var file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) throw new IOException("Bad name in archive: " + entry.getName());
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    if ((entry.getMode() & 0100) != 0) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String architecture() {
    var arch = System.getProperty("os.arch");
    return arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm_64" : arch;
  }
}
