package io.antrean.account;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** A PostgreSQL of this spec's own, with the schema. */
final class SpecDatabase implements AutoCloseable {

  private final EmbeddedPostgres postgres;
  private final Pool pool;

  SpecDatabase(Vertx vertx) throws IOException, SQLException {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var schema = SpecDatabase.class.getResourceAsStream("/db/V1__the_spine.sql")) {
      statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
    }
    var uri = "postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
    pool =
        PgBuilder.pool()
            .using(vertx)
            .connectingTo(PgConnectOptions.fromUri(uri).setCachePreparedStatements(true))
            .with(new PoolOptions().setMaxSize(4))
            .build();
  }

  Pool pool() {
    return pool;
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
