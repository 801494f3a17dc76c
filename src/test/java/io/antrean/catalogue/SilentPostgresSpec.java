package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Stores;
import io.antrean.support.TcpProxy;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Connections that stay open and pass nothing: neither an answer nor an end comes of them. */
@DisplayName("The catalogue, when PostgreSQL falls silent")
class SilentPostgresSpec {

  private static final Duration ANSWER_MAX = Duration.ofMillis(300);

  private final Vertx vertx = Vertx.vertx();
  private final String database = Stores.freshDatabase();
  private final PgConnectOptions options =
      PgConnectOptions.fromUri(Stores.postgresUri(database)).setCachePreparedStatements(true);
  private final TcpProxy proxy = new TcpProxy(options.getPort());
  private final Catalogue catalogue = new Catalogue();
  private CatalogueRefresher refresher;

  @BeforeEach
  void fill() {
    options.setPort(proxy.port());
    var pool =
        PgBuilder.pool()
            .using(vertx)
            .connectingTo(options)
            .with(new PoolOptions().setMaxSize(4))
            .build();
    refresher =
        new CatalogueRefresher(
            vertx,
            new CatalogueRepository(pool),
            catalogue,
            Duration.ofMillis(50),
            ANSWER_MAX,
            options);
    refresher.start().await();
  }

  @AfterEach
  void end() {
    proxy.close();
    vertx.close().await();
  }

  private void addOffice(String id) {
    try (var connection = DriverManager.getConnection(Stores.jdbc(database));
        var statement = connection.createStatement()) {
      statement.execute("INSERT INTO office VALUES ('%s', 'Kantor', 'Asia/Jakarta')".formatted(id));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void is_read_over_another_connection() {
    proxy.silenceThose();
    addOffice("late");
    await().until(() -> catalogue.office("late") != null);
  }

  @Test
  void stays_as_it_was_and_goes_on_when_there_is_an_answer_again() {
    addOffice("first");
    await().until(() -> catalogue.office("first") != null);
    proxy.silenceAll();
    for (int i = 0; i < 8; i++) {
      thenThrownBy(() -> refresher.refresh().await(20, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class)
          .hasMessage("PostgreSQL has not answered for 300 ms");
    }
    then(catalogue.office("first")).isNotNull();
    proxy.passAgain();
    addOffice("second");
    await().until(() -> catalogue.office("second") != null);
  }
}
