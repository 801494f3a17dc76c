package io.antrean.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;

/** Which peppers the persons of this database were registered with: only their marks. */
public final class PepperRepository {

  /** Whoever adds a person holds this row for reading: it changes between them, not meanwhile. */
  private static final String LOCK = "SELECT pepper FROM installation FOR UPDATE";

  private static final String KEEP =
      """
      INSERT INTO pepper (version, mark)
      SELECT * FROM unnest($1::smallint[], $2::bytea[]) ON CONFLICT (version) DO NOTHING
      """;

  private static final String OTHERS =
      """
      SELECT p.version FROM pepper p
      JOIN unnest($1::smallint[], $2::bytea[]) AS given (version, mark) USING (version)
      WHERE p.mark <> given.mark ORDER BY 1 LIMIT 1
      """;

  private static final String MISSING =
      """
      SELECT version FROM pepper
      WHERE version <> ALL ($1::smallint[])
        AND EXISTS (SELECT FROM person WHERE pepper = version AND erased_at IS NULL)
      ORDER BY 1 LIMIT 1
      """;

  private static final String MOVE = "UPDATE installation SET pepper = $1::smallint";

  private final Pool postgres;

  public PepperRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /**
   * Makes this node's newest version the one for new persons. Fails, for an operator to read, when
   * a version is known with another secret, or when a newer version is in use already.
   */
  public Future<Void> register(Identity identity) {
    return postgres.withTransaction(
        tx ->
            tx.query(LOCK)
                .execute()
                .compose(row -> register(tx, identity, row.iterator().next().getInteger(0))));
  }

  private static Future<Void> register(SqlConnection tx, Identity identity, int inUse) {
    if (inUse > identity.version()) {
      return refused(
          "ends with version %d, and version %d is in use".formatted(identity.version(), inUse));
    }
    var marks = marks(identity);
    return tx.preparedQuery(OTHERS)
        .execute(marks)
        .compose(found -> none(found, "has another secret for version %d than the one in use"))
        .compose(none -> tx.preparedQuery(MISSING).execute(Tuple.of(marks.getValue(0))))
        .compose(found -> none(found, "lacks version %d, which persons are registered under"))
        .compose(none -> tx.preparedQuery(KEEP).execute(marks))
        .compose(
            kept ->
                inUse == identity.version()
                    ? Future.succeededFuture()
                    : tx.preparedQuery(MOVE).execute(Tuple.of(identity.version())).mapEmpty());
  }

  private static Tuple marks(Identity identity) {
    var marks = identity.marks();
    return Tuple.tuple()
        .addArrayOfShort(marks.keySet().stream().map(Integer::shortValue).toArray(Short[]::new))
        .addArrayOfBuffer(marks.values().stream().map(Buffer::buffer).toArray(Buffer[]::new));
  }

  private static Future<Void> none(RowSet<Row> found, String why) {
    if (found.size() == 0) return Future.succeededFuture();
    return refused(why.formatted(found.iterator().next().getInteger(0)));
  }

  private static <T> Future<T> refused(String why) {
    return Future.failedFuture(
        new IllegalStateException(
            "ANTREAN_PEPPER_FILE " + why + "; persons would not be found by their numbers"));
  }
}
