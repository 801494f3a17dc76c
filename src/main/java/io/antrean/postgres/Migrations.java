package io.antrean.postgres;

import io.antrean.config.PostgresConfig;
import io.vertx.pgclient.PgConnectOptions;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date, as its owner, and lets the server's role do what it needs and no
 * more. Several nodes may do so at once: Flyway takes turns by a lock.
 */
public final class Migrations {

  private static final Logger log = LoggerFactory.getLogger(Migrations.class);

  private static final String SERVER_URI = "ANTREAN_POSTGRES_URI";
  private static final String OWNER_URI = "ANTREAN_POSTGRES_OWNER_URI";

  private Migrations() {}

  /** Blocking: to be called off the event loop. Fails when the schema is not ours or is newer. */
  public static void run(PostgresConfig config) {
    var server = PgConnectOptions.fromUri(config.uri());
    var ownOwner = config.ownerUri().isEmpty();
    var owner = ownOwner ? server : PgConnectOptions.fromUri(config.ownerUri());
    var source = dataSource(owner);
    letsIn(source, ownOwner ? SERVER_URI : OWNER_URI);
    // Before anything is migrated: a wrong one would be found out by a pool, without its name.
    if (!ownOwner) letsIn(dataSource(server), SERVER_URI);
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db")
        .validateMigrationNaming(false)
        .loggers("slf4j")
        .load()
        .migrate();
    if (!server.getUser().equals(owner.getUser())) {
      grant(source, server.getUser());
      log.info("event=schema-owned owner={} server={}", owner.getUser(), server.getUser());
    }
  }

  /** What is granted already stays as it is: a start changes nothing that needs no change. */
  private static void grant(PGSimpleDataSource owner, String server) {
    try (var connection = owner.getConnection();
        var role = connection.prepareStatement("SELECT set_config('antrean.server', ?, false)");
        var grants = connection.createStatement()) {
      role.setString(1, server);
      role.execute();
      grants.execute(SqlFile.read("grants"));
    } catch (SQLException e) {
      throw new IllegalStateException(
          "%s: the role of %s can not be granted what it needs: %s"
              .formatted(OWNER_URI, SERVER_URI, e.getMessage()),
          e);
    }
  }

  private static void letsIn(PGSimpleDataSource source, String variable) {
    try {
      source.getConnection().close();
    } catch (SQLException e) {
      var why = e.getCause() == null ? e.getMessage() : e.getMessage() + " " + e.getCause();
      var at = source.getServerNames()[0] + ":" + source.getPortNumbers()[0];
      throw new IllegalStateException(
          "%s: PostgreSQL at %s does not let us in: %s".formatted(variable, at, why), e);
    }
  }

  private static PGSimpleDataSource dataSource(PgConnectOptions options) {
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
