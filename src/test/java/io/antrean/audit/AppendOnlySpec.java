package io.antrean.audit;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.support.Installation;
import io.antrean.support.Stores;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With the server's own connection string, against a server that runs. */
@DisplayName("The server's role")
class AppendOnlySpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String DENIED = "42501";
  private static final Vertx vertx = Vertx.vertx();
  private static Pool server;

  @BeforeAll
  static void as_the_server() {
    server = Stores.pool(vertx, office.database());
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  private static Object run(String sql) {
    var rows = server.query(sql).execute().await();
    return rows.size() == 0 ? null : rows.iterator().next().getValue(0);
  }

  private static void isDenied(String sql) {
    thenThrownBy(() -> run(sql))
        .as(sql)
        .isInstanceOfSatisfying(
            PgException.class, refused -> then(refused.getSqlState()).isEqualTo(DENIED));
  }

  @Test
  void appends_and_reads() {
    run("INSERT INTO audit_entry (what, object) VALUES ('spec.appended', 'x')");
    then(run("SELECT count(*) FROM audit_entry WHERE what = 'spec.appended'")).isEqualTo(1L);
  }

  @Test
  void rewrites_nothing() {
    // PostgreSQL warns that this grants nothing.
    run("GRANT ALL ON audit_entry TO CURRENT_USER");
    for (var sql :
        List.of(
            "UPDATE audit_entry SET what = 'nothing'",
            "UPDATE audit_entry SET actor = NULL WHERE false",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry",
            "DROP TABLE audit_entry",
            "ALTER TABLE audit_entry ADD COLUMN more text",
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
            "ALTER TABLE audit_entry RENAME TO old",
            "CREATE RULE nothing AS ON INSERT TO audit_entry DO INSTEAD NOTHING",
            "CREATE TRIGGER t AFTER INSERT ON audit_entry EXECUTE FUNCTION audit_change()",
            "INSERT INTO audit_entry (at, what, object) VALUES ('2020-01-01', 'x', 'x')")) {
      isDenied(sql);
    }
  }

  @Test
  void keeps_nothing_from_being_written() {
    for (var sql :
        List.of(
            "ALTER TABLE release DISABLE TRIGGER release_on_record",
            "DROP TRIGGER release_on_record ON release",
            "DROP TABLE release",
            "TRUNCATE release",
            "DROP FUNCTION audit_change CASCADE",
            "CREATE OR REPLACE FUNCTION audit_change() RETURNS trigger LANGUAGE plpgsql"
                + " AS 'BEGIN RETURN NULL; END'",
            "SET session_replication_role = replica",
            "SET ROLE antrean",
            "DROP SCHEMA public CASCADE",
            "CREATE TABLE public.audit_entry_of_mine ()")) {
      isDenied(sql);
    }
  }

  @Test
  void goes_around_its_own_code_on_record_and_with_nobodys_name() {
    var release = office.release(new JsonObject());
    // A table that would stand in for the trail, were it looked for by its bare name.
    var one = server.getConnection().await();
    one.query("CREATE TEMPORARY TABLE audit_entry (LIKE public.audit_entry)").execute().await();
    one.query("UPDATE release SET closed_at = now() WHERE id = '" + release + "'")
        .execute()
        .await();
    one.close().await();
    var entry =
        office.sql(
            "SELECT what || ' ' || coalesce(actor::text, 'nobody') || ' ' || office FROM"
                + " public.audit_entry WHERE object = '%s' ORDER BY no DESC LIMIT 1"
                    .formatted(release));
    then(entry).isEqualTo("release.changed nobody sampit");
  }

  @Test
  void is_told_by_the_metric_and_where_it_owns_all_the_server_works_as_before() {
    then(office.management(0, "/metrics")).contains("antrean_audit_protected 1");
    var owner = Stores.ownerUri(office.database());
    var other =
        office.startNode(Map.of("ANTREAN_POSTGRES_URI", owner, "ANTREAN_POSTGRES_OWNER_URI", ""));
    then(office.management(other, "/metrics")).contains("antrean_audit_protected 0");
    System.gc();
    then(office.management(other, "/metrics")).as("later").contains("antrean_audit_protected 0");
    then(office.call(other, "GET", "/api/v1/offices/sampit", null, null).status()).isEqualTo(200);
    office.stopNode(other);
  }

  @Test
  void needs_no_owner_where_there_is_nothing_to_migrate() {
    var other = office.startNode(Map.of("ANTREAN_POSTGRES_OWNER_URI", ""));
    then(office.management(other, "/metrics")).contains("antrean_audit_protected 1");
    office.stopNode(other);
  }
}
