package io.antrean.devmode;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Dev mode's stores")
class DevModeSpec {

  @TempDir Path folder;
  private final List<Process> children = new ArrayList<>();

  @AfterEach
  void leave_nothing_running() throws Exception {
    for (var child : children) {
      child.getOutputStream().close();
      if (!child.waitFor(30, TimeUnit.SECONDS)) child.destroyForcibly().waitFor();
    }
    for (var store : stores()) store.destroyForcibly();
  }

  @Test
  void live_on_after_a_kill_9_and_are_adopted_by_the_next_start() throws Exception {
    // GIVEN
    var child = child();
    then(said(child, "ready")).isNotNull();
    var before = stores();
    then(before).hasSize(2);
    // WHEN
    child.destroyForcibly().waitFor();
    then(before).allMatch(ProcessHandle::isAlive);
    // THEN
    try (var dev = DevMode.start(folder, System.out)) {
      then(stores()).isEqualTo(before);
      then(dev.environment()).containsEntry("ANTREAN_HTTP_HOST", "127.0.0.1");
    }
    then(before).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void start_again_on_their_data_when_they_were_killed_too() throws Exception {
    // GIVEN
    var child = child();
    then(said(child, "ready")).isNotNull();
    var before = stores();
    child.destroyForcibly().waitFor();
    before.forEach(ProcessHandle::destroyForcibly);
    for (var store : before) store.onExit().get(20, TimeUnit.SECONDS);
    // WHEN
    try (var dev = DevMode.start(folder, System.out)) {
      // THEN
      then(dev.environment()).containsKeys("ANTREAN_POSTGRES_URI", "ANTREAN_REDIS_URI");
      then(stores()).hasSize(2).doesNotContainAnyElementsOf(before);
    }
  }

  @Test
  void start_although_another_process_has_their_old_pid() throws Exception {
    // GIVEN
    try (var first = DevMode.start(folder, System.out)) {
      then(first.environment()).isNotEmpty();
    }
    var other = new ProcessBuilder("sleep", "20").start();
    children.add(other);
    Files.writeString(
        folder.resolve("postgres/data/postmaster.pid"),
        other.pid() + "\n" + folder + "\n0\n5432\n\n\n");
    Files.writeString(redisFolder().resolve("process"), other.pid() + " 6379\n");
    // WHEN
    try (var dev = DevMode.start(folder, System.out)) {
      // THEN
      then(dev.environment().get("ANTREAN_REDIS_URI")).doesNotEndWith(":6379");
      then(stores()).hasSize(2).doesNotContain(other.toHandle());
    }
    other.destroy();
  }

  @Test
  void are_refused_by_name_while_another_dev_mode_has_them() throws Exception {
    // GIVEN
    var child = child();
    then(said(child, "ready")).isNotNull();
    var held = stores();
    // THEN
    thenThrownBy(() -> DevMode.start(folder, System.out))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("process " + child.pid())
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("ANTREAN_DEV_DIR");
    then(held).hasSize(2).allMatch(ProcessHandle::isAlive);
  }

  @Test
  void are_stopped_cleanly_and_leave_no_process() throws Exception {
    // GIVEN
    var child = child();
    then(said(child, "ready")).isNotNull();
    var held = stores();
    var all = held.stream().flatMap(ProcessHandle::descendants).toList();
    // WHEN
    child.getOutputStream().close();
    // THEN
    then(said(child, "stopped")).isNotNull();
    then(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    then(held).hasSize(2).noneMatch(ProcessHandle::isAlive);
    then(all).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    then(folder.resolve("postgres/data/postmaster.pid")).doesNotExist();
  }

  @Test
  void are_out_of_reach_of_a_terminal() throws Exception {
    var child = child();
    then(said(child, "ready")).isNotNull();
    for (var store : stores()) {
      then(session(store.pid())).isEqualTo(store.pid());
    }
  }

  private Process child() throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var child =
        new ProcessBuilder(java, "-cp", path, DevModeChild.class.getName(), folder.toString())
            .redirectErrorStream(true)
            .start();
    children.add(child);
    return child;
  }

  /** The next line of a child that begins so, or null at its end. */
  private static String said(Process child, String beginning) throws IOException {
    BufferedReader lines = child.inputReader(StandardCharsets.UTF_8);
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(beginning)) return line;
    }
    return null;
  }

  private Path redisFolder() throws IOException {
    try (var all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().matches("redis-\\d"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The living processes that this folder's files name, PostgreSQL first. */
  private List<ProcessHandle> stores() throws IOException {
    var found = new ArrayList<ProcessHandle>();
    for (var file :
        List.of(folder.resolve("postgres/data/postmaster.pid"), redisFolder().resolve("process"))) {
      if (!Files.exists(file)) continue;
      var pid = Long.parseLong(Files.readString(file).strip().split("\\s+")[0]);
      ProcessHandle.of(pid).ifPresent(found::add);
    }
    return found;
  }

  /** The session of a process: the sixth word of its stat, after the name in parentheses. */
  private static long session(long pid) throws IOException {
    var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
  }
}
