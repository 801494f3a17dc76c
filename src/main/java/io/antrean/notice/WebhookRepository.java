package io.antrean.notice;

import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Webhooks in PostgreSQL. */
final class WebhookRepository {

  private static final String SELECT = "SELECT * FROM webhook ";

  /** By the time at which they were registered, and within it by id. */
  private static final String PAGE =
      SELECT
          + """
          WHERE $1::uuid IS NULL
             OR (created_at, id) > (SELECT created_at, id FROM webhook WHERE id = $1::uuid)
          ORDER BY created_at, id
          LIMIT $2::int
          """;

  private static final String FIND = SELECT + "WHERE id = $1::uuid";

  /** Those that something is due for. */
  private static final String DUE =
      SELECT
          + """
          w WHERE w.disabled_at IS NULL AND EXISTS (
            SELECT FROM notice n
             WHERE n.receiver = w.id AND n.set_aside_at IS NULL AND n.due_at <= now())
          """;

  /** Two at the same moment are counted one after the other. */
  private static final String LOCK = "LOCK TABLE webhook IN SHARE ROW EXCLUSIVE MODE";

  private static final String ADD =
      """
      INSERT INTO webhook (id, office, url, kinds, pepper)
      SELECT $1::uuid, $2::text, $3::text, $4::text[], $5::smallint
       WHERE (SELECT count(*) FROM webhook) < $6::int
      RETURNING *
      """;

  private static final String ENABLE =
      """
      UPDATE webhook
         SET disabled_at = CASE WHEN $2::boolean THEN NULL ELSE coalesce(disabled_at, now()) END,
             disabled_reason = CASE WHEN $2::boolean THEN NULL
                                    WHEN disabled_at IS NULL THEN 'administrator'
                                    ELSE disabled_reason END,
             failures = CASE WHEN $2::boolean THEN 0 ELSE failures END,
             failing_since = CASE WHEN $2::boolean THEN NULL ELSE failing_since END
       WHERE id = $1::uuid
      RETURNING *
      """;

  /** Whoever writes notices holds one of these: none is being written for it any more. */
  private static final String CURSORS = "SELECT FROM notice_cursor ORDER BY partition FOR UPDATE";

  private static final String MARKS = "SELECT FROM reminded ORDER BY service_no FOR UPDATE";

  /** Whoever delivers holds a notice before its webhook, and so does whoever removes both. */
  private static final String FORGET = "DELETE FROM notice WHERE receiver = $1::uuid";

  private static final String REMOVE = "DELETE FROM webhook WHERE id = $1::uuid";

  private final Pool postgres;

  WebhookRepository(Pool postgres) {
    this.postgres = postgres;
  }

  Future<List<Webhook>> page(UUID after, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(after, limit))
        .map(WebhookRepository::webhooks);
  }

  /** Or null. */
  Future<Webhook> find(UUID id) {
    return postgres.preparedQuery(FIND).execute(Tuple.of(id)).map(WebhookRepository::first);
  }

  Future<List<Webhook>> due() {
    return postgres.preparedQuery(DUE).execute().map(WebhookRepository::webhooks);
  }

  /** Null when there are so many already. */
  Future<Webhook> add(
      Author by, UUID id, String office, String url, List<String> kinds, int pepper, int max) {
    var values =
        Tuple.of(id, office, url)
            .addArrayOfString(kinds.toArray(String[]::new))
            .addInteger(pepper)
            .addInteger(max);
    return by.transaction(
        postgres,
        tx ->
            tx.query(LOCK)
                .execute()
                .compose(locked -> tx.preparedQuery(ADD).execute(values))
                .map(WebhookRepository::first));
  }

  /** As it is then, or null when there is none. */
  Future<Webhook> enable(Author by, UUID id, boolean enabled) {
    return by.transaction(
        postgres,
        tx ->
            tx.preparedQuery(ENABLE).execute(Tuple.of(id, enabled)).map(WebhookRepository::first));
  }

  /** With whatever was still to be told to it; whether there was one. */
  Future<Boolean> remove(Author by, UUID id) {
    return by.transaction(
        postgres,
        tx ->
            tx.query(CURSORS)
                .execute()
                .compose(locked -> tx.query(MARKS).execute())
                .compose(locked -> tx.preparedQuery(FORGET).execute(Tuple.of(id)))
                .compose(forgotten -> tx.preparedQuery(REMOVE).execute(Tuple.of(id)))
                .map(rows -> rows.rowCount() > 0));
  }

  private static Webhook first(RowSet<Row> rows) {
    return rows.size() == 0 ? null : webhooks(rows).get(0);
  }

  private static List<Webhook> webhooks(RowSet<Row> rows) {
    var found = new ArrayList<Webhook>(rows.size());
    for (var row : rows) {
      found.add(
          new Webhook(
              row.getUUID("id"),
              row.getString("office"),
              row.getString("url"),
              List.of(row.getArrayOfStrings("kinds")),
              row.getInteger("pepper"),
              instant(row, "created_at"),
              row.getInteger("failures"),
              instant(row, "disabled_at"),
              row.getString("disabled_reason")));
    }
    return found;
  }

  private static Instant instant(Row row, String column) {
    var at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }
}
