package io.antrean.torture.nemesis;

import io.antrean.torture.client.Http;
import io.antrean.torture.client.Mood;
import io.antrean.torture.client.People;
import io.antrean.torture.client.Releases;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What clients and neighbours do: storms of retries and cancels, rivals, a greedy program. */
final class ClientFaults {

  private static final int HOGS = 4;
  private static final int TIMEOUT_MS = 4000;

  private ClientFaults() {}

  static List<Nemesis> of(
      Cluster cluster, Releases releases, People people, Mood mood, Random random) {
    var hogs = new ArrayList<Process>();
    var usual = mood.againPercent();
    var cancels = mood.cancelPercent();
    var calm =
        Stream.of(
            Fault.of(
                "clients-repeat-and-reorder",
                () -> {
                  mood.againPercent(70);
                  Shell.sleep(1500);
                },
                () -> mood.againPercent(usual)),
            Fault.of(
                "admins-create-rivals", () -> rivals(cluster, releases, people, random), () -> {}),
            Fault.of(
                "machine-busy",
                () -> {
                  for (int i = 0; i < HOGS; i++) hogs.add(hog());
                  Shell.sleep(1500);
                },
                () -> {
                  hogs.forEach(Shell::kill);
                  hogs.clear();
                }));
    if (cancels == 0) return calm.toList();
    var storm =
        Fault.of(
            "clients-cancel",
            () -> {
              mood.cancelPercent(50);
              Shell.sleep(2000);
            },
            () -> mood.cancelPercent(cancels));
    return Stream.concat(calm, Stream.of(storm)).toList();
  }

  private static Process hog() {
    return Shell.start(List.of("sh", "-c", "while :; do :; done"), Path.of("/dev/null"), Map.of());
  }

  /** All nodes are asked for the same days of the same service at once: one may win. */
  private static void rivals(Cluster cluster, Releases releases, People people, Random random) {
    var body = releases.rival(random);
    var asked =
        IntStream.range(0, Cluster.NODES)
            .mapToObj(node -> CompletableFuture.supplyAsync(() -> ask(cluster, node, people, body)))
            .toList();
    var made = asked.stream().filter(CompletableFuture::join).count();
    if (made > 1) throw new IllegalStateException(made + " of equal releases were made");
  }

  private static boolean ask(Cluster cluster, int node, People people, String body) {
    try (var http = new Http(cluster.toNodes().get(node).port(), TIMEOUT_MS)) {
      return http.send("POST", "/api/v1/releases", people.admin(), body, null).status() == 201;
    } catch (IOException away) {
      return false;
    }
  }
}
