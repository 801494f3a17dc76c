package io.antrean.config;

import java.time.Duration;

/** How to reach PostgreSQL. The pool serves everything but the ledger, which has its own. */
public record PostgresConfig(
    String uri, int poolMax, int waitingMax, Duration connectTimeout, Duration statementTimeout) {

  public PostgresConfig {
    new Check()
        .that(
            uri.startsWith("postgresql://") || uri.startsWith("postgres://"),
            "POSTGRES_URI",
            "must begin with postgresql://")
        .between("POSTGRES_POOL_MAX", poolMax, 2, 200)
        .between("POSTGRES_WAITING_MAX", waitingMax, 1, 10_000)
        .ms("POSTGRES_CONNECT_TIMEOUT_MS", connectTimeout, 100, 60_000)
        .ms("POSTGRES_STATEMENT_TIMEOUT_MS", statementTimeout, 100, 600_000)
        .done();
  }
}
