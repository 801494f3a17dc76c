package io.antrean.postgres;

import io.antrean.config.PostgresConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.util.concurrent.TimeUnit;

/** How this server connects to PostgreSQL. */
public final class Postgres {

  private static final int STATEMENTS_CACHED = 256;

  private Postgres() {}

  /** For a connection of one's own; statements are prepared once and may be pipelined. */
  public static PgConnectOptions options(PostgresConfig config) {
    return PgConnectOptions.fromUri(config.uri())
        .setCachePreparedStatements(true)
        .setPreparedStatementCacheMaxSize(STATEMENTS_CACHED)
        // By default those of over 2,048 characters are not: the ledger's would be planned each
        // time.
        .setPreparedStatementCacheSqlFilter(sql -> true)
        .addProperty("application_name", "antrean")
        .addProperty("statement_timeout", Long.toString(config.statementTimeout().toMillis()));
  }

  /** The shared pool, its wait queue bounded. It is safe on every event loop. */
  public static Pool pool(Vertx vertx, PostgresConfig config) {
    return pool(vertx, config, "antrean", config.poolMax());
  }

  /** One of this many connections, for what must not take them from the requests. */
  public static Pool pool(Vertx vertx, PostgresConfig config, String name, int max) {
    var pool =
        new PoolOptions()
            .setMaxSize(max)
            .setMaxWaitQueueSize(config.waitingMax())
            .setConnectionTimeout((int) config.connectTimeout().toMillis())
            .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
            .setShared(true)
            .setName(name);
    var net =
        new NetClientOptions()
            .setTcpKeepAlive(true)
            .setConnectTimeout((int) config.connectTimeout().toMillis());
    return PgBuilder.pool().with(pool).with(net).connectingTo(options(config)).using(vertx).build();
  }
}
