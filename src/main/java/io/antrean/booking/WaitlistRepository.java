package io.antrean.booking;

import io.antrean.catalogue.Release;
import io.antrean.config.Config;
import io.antrean.config.WaitlistConfig;
import io.antrean.http.Problem;
import io.antrean.postgres.Postgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The waiting lists in PostgreSQL. Offers are written by the ledger alone. */
public final class WaitlistRepository {

  private static final String ENTRY =
      """
      SELECT e.*, o.slot, o.seats, o.offered_at, o.expires_at,
             CASE WHEN e.state = 'WAITING' THEN
               (SELECT count(*) FROM waitlist_entry w
                 WHERE w.release = e.release AND w.state = 'WAITING' AND w.no < e.no) END AS ahead,
             CASE WHEN e.state IN ('WAITING', 'OFFERED') THEN
               (SELECT max(until) FROM person_block
                 WHERE person = ANY (e.party) AND until > now()) END AS blocked_until
        FROM waitlist_entry e LEFT JOIN offer o ON o.entry = e.id
      """;

  private static final String BY_ID = ENTRY + "WHERE e.id = $1::uuid";

  /** The newest first. */
  private static final String PAGE =
      ENTRY
          + """
          WHERE e.account = $1::uuid AND e.release = $2::uuid
            AND ($3::uuid IS NULL OR e.no < (SELECT no FROM waitlist_entry
                                              WHERE id = $3::uuid AND account = $1::uuid))
          ORDER BY e.no DESC
          LIMIT $4::integer
          """;

  /**
   * Who joins a release, or joins by an account, joins one after the other: the order of joining is
   * the order of the commits, and no bound is passed.
   */
  private static final String ONE_BY_ONE =
      "SELECT pg_advisory_xact_lock(hashtextextended('waitlist ' || $1::text, 0))";

  private static final String HINDRANCES =
      """
      SELECT (SELECT count(*) FROM waitlist_entry
               WHERE release = $1::uuid AND state = 'WAITING') AS here,
             (SELECT count(*) FROM waitlist_entry
               WHERE account = $2::uuid AND state IN ('WAITING', 'OFFERED')) AS own,
             EXISTS (SELECT FROM booking
                      WHERE person = ANY ($3::uuid[]) AND service = $4::text
                        AND state IN ('CONFIRMED', 'CHECKED_IN')) AS booked,
             w.entry, w.account
        FROM (SELECT) one
        LEFT JOIN LATERAL (
          SELECT e.id AS entry, e.account FROM waiting JOIN waitlist_entry e ON e.id = waiting.entry
           WHERE waiting.release = $1::uuid AND waiting.person = ANY ($3::uuid[])
           ORDER BY (e.account = $2::uuid) DESC LIMIT 1) w ON true
      """;

  /** They stay the account's until the entry is there, or is not: who erases it waits. */
  private static final String OWN =
      """
      SELECT person FROM account_person
       WHERE account = $1::uuid AND person = ANY ($2::uuid[]) AND removed_at IS NULL
         AND (leaving_at IS NULL OR leaving_at < now() - interval '1 minute')
         FOR SHARE
      """;

  private static final String JOIN =
      """
      WITH entry AS (
        INSERT INTO waitlist_entry (id, release, partition, account, fingerprint, slots, party,
                                    joined_at, state)
        VALUES ($1::uuid, $2::uuid, $3::smallint, $4::uuid, $5::uuid, $6::timestamp[], $7::uuid[],
                date_trunc('milliseconds', clock_timestamp()), 'WAITING')
        ON CONFLICT ON CONSTRAINT waitlist_entry_pkey DO NOTHING
        RETURNING id, release, party)
      INSERT INTO waiting (release, person, entry) SELECT release, unnest(party), id FROM entry
      """;

  private static final String LEAVE =
      """
      UPDATE waitlist_entry
         SET state = 'LEFT', ended_at = date_trunc('milliseconds', clock_timestamp())
       WHERE id = $1::uuid AND account = $2::uuid AND state IN ('WAITING', 'OFFERED')
      """;

  private final Pool postgres;

  /** Who joins waits for who joined before, and takes no connection from other requests. */
  private final Pool joins;

  private final WaitlistConfig limits;

  public WaitlistRepository(Vertx vertx, Config config, Pool postgres) {
    this.postgres = postgres;
    this.limits = config.waitlist();
    this.joins = Postgres.pool(vertx, config.postgres(), "antrean-joins", limits.joinsAtOnce());
  }

  /** The entry of this id, whosever, or null. */
  Future<WaitlistEntry> find(UUID id) {
    return find(postgres, id);
  }

