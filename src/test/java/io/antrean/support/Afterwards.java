package io.antrean.support;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * Stops what works in a folder once this JVM is gone, also when it was killed and no hook of its
 * own could run: a shell in a session of its own waits for the end of the pipe between them.
 */
final class Afterwards {

  /** SIGINT is a clean stop for both stores. */
  private static final String SCRIPT =
      """
      cat >/dev/null
      found=
      for process in /proc/[0-9]*; do
        case "$(readlink "$process/cwd" 2>/dev/null)" in
          "$1"/*) kill -INT "${process#/proc/}" 2>/dev/null && found=yes ;;
        esac
      done
      if [ -n "$found" ]; then sleep 3; fi
      rm -rf "$1"
      """;

  private Afterwards() {}

  static void stopWhatWorksIn(Path folder) throws IOException {
    new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "sh", folder.toRealPath().toString())
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }
}
