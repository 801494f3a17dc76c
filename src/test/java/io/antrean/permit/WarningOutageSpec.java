package io.antrean.permit;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Stores;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The claim path reads Redis and the token: PostgreSQL is not asked about permits. */
@DisplayName("Who claims a slot after their stay permit while PostgreSQL is away")
class WarningOutageSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  @Test
  void is_warned_all_the_same() throws SQLException {
    var permits = new PermitOffice(office);
    var day = Day.next();
    var who = permits.foreigner(day.date().minusDays(2));
    var release = permits.extensions(day);
    try (var connection = DriverManager.getConnection(Stores.jdbc("postgres"));
        var statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + office.database() + " WITH ALLOW_CONNECTIONS false");
      statement.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
              .formatted(office.database()));
    }
    var prefer = Map.of("Prefer", "wait=1");
    var wish = day.wish("08:00");
    var claim = office.claimAsync(0, who.token(), release, UUID.randomUUID(), wish, prefer).join();
    then(claim.status()).isEqualTo(202);
    then(claim.body().getJsonArray("warnings"))
        .isEqualTo(
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("person", who.persons().get(0))
                        .put("permitExpires", day.date().minusDays(2).toString())
                        .put("slot", day.at("08:00"))
                        .put("choice", "urgent")));
  }
}