  private static Future<WaitlistEntry> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : entry(rows.iterator().next()));
  }

  /** At most {@code limit} of the account's entries of this release, after that one. */
  Future<List<WaitlistEntry>> page(UUID account, UUID release, UUID after, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(Tuple.of(account, release, after, limit))
        .map(
            rows -> {
              var found = new ArrayList<WaitlistEntry>(rows.size());
              for (var row : rows) found.add(entry(row));
              return found;
            });
  }

  /**
   * Puts the entry at the end of its list, once; the entry of this id as it is then, whatever it
   * asks for. Fails with the problem that stands in the way.
   */
  Future<WaitlistEntry> join(WaitlistEntry wish, Release release) {
    return joins.withTransaction(
        tx ->
            lock(tx, wish.release())
                .compose(done -> lock(tx, wish.account()))
                .compose(done -> find(tx, wish.id()))
                .compose(
                    known ->
                        known != null
                            ? Future.succeededFuture(known)
                            : own(tx, wish)
                                .compose(done -> refuse(tx, wish, release))
                                .compose(done -> add(tx, wish, release))
                                .compose(done -> find(tx, wish.id()))));
  }

  private static Future<Void> lock(SqlClient tx, UUID what) {
    return tx.preparedQuery(ONE_BY_ONE).execute(Tuple.of(what.toString())).mapEmpty();
  }

  private static Future<Void> own(SqlClient tx, WaitlistEntry wish) {
    return tx.preparedQuery(OWN)
        .execute(Tuple.of(wish.account()).addArrayOfUUID(wish.party().toArray(UUID[]::new)))
        .compose(
            found ->
                found.size() == wish.party().size()
                    ? Future.succeededFuture()
                    : Future.failedFuture(Problem.of(409, "person-gone").asException()));
  }

  private Future<Void> refuse(SqlClient tx, WaitlistEntry wish, Release release) {
    var asked =
        Tuple.of(wish.release(), wish.account())
            .addArrayOfUUID(wish.party().toArray(UUID[]::new))
            .addString(release.service().id());
    return tx.preparedQuery(HINDRANCES)
        .execute(asked)
        .compose(
            rows -> {
              var problem = hindrance(rows.iterator().next(), wish);
              return problem == null
                  ? Future.succeededFuture()
                  : Future.failedFuture(problem.asException());
            });
  }

  private Problem hindrance(Row row, WaitlistEntry wish) {
    if (row.getBoolean("booked")) return Problem.of(409, "already-booked");
    if (row.getUUID("entry") != null) {
      var problem = Problem.of(409, "already-waiting");
      return wish.account().equals(row.getUUID("account"))
          ? problem.with("entry", row.getUUID("entry").toString())
          : problem;
    }
    if (row.getLong("own") >= limits.accountMax()) return full("account", limits.accountMax());
    if (row.getLong("here") >= limits.releaseMax()) return full("release", limits.releaseMax());
    return null;
  }

  private static Problem full(String of, int max) {
    return Problem.of(409, "waitlist-full").words(max).with("of", of).with("max", max);
  }

  private static Future<Void> add(SqlClient tx, WaitlistEntry wish, Release release) {
    return tx.preparedQuery(JOIN)
        .execute(
            Tuple.of(wish.id(), wish.release(), release.partition(), wish.account())
                .addUUID(EntryFingerprint.of(wish.account(), wish.release(), wish.id()))
                .addArrayOfLocalDateTime(wish.slots().toArray(LocalDateTime[]::new))
                .addArrayOfUUID(wish.party().toArray(UUID[]::new)))
        .mapEmpty();
  }

  /** Ends the account's own entry, if it has not ended. */
  Future<Void> leave(UUID entry, UUID account) {
    return postgres.preparedQuery(LEAVE).execute(Tuple.of(entry, account)).mapEmpty();
  }

  private static WaitlistEntry entry(Row row) {
    return new WaitlistEntry(
        row.getUUID("id"),
        row.getUUID("account"),
        row.getUUID("release"),
        row.getString("state"),
        Arrays.asList(row.getArrayOfLocalDateTimes("slots")),
        Arrays.asList(row.getArrayOfUUIDs("party")),
        row.getOffsetDateTime("joined_at").toInstant(),
        instant(row.getOffsetDateTime("ended_at")),
        row.getLong("ahead"),
        instant(row.getOffsetDateTime("blocked_until")),
        row.getLocalDateTime("slot") == null ? null : offer(row));
  }

  private static WaitlistEntry.Offer offer(Row row) {
    return new WaitlistEntry.Offer(
        row.getLocalDateTime("slot"),
        Arrays.stream(row.getArrayOfShorts("seats")).map(Short::intValue).toList(),
        row.getOffsetDateTime("offered_at").toInstant(),
        row.getOffsetDateTime("expires_at").toInstant());
  }

  private static Instant instant(OffsetDateTime at) {
    return at == null ? null : at.toInstant();
  }
}
