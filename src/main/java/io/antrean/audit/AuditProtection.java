package io.antrean.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the server's own role can neither rewrite the audit trail nor keep it from being written.
 * Looked at once, at the start: where it can, the log and the metric say so, and the server works.
 */
public final class AuditProtection {

  private static final Logger log = LoggerFactory.getLogger(AuditProtection.class);

  /** Why it is not protected, the first reason that applies, or null. */
  private static final String WHY_NOT =
      """
      SELECT CASE
        WHEN r.rolsuper THEN 'the server is a superuser'
        WHEN r.rolcreaterole THEN 'the server may create roles'
        WHEN pg_has_role(current_user, c.relowner, 'MEMBER')
          OR pg_has_role(current_user, p.relowner, 'MEMBER') THEN 'the server owns the tables'
        WHEN pg_has_role(current_user, n.nspowner, 'MEMBER')
          OR pg_has_role(current_user, d.datdba, 'MEMBER') THEN 'the server owns the schema'
        WHEN has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
          OR has_any_column_privilege(c.oid, 'UPDATE') THEN 'the server may change entries'
        END AS why
        FROM pg_roles r, pg_class c, pg_class p, pg_namespace n, pg_database d
       WHERE r.rolname = current_user AND c.oid = 'audit_entry'::regclass
         AND p.oid = 'release'::regclass AND n.oid = c.relnamespace
         AND d.datname = current_database()
      """;

  private final AtomicInteger held = new AtomicInteger();

  public AuditProtection(MeterRegistry registry) {
    Gauge.builder("antrean.audit.protected", held, AtomicInteger::get)
        .description("1 where the server's role can not rewrite the audit trail, else 0")
        .strongReference(true)
        .register(registry);
  }

  public Future<Void> look(SqlClient postgres) {
    return postgres
        .query(WHY_NOT)
        .execute()
        .map(
            rows -> {
              var why = rows.iterator().next().getString("why");
              held.set(why == null ? 1 : 0);
              if (why != null) {
                log.warn(
                    "event=audit-not-protected why=\"{}\"; see ANTREAN_POSTGRES_OWNER_URI", why);
              }
              return null;
            });
  }
}
