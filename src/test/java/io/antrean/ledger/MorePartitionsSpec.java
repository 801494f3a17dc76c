package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A node that was started when there were fewer partitions")
class MorePartitionsSpec {

  private static final int MORE = 4;
  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension
  static final Installation office = new Installation(1, Map.of("ANTREAN_PARTITIONS", "2"));

  private final Day day = Day.next();

  /** The first of these ids that a server with so many partitions puts into the last one. */
  private static String service() {
    return IntStream.range(0, 10_000)
        .mapToObj(i -> "s-" + i)
        .filter(id -> Math.floorMod(("sampit/" + id).hashCode(), MORE) == MORE - 1)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void serves_those_that_a_younger_node_has_added() {
    var younger = office.startNode(Map.of("ANTREAN_PARTITIONS", Integer.toString(MORE)));
    var body =
        new JsonObject()
            .put("office", "sampit")
            .put("id", service())
            .put("name", "Layanan baru")
            .put("letter", "Z")
            .put("category", "PASSPORT");
    var admin = office.token("admin");
    then(office.call(younger, "POST", "/api/v1/services", admin, body).status()).isEqualTo(201);
    then(office.sql("SELECT partition::int FROM service WHERE letter = 'Z'")).isEqualTo(MORE - 1);

    var release = office.release(day.terms(2, 1).put("service", service()));
    var citizens = office.citizens(2);
    for (var who = 0; who < 2; who++) {
      var token = citizens.get(who);
      var claim = UUID.randomUUID();
      var headers = Map.of("Prefer", "wait=30");
      var wish = day.wish("08:00");
      var asked = System.nanoTime();
      var booked =
          Eventually.find(
              SOON,
              () -> office.claimAsync(0, token, release, claim, wish, headers).join(),
              answer -> answer.status() < 300);
      then(booked.status()).isEqualTo(201);
      // It hears the verdict, too: else it would look at the end of the wait.
      then(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(29));
      then(office.management(0, "/ready")).doesNotContain("down");
      // The older node takes them over when it is alone.
      if (who == 0) office.stopNode(younger);
    }
    var open = "SELECT count(*) FROM partition WHERE state = 'OPEN' AND owner IS NOT NULL";
    then(Eventually.find(SOON, () -> office.sql(open), Long.valueOf(4)::equals)).isEqualTo(4L);
  }
}
