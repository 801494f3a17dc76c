package io.antrean.torture;

import io.antrean.torture.client.History;
import io.antrean.torture.client.Http;
import io.antrean.torture.client.People;
import io.antrean.torture.client.Release;
import io.antrean.torture.client.Releases;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Shell;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * How long a partition with 100,000 bookings takes from "Redis is back" to the first granted claim:
 * in turn Redis is killed and started again, and emptied. It measures, and judges nothing.
 */
final class Recoveries {

  private static final int RELEASES = 3;
  private static final int SLOTS = 40;
  private static final int CAPACITY = 1000;
  private static final int BOOKED_A_SLOT = 834;
  private static final long GIVEN_UP_MS = 60_000;

  /** As many bookings as a full house of them would be, for persons that nobody asks for. */
  private static final String BOOK =
      """
      INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                           account, fingerprint, state, claimed_at, decided_at)
      SELECT gen_random_uuid(), 0, s.service_no, s.starts, seat, 1, gen_random_uuid(), v.id,
             s.release, gen_random_uuid(), gen_random_uuid(), 'CONFIRMED', now(), now()
        FROM slot s JOIN service v ON v.no = s.service_no, generate_series(1, ?) AS seat
      """;

  private final Options options;
  private final Report report;
  private final Cluster cluster;
  private final History history;
  private int asked;

  Recoveries(Options options, Path folder, Report report) throws IOException {
    this.options = options;
    this.report = report;
    cluster = new Cluster(folder.resolve("run"), options.programs.toAbsolutePath(), options.jar);
    history = new History(folder.resolve("history.tsv"));
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::kill));
  }

  int run() throws Exception {
    try {
      cluster.start();
      var people = new People(cluster.folder().resolve("secrets/token"), 1);
      var releases = new Releases(people, history, 1, 2, 1, 0);
      List<Release> full;
      try (var admin = new Http(cluster.toNodes().get(0).port(), 30_000)) {
        releases.setUp(admin);
        people.make(admin, 2 * options.recoveries);
        Shell.sleep(1500);
        full = releases.openings(admin, RELEASES, SLOTS * CAPACITY, 500);
      }
      report.say(book() + " bookings in one partition");
      var times = new ArrayList<Long>();
      for (int i = 0; i < options.recoveries; i++) {
        var ms = recovered(i % 2 == 0, people, full.get(i % RELEASES));
        report.say((i % 2 == 0 ? "restarted: " : "emptied: ") + ms + " ms");
        times.add(ms);
        Shell.sleep(1500);
      }
      Collections.sort(times);
      var median = times.get(times.size() / 2);
      report.say("median %d ms, longest %d ms".formatted(median, times.get(times.size() - 1)));
      return 0;
    } finally {
      cluster.stop();
      history.close();
    }
  }

  private int book() throws SQLException {
    try (var connection = cluster.postgres().connect();
        var insert = connection.prepareStatement(BOOK)) {
      insert.setInt(1, BOOKED_A_SLOT);
      return insert.executeUpdate();
    }
  }

  /** From the moment at which Redis answers again. */
  private long recovered(boolean restart, People people, Release release) throws IOException {
    if (restart) {
      cluster.redis().kill();
      cluster.redis().start();
    } else {
      try (var redis = cluster.redis().connect()) {
        redis.text("FLUSHALL");
      }
    }
    var began = System.currentTimeMillis();
    var person = people.all().get(asked++);
    var path = "/api/v1/releases/" + release.id() + "/claims/" + UUID.randomUUID();
    var body = new JsonObject().put("slots", new JsonArray().add(release.slots().get(0)));
    while (System.currentTimeMillis() - began < GIVEN_UP_MS) {
      try (var http = new Http(cluster.toNodes().get(0).port(), 5_000)) {
        var status =
            http.send("PUT", path, person.token(), body.encode(), "respond-async").status();
        if (status == 200 || status == 201 || status == 202) {
          return System.currentTimeMillis() - began;
        }
      } catch (IOException notNow) {
        // The next try tells.
      }
      Shell.sleep(10);
    }
    throw new IOException("no claim was granted in " + GIVEN_UP_MS + " ms");
  }
}
