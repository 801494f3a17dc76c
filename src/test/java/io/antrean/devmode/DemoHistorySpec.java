package io.antrean.devmode;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The figures are those of the report that the domain is told by. */
@DisplayName("The demo office has two years behind it")
class DemoHistorySpec {

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_DEMO_HISTORY", "true",
              "ANTREAN_STATISTICS_EVERY_MS", "50",
              "ANTREAN_STATISTICS_PAUSE_MS", "0",
              "ANTREAN_DAY_CLOSE_EVERY_MS", "50"));

  private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Jakarta")).getYear();

  private static JsonObject years;

  @BeforeAll
  static void everything_is_counted() {
    var left =
        Eventually.find(
            Duration.ofSeconds(60),
            () -> office.sql("SELECT (SELECT count(*) FROM day_due) + count(*) FROM day_change"),
            (Object count) -> (long) count == 0);
    then(left).isEqualTo(0L);
    years = ask("?year=" + (YEAR - 1) + "&against=" + (YEAR - 2));
  }

  private static JsonObject ask(String query) {
    var path = "/api/v1/offices/sampit/statistics" + query;
    return office.call(0, "GET", path, office.token("supervisor"), null).body();
  }

  private static Map<String, String> lines() {
    var lines = new HashMap<String, String>();
    for (var line : years.getJsonArray("figures")) {
      var one = (JsonObject) line;
      var key = one.getString("key");
      lines.put(
          one.getString("figure") + (key == null ? "" : " " + key),
          "%s %s %s"
              .formatted(
                  one.getValue("year"), one.getValue("against"), one.getValue("difference")));
    }
    return lines;
  }

  @Test
  void with_the_figures_of_its_report() {
    then(lines())
        .containsEntry("passportsIssued", "4717 3889 828")
        .containsEntry("postponedByReason SUSPECTED_NON_PROCEDURAL_MIGRANT_WORKER", "13 9 4")
        .containsEntry("stayPermits", "717 604 113")
        .containsEntry("referralsByOutcome DEPORTED_AND_BANNED", "4 2 2");
    then(years.getInteger("lobby")).isEqualTo(12);
    var total = ask("?year=" + (YEAR - 1) + "&by=month");
    for (var by : Set.of("Kind", "Nationality", "Sex", "Sector")) {
      var parts = total.getJsonObject("total").getJsonObject("stayPermitsBy" + by);
      then(parts.stream().mapToInt(part -> (int) part.getValue()).sum()).isEqualTo(717);
    }
    then(total.getJsonArray("rows")).hasSize(12);
  }

  @Test
  void whose_seats_and_times_fit_them() {
    var total = ask("?year=" + (YEAR - 1)).getJsonObject("total");
    then(total.getInteger("noShow")).isEqualTo(312);
    then(total.getInteger("cancelled")).isEqualTo(405);
    then(total.getInteger("released")).isGreaterThan(total.getInteger("claimed"));
    then(total.getInteger("served")).isEqualTo(4717 + 717);
    then(total.getInteger("arrived")).isEqualTo(4717 + 717 + 13);
    then(total.getInteger("attended")).isEqualTo(total.getInteger("arrived"));
    then(total.getInteger("waitingMinutesMedian")).isBetween(5, 30);
    then(total.getInteger("serviceMinutesMedian")).isBetween(8, 24);
  }

  @Test
  void that_comes_once_and_is_in_nobodys_way() {
    var before = office.sql("SELECT count(*) FROM visit");
    var second = office.startNode();
    then(office.sql("SELECT count(*) FROM visit")).isEqualTo(before);
    office.stopNode(second);
    // Nobody of it is called a no-show, told to Redis, or audited.
    then(office.sql("SELECT count(*) FROM no_show")).isEqualTo(0L);
    then(office.sql("SELECT count(*) FROM ended_booking")).isEqualTo(0L);
    then(office.sql(
            "SELECT count(*) FROM conservation c JOIN release r ON r.id = c.release"
                + " WHERE r.retired_at IS NOT NULL"))
        .isEqualTo(0L);
    then(office.sql(
            "SELECT count(*) FROM day_closing WHERE closed_through < (now() - interval"
                + " '2 years')::date AND service_no IN (SELECT no FROM service)"))
        .isEqualTo(0L);
    then(office.sql("SELECT count(*) FROM partition WHERE state <> 'OPEN'")).isEqualTo(0L);
  }
}
