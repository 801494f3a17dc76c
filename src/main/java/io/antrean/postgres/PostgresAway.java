package io.antrean.postgres;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

/** Tells a PostgreSQL that can not answer now from one that refuses what it was asked. */
public final class PostgresAway {

  /** Ends the connection, whatever was asked on it: a stop, a start, too many of them. */
  private static final String FATAL = "FATAL";

  private PostgresAway() {}

  /** Whether nobody knows what became of the statement, and another try may succeed. */
  public static boolean is(Throwable failure) {
    if (failure instanceof ClosedConnectionException) return true;
    // Of the pool: a socket that was closed, or no connection in time, or too many who wait.
    if (failure instanceof VertxException) return true;
    if (!(failure instanceof PgException refusal)) return false;
    var state = refusal.getSqlState();
    return FATAL.equals(refusal.getSeverity()) || state != null && isPassing(state);
  }

  /** The classes of lost connections, lacking resources, and an operator's or a timeout's end. */
  private static boolean isPassing(String sqlState) {
    return sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57");
  }
}
