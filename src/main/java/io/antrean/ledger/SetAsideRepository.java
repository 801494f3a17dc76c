package io.antrean.ledger;

import io.antrean.claim.ClaimRecord;
import io.antrean.ledger.LedgerEntry.Kind;
import io.antrean.postgres.Author;
import io.antrean.postgres.SqlFile;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Entries of the ledger that PostgreSQL could not take, in a table of their own. */
public final class SetAsideRepository {

  /** One of them; {@code resolution} and {@code resolvedAt} are null while it is open. */
  record SetAside(
      long number,
      int partition,
      Kind kind,
      UUID claim,
      ClaimRecord record,
      String reason,
      Instant setAsideAt,
      String resolution,
      Instant resolvedAt) {

    boolean isOpen() {
      return resolution == null;
    }

    private static SetAside of(Row row) {
      var resolvedAt = row.getOffsetDateTime("resolved_at");
      return new SetAside(
          row.getLong("no"),
          row.getInteger("partition"),
          Kind.valueOf(row.getString("kind")),
          row.getUUID("claim"),
          ClaimRecord.read(row.getBuffer("record"), 0),
          row.getString("reason"),
          row.getOffsetDateTime("set_aside_at").toInstant(),
          row.getString("resolution"),
          resolvedAt == null ? null : resolvedAt.toInstant());
    }
  }

  private static final String SET_ASIDE = SqlFile.read("set_aside");
  private static final String REFUSE = SqlFile.read("refuse");

  private static final String OPEN =
      "SELECT count(*) FROM set_aside WHERE partition = $1 AND resolution IS NULL";

  /** What was retried has become a booking, or is open again. */
  private static final String OF_RELEASE =
      """
      SELECT * FROM set_aside
       WHERE release = $1 AND kind = 'CLAIM' AND resolution IS DISTINCT FROM 'RETRIED'
       ORDER BY no
      """;

  private static final String PAGE =
      "SELECT * FROM set_aside WHERE no < $1 ORDER BY no DESC LIMIT $2";

  private static final String ONE = "SELECT * FROM set_aside WHERE no = $1";

  private static final String OFFICE =
      "SELECT s.office FROM release r JOIN service s ON s.no = r.service_no WHERE r.id = $1";

  private final SqlClient postgres;

  public SetAsideRepository(SqlClient postgres) {
    this.postgres = postgres;
  }

  /**
   * Keeps the entry and moves the position past it, or changes nothing; {@code head} is the first
   * eight values of the statement.
   */
  Future<Judgement> setAside(Fence fence, Tuple head, LedgerEntry entry, String reason) {
    // A retry that fails again stays what it was: a claim, as one is that takes an offer.
    var isClaim = entry.kind() == Kind.RETRY || entry.kind() == Kind.ACCEPT;
    var kind = isClaim ? Kind.CLAIM : entry.kind();
    var values =
        head.addLong(entry.id().ms())
            .addInteger(entry.id().seq())
            .addString(kind.name())
            .addUUID(entry.claim())
            .addUUID(entry.record().release())
            .addBuffer(entry.record().toBuffer())
            .addString(reason)
            .addUUID(entry.record().fingerprint());
    return judgement(SET_ASIDE, values, fence, entry);
  }

  /** Refuses what was set aside of this entry's claim, or changes nothing. */
  Future<Judgement> refuse(Fence fence, Tuple head, LedgerEntry entry) {
    var values =
        head.addLong(entry.id().ms())
            .addInteger(entry.id().seq())
            .addUUID(entry.claim())
            .addUUID(entry.record().fingerprint());
    return judgement(REFUSE, values, fence, entry);
  }

  private Future<Judgement> judgement(String sql, Tuple values, Fence fence, LedgerEntry entry) {
    return postgres
        .preparedQuery(sql)
        .execute(values)
        .map(
            rows -> {
              if (rows.size() == 0) throw new FencedOff(fence);
              var verdict = LedgerRepository.verdict(entry.claim(), rows.iterator().next());
              return new Judgement(entry.id(), verdict, false);
            });
  }

  /** That this was asked of it. */
  Future<Void> notes(Author by, SetAside one, String asked) {
    var release = one.record().release();
    return postgres
        .preparedQuery(OFFICE)
        .execute(Tuple.of(release))
        .compose(
            rows -> {
              var office = rows.size() == 0 ? null : rows.iterator().next().getString(0);
              var about = new JsonObject().put("asked", asked).put("claim", one.claim().toString());
              return by.notes(
                  postgres, "set-aside.asked", office, Long.toString(one.number()), about);
            });
  }

  /** How many of the partition wait for an administrator. */
  Future<Long> open(int partition) {
    return postgres
        .preparedQuery(OPEN)
        .execute(Tuple.of(partition))
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** Claims of the release that were set aside and are open or refused. */
  Future<List<SetAside>> ofRelease(UUID release) {
    return postgres.preparedQuery(OF_RELEASE).execute(Tuple.of(release)).map(this::all);
  }

  /** At most {@code limit}, before this number, the newest first. */
  Future<List<SetAside>> page(long before, int limit) {
    return postgres.preparedQuery(PAGE).execute(Tuple.of(before, limit)).map(this::all);
  }

  /** The one with this number, or null. */
  Future<SetAside> find(long number) {
    return postgres
        .preparedQuery(ONE)
        .execute(Tuple.of(number))
        .map(rows -> rows.size() == 0 ? null : SetAside.of(rows.iterator().next()));
  }

  private List<SetAside> all(Iterable<Row> rows) {
    var all = new ArrayList<SetAside>();
    for (var row : rows) all.add(SetAside.of(row));
    return all;
  }
}
