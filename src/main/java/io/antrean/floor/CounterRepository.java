package io.antrean.floor;

import io.antrean.http.Problem;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** The counters in PostgreSQL. */
final class CounterRepository {

  private static final String PAGE =
      """
      SELECT * FROM counter
       WHERE office = $1::text AND ($2::text IS NULL OR id > $2::text)
       ORDER BY id LIMIT $3::int
      """;

  private static final String FIND =
      "SELECT * FROM counter WHERE office = $1::text AND id = $2::text";

  /** It was closed when it was first closed. xmax is 0 where there was none. */
  private static final String PUT =
      """
      INSERT INTO counter (office, id, name, services, lanes, stages, closed_at)
      VALUES ($1::text, $2::text, $3::text, $4::text[], $5::text[], $6::text[],
              CASE WHEN $7::boolean THEN NULL ELSE date_trunc('milliseconds', now()) END)
      ON CONFLICT ON CONSTRAINT counter_pkey DO UPDATE
         SET name = EXCLUDED.name, services = EXCLUDED.services, lanes = EXCLUDED.lanes,
             stages = EXCLUDED.stages,
             closed_at = CASE WHEN $7::boolean THEN NULL
                              ELSE coalesce(counter.closed_at, EXCLUDED.closed_at) END
      RETURNING *, xmax = 0 AS made
      """;

  private static final String OCCUPIED =
      """
      SELECT id, number FROM visit
       WHERE office = $1::text AND counter = $2::text AND state IN ('CALLED', 'SERVING')
      """;

  /** A counter as it is now, and whether it is new. */
  record Put(Counter counter, boolean isNew) {}

  private final Pool postgres;

  CounterRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** At most {@code limit} of an office, after the one of this id. */
  Future<List<Counter>> page(String office, String after, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(office, after, limit))
        .map(
            rows -> {
              var found = new ArrayList<Counter>(rows.size());
              for (var row : rows) found.add(Counter.of(row));
              return found;
            });
  }

  Future<Counter> find(String office, String id) {
    return find(postgres, FIND, office, id);
  }

  /** The same within a transaction; nobody closes it, or calls somebody to it, meanwhile. */
  static Future<Counter> lock(SqlClient tx, String office, String id) {
    return find(tx, FIND + " FOR NO KEY UPDATE", office, id);
  }

  private static Future<Counter> find(SqlClient client, String sql, String office, String id) {
    return client
        .preparedQuery(sql)
        .execute(Tuple.of(office, id))
        .map(rows -> rows.size() == 0 ? null : Counter.of(rows.iterator().next()));
  }

  /** Makes or changes it; fails with {@code counter-busy} where it would close on somebody. */
  Future<Put> put(Author by, Counter wish, boolean open) {
    return by.transaction(
        postgres,
        tx ->
            lock(tx, wish.office(), wish.id())
                .compose(
                    found -> open ? Future.succeededFuture() : free(tx, wish.office(), wish.id()))
                .compose(
                    free ->
                        tx.preparedQuery(PUT)
                            .execute(
                                Tuple.of(wish.office(), wish.id(), wish.name())
                                    .addArrayOfString(array(wish.services()))
                                    .addArrayOfString(array(wish.lanes()))
                                    .addArrayOfString(array(wish.stages()))
                                    .addBoolean(open)))
                .map(
                    rows -> {
                      var row = rows.iterator().next();
                      return new Put(Counter.of(row), row.getBoolean("made"));
                    }));
  }

  /** Fails with {@code counter-busy} while somebody is called to it or served at it. */
  static Future<Void> free(SqlClient tx, String office, String counter) {
    return tx.preparedQuery(OCCUPIED)
        .execute(Tuple.of(office, counter))
        .compose(
            rows ->
                rows.size() == 0
                    ? Future.succeededFuture()
                    : Future.failedFuture(busy(rows.iterator().next()).asException()));
  }

  private static Problem busy(Row row) {
    return Problem.of(409, "counter-busy")
        .words(row.getString("number"))
        .with("visit", row.getUUID("id").toString())
        .with("number", row.getString("number"));
  }

  static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
