package io.antrean.config;

import java.time.Duration;

/**
 * How to reach PostgreSQL. The pool serves everything but the ledger, which has its own. {@code
 * ownerUri} is as whom the schema is migrated, its owner; the server's own role where it is empty.
 */
public record PostgresConfig(
    String uri,
    String ownerUri,
    int poolMax,
    int waitingMax,
    Duration connectTimeout,
    Duration statementTimeout) {

  public PostgresConfig {
    new Check()
        .that(isPostgres(uri), "POSTGRES_URI", "must begin with postgresql://")
        .that(
            ownerUri.isEmpty() || isPostgres(ownerUri),
            "POSTGRES_OWNER_URI",
            "must begin with postgresql://")
        .between("POSTGRES_POOL_MAX", poolMax, 2, 200)
        .between("POSTGRES_WAITING_MAX", waitingMax, 1, 10_000)
        .ms("POSTGRES_CONNECT_TIMEOUT_MS", connectTimeout, 100, 60_000)
        .ms("POSTGRES_STATEMENT_TIMEOUT_MS", statementTimeout, 100, 600_000)
        .done();
  }

  private static boolean isPostgres(String uri) {
    return uri.startsWith("postgresql://") || uri.startsWith("postgres://");
  }
}
