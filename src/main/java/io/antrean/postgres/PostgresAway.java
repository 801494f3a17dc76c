package io.antrean.postgres;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.util.Set;

/** Tells a PostgreSQL that can not answer now from one that refuses what it was asked. */
public final class PostgresAway {

  /** Ends the connection, whatever was asked on it: a stop, a start, too many of them. */
  private static final String FATAL = "FATAL";

  private static final Set<String> PASSING = Set.of("08", "40", "53", "57");

  private PostgresAway() {}

  /** Whether nobody knows what became of the statement, and another try may succeed. */
  public static boolean is(Throwable failure) {
    if (failure instanceof ClosedConnectionException) return true;
    // A socket that was reset, before its end was seen.
    if (failure instanceof IOException) return true;
    // Of the pool: a socket that was closed, or no connection in time, or too many who wait.
    if (!(failure instanceof PgException refusal)) return failure instanceof VertxException;
    var state = refusal.getSqlState();
    return FATAL.equals(refusal.getSeverity()) || state != null && isPassing(state);
  }

  /**
   * The classes of lost connections, of transactions that gave way to others (a deadlock), of
   * lacking resources, and of an operator's or a timeout's end.
   */
  private static boolean isPassing(String sqlState) {
    return PASSING.contains(sqlState.substring(0, Math.min(2, sqlState.length())));
  }
}
