package io.antrean.postgres;

import io.antrean.config.PostgresConfig;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings the schema up to date. Several nodes may do so at once: Flyway takes turns by a lock. */
public final class Migrations {

  private Migrations() {}

  /** Blocking: to be called off the event loop. Fails when the schema is not ours or is newer. */
  public static void run(PostgresConfig config) {
    var source = dataSource(config);
    try {
      source.getConnection().close();
    } catch (SQLException e) {
      var why = e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause();
      var at = source.getServerNames()[0] + ":" + source.getPortNumbers()[0];
      throw new IllegalStateException(
          "ANTREAN_POSTGRES_URI: PostgreSQL at %s does not let us in: %s".formatted(at, why), e);
    }
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db")
        .validateMigrationNaming(false)
        .loggers("slf4j")
        .load()
        .migrate();
  }

  private static PGSimpleDataSource dataSource(PostgresConfig config) {
    var options = PgConnectOptions.fromUri(config.uri());
    var source = new PGSimpleDataSource();
    source.setServerNames(new String[] {options.getHost()});
    source.setPortNumbers(new int[] {options.getPort()});
    source.setDatabaseName(options.getDatabase());
    source.setUser(options.getUser());
    source.setPassword(options.getPassword());
    source.setApplicationName("antrean-migrations");
    if (options.getSslMode() != null) source.setSslMode(options.getSslMode().value);
    return source;
  }
}
