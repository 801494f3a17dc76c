package io.antrean.config;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Secret files")
class SecretFilesSpec {

  @TempDir Path folder;

  @Test
  void are_three_different_ones_that_only_their_owner_reads() throws IOException {
    // WHEN
    var files = SecretFiles.create(folder.resolve("new"));
    // THEN
    then(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("token", "ticket", "pepper");
    for (var file : files) {
      then(Files.size(file)).isEqualTo(32);
      then(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    then(files.stream().map(SecretFilesSpec::content).distinct()).hasSize(3);
  }

  @Test
  void are_never_written_over_existing_ones() throws IOException {
    // GIVEN
    Files.writeString(folder.resolve("pepper"), "kept");
    // THEN
    thenThrownBy(() -> SecretFiles.create(folder))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("pepper exists and is never overwritten");
    then(folder.resolve("token")).doesNotExist();
    then(folder.resolve("pepper")).hasContent("kept");
  }

  @Test
  void of_dev_mode_are_kept_and_completed() throws IOException {
    Files.writeString(folder.resolve("pepper"), "kept");
    then(SecretFiles.createMissing(folder)).hasSize(2);
    then(SecretFiles.createMissing(folder)).isEmpty();
    then(folder.resolve("pepper")).hasContent("kept");
  }

  private static String content(Path file) {
    try {
      return Arrays.toString(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
