package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("While the stores' clocks differ")
class ClocksApartSpec {

  @RegisterExtension static final Installation office = new Installation(0);

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long LEAD_MS = 4_000;

  /** PostgreSQL's clock is ahead by what this table says: ours is found before the real one. */
  private static void makeThisDatabasesClockMovable() {
    office.sql("CREATE TABLE clock_ahead AS SELECT interval '0' AS by");
    office.sql(
        "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz VOLATILE LANGUAGE sql"
            + " AS 'SELECT pg_catalog.clock_timestamp() + by FROM public.clock_ahead'");
    office.sql("ALTER DATABASE " + office.database() + " SET search_path = public, pg_catalog");
  }

  private static void ahead(String interval) {
    office.sql("UPDATE clock_ahead SET by = interval '" + interval + "'");
  }

  private static boolean readyIs(boolean up) {
    return Eventually.find(
            SOON, () -> office.management(0, "/ready"), text -> text.contains("clocks") != up)
        .contains("clocks");
  }

  private Answer claim(String release, Day day) {
    var token = office.citizens(1).get(0);
    return office.claim(0, token, release, UUID.randomUUID(), day.wish("08:00"));
  }

  @Test
  void no_release_opens_and_what_is_open_goes_on() {
    makeThisDatabasesClockMovable();
    office.startNode();
    var open = Day.next();
    var openRelease = office.release(open.terms(9));
    then(claim(openRelease, open).status()).isEqualTo(201);

    ahead("5 seconds");
    then(readyIs(false)).isTrue();
    var late = Day.next();
    var opensAt = Instant.now().plusMillis(LEAD_MS);
    var lateRelease = office.release(late.terms(9).put("opensAt", opensAt.toString()));
    var atOpening =
        Eventually.find(SOON, () -> claim(lateRelease, late), a -> Instant.now().isAfter(opensAt));
    then(atOpening.problem()).isEqualTo("recovering");
    then(atOpening.header("Retry-After")).isNotNull();
    then(claim(openRelease, open).status()).isEqualTo(201);

    ahead("0");
    then(readyIs(true)).isFalse();
    then(Eventually.find(SOON, () -> claim(lateRelease, late), a -> a.status() == 201).status())
        .isEqualTo(201);
  }
}
