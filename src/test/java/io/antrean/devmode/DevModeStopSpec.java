package io.antrean.devmode;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server in a process of its own: each start on the folder gets further than the last.
 */
@DisplayName("Dev mode that is told to stop in the middle of a start")
class DevModeStopSpec {

  private static final Duration GETS_THERE_WITHIN = Duration.ofSeconds(60);
  private static final int STOPS_WITHIN_SECONDS = 30;

  /** What SIGTERM makes of a JVM whose hooks have run. */
  private static final int TERMINATED = 128 + 15;

  /** To the person who stops it, or an error in the log; its warnings are about the stores. */
  private static final Pattern COMPLAINT =
      Pattern.compile("^[^{].*(failed|xception|not |Told)|\"level\":\"ERROR\"");

  @TempDir Path folder;
  private Process server;

  @AfterEach
  void leave_nothing_running() throws Exception {
    if (server != null) server.destroyForcibly().waitFor();
    atWork().forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void leaves_no_process_and_nothing_that_spoils_the_next_start() throws Exception {
    isStoppedWhen("the JVM starts", () -> true, Duration.ofMillis(300));
    isStoppedWhen("it unpacks", () -> has("postgres/programs/unpacking"), Duration.ZERO);
    isStoppedWhen("initdb starts", () -> has("postgres/initdb"), Duration.ZERO);
    isStoppedWhen("initdb works", () -> has("postgres/initdb/base"), Duration.ofMillis(700));
    isStoppedWhen("PostgreSQL starts", () -> has("postgres/data/postmaster.pid"), Duration.ZERO);
    isStoppedWhen("Redis starts", this::hasRedis, Duration.ZERO);
    isStoppedWhen("the server starts", this::hasRedis, Duration.ofMillis(1500));
    isStoppedWhen("it is ready", () -> said().contains("ready"), Duration.ZERO);
    then(folder.resolve("postgres/postgres.log")).content().contains("database system is ready");
    then(lastLine("postgres/postgres.log")).endsWith("database system is shut down");
  }

  private void isStoppedWhen(String moment, BooleanSupplier there, Duration later)
      throws Exception {
    // GIVEN
    server = start();
    Eventually.find(GETS_THERE_WITHIN, there::getAsBoolean, is -> is || !server.isAlive());
    then(there.getAsBoolean()).as("%s: %s", moment, said()).isTrue();
    Eventually.pause(later.toMillis());
    // WHEN
    server.destroy();
    // THEN
    then(server.waitFor(STOPS_WITHIN_SECONDS, TimeUnit.SECONDS)).as("ends: " + moment).isTrue();
    then(server.exitValue()).as("%s: %s", moment, said()).isEqualTo(TERMINATED);
    then(atWork().map(ProcessHandle::info)).as("left behind: " + moment).isEmpty();
    then(said()).as(moment).noneMatch(line -> COMPLAINT.matcher(line).find());
    then(has("postgres/data/postmaster.pid")).as("postmaster.pid: " + moment).isFalse();
    then(hasRedis()).as("address of Redis: " + moment).isFalse();
  }

  private Process start() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var command =
        new ProcessBuilder(java, "-Xmx256m", "-cp", path, "io.antrean.Main", "--dev")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile());
    var environment = command.environment();
    environment.keySet().removeIf(name -> name.startsWith("ANTREAN_"));
    environment.put("ANTREAN_DEV_DIR", folder.toString());
    environment.put("ANTREAN_HTTP_PORT", "0");
    environment.put("ANTREAN_MANAGEMENT_PORT", "0");
    return command.start();
  }

  private List<String> said() {
    try {
      return Files.readAllLines(folder.resolve("out"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean has(String file) {
    return Files.exists(folder.resolve(file));
  }

  private boolean hasRedis() {
    return IntStream.range(6, 10).anyMatch(major -> has("redis-" + major + "/process"));
  }

  private String lastLine(String file) throws IOException {
    var lines = Files.readAllLines(folder.resolve(file));
    return lines.get(lines.size() - 1);
  }

  /** Whatever works in the folder: both stores and their children, initdb. */
  private Stream<ProcessHandle> atWork() throws IOException {
    var real = folder.toRealPath();
    return ProcessHandle.allProcesses().filter(process -> cwd(process).startsWith(real));
  }

  /** Where a process works; the root for one that has just ended. */
  private static Path cwd(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
    } catch (IOException e) {
      return Path.of("/");
    }
  }
}
