package io.antrean.catalogue;

import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Offices, services, releases and their slots in PostgreSQL. Every change tells all nodes of it by
 * {@code NOTIFY catalogue}, which PostgreSQL sends with the commit.
 */
public final class CatalogueRepository {

  /** The channel on which PostgreSQL tells of changes. */
  static final String CHANNEL = "catalogue";

  private static final String ADD_OFFICE =
      "INSERT INTO office (id, name, zone) VALUES ($1::text, $2::text, $3::text)";

  private static final String ADD_SERVICE =
      """
      INSERT INTO service (office, id, name, letter, category, partition)
      VALUES ($1::text, $2::text, $3::text, $4::text, $5::text, $6::smallint)
      """;

  private static final String RENAME_OFFICE =
      "UPDATE office SET name = $2::text WHERE id = $1::text";

  private static final String RENAME_SERVICE =
      "UPDATE service SET name = $3::text WHERE office = $1::text AND id = $2::text";

  private static final String ADD_RELEASE =
      """
      INSERT INTO release (id, service_no, from_day, to_day, day_starts, day_ends, slot_minutes,
        capacity, opens_at, admission, last_slot_at)
      VALUES ($1::uuid, $2::int, $3::date, $4::date, $5::time, $6::time, $7::smallint,
        $8::smallint, $9::timestamptz, $10::text, $11::timestamptz)
      """;

  /** In order of time: two releases that overlap wait for each other's slots, never in a circle. */
  private static final String ADD_SLOTS =
      """
      INSERT INTO slot (service_no, starts, starts_at, release, ordinal)
      SELECT $1::int, starts, starts_at, $2::uuid, place - 1
      FROM unnest($3::timestamp[], $4::timestamptz[]) WITH ORDINALITY
        AS planned (starts, starts_at, place)
      ORDER BY place
      """;

  /** The first of the slots that are another release's. */
  private static final String IN_THE_WAY =
      """
      SELECT release FROM slot
      WHERE service_no = $1::int AND starts = ANY ($2::timestamp[])
      ORDER BY starts
      LIMIT 1
      """;

  private static final String RELEASE =
      """
      SELECT r.*, s.office, s.id AS service,
        (SELECT count(*) FROM slot WHERE slot.release = r.id) AS slots
      FROM release r JOIN service s ON s.no = r.service_no
      """;

  private static final String RELEASE_BY_ID = RELEASE + "WHERE r.id = $1::uuid";

  private static final String RETIRED =
      RELEASE
          + """
          WHERE r.retired_at IS NOT NULL
            AND ($1::text IS NULL OR s.office = $1::text)
            AND ($2::text IS NULL OR s.id = $2::text)
            AND ($3::timestamptz IS NULL OR (r.opens_at, r.id) > ($3::timestamptz, $4::uuid))
          ORDER BY r.opens_at, r.id
          LIMIT $5::int
          """;

  private static final String NOT_RETIRED =
      "SELECT r.* FROM release r WHERE r.retired_at IS NULL ORDER BY r.id";

  private static final String SLOTS =
      """
      SELECT release, ordinal, starts, starts_at FROM slot
      WHERE release = ANY ($1::uuid[])
      ORDER BY release, ordinal
      """;

  private final Pool postgres;
  private final OfficeDaysRepository days;

  public CatalogueRepository(Pool postgres) {
    this.postgres = postgres;
    this.days = new OfficeDaysRepository(postgres);
  }

  /** When offices are open. */
  OfficeDaysRepository days() {
    return days;
  }

  /** Adds an office; fails with {@code 409 already-exists} when its id is taken. */
  public Future<Void> add(Author by, Office office) {
    return change(
        by,
        Map.of("office_pkey", Problem.of(409, "already-exists").words(office.id())),
        tx ->
            tx.preparedQuery(ADD_OFFICE)
                .execute(Tuple.of(office.id(), office.name(), office.zone().getId()))
                .mapEmpty());
  }

  /** Adds a service; fails with {@code 409} when its id or its letter is taken at the office. */
  public Future<Void> add(Author by, Service service) {
    var row =
        Tuple.of(
            service.office(),
            service.id(),
            service.name(),
            service.letter(),
            service.category().name(),
            service.partition());
    return change(
        by,
        Map.of(
            "service_once", Problem.of(409, "already-exists").words(service.id()),
            "service_letter", Problem.of(409, "letter-taken").words(service.letter())),
        tx -> tx.preparedQuery(ADD_SERVICE).execute(row).mapEmpty());
  }

  /** False when there is no such office. */
  Future<Boolean> renameOffice(Author by, String office, String name) {
    return rename(by, RENAME_OFFICE, Tuple.of(office, name));
  }

  /** False when there is no such service at this office. */
  Future<Boolean> renameService(Author by, String office, String service, String name) {
    return rename(by, RENAME_SERVICE, Tuple.of(office, service, name));
  }

  private Future<Boolean> rename(Author by, String update, Tuple values) {
    return change(
        by,
        Map.of(),
        tx -> tx.preparedQuery(update).execute(values).map(updated -> updated.rowCount() == 1));
  }

  /**
   * Adds a release with all its slots, or nothing: {@code 409 release-overlaps} when one of the
   * slots is another release's, also one that another node is adding at this moment, with its id.
   */
  public Future<Void> add(Author by, Release release) {
    var overlaps = Problem.of(409, "release-overlaps");
    return this.<Void>change(by, Map.of("slot_once", overlaps), tx -> add(tx, release))
        .recover(
            failure ->
                failure instanceof ProblemException refusal && refusal.problem() == overlaps
                    ? inTheWay(postgres, release)
                        .compose(id -> failed(overlaps.with("release", id.toString())))
                    : Future.failedFuture(failure));
  }

  /** Within a transaction that says so to all nodes; fails where it overlaps. */
  static Future<Void> add(SqlClient tx, Release release) {
    return tx.preparedQuery(ADD_RELEASE)
        .execute(CatalogueRows.row(release))
        .compose(added -> tx.preparedQuery(ADD_SLOTS).execute(CatalogueRows.slotRows(release)))
        .mapEmpty();
  }

  private static <T> Future<T> failed(Problem problem) {
    return Future.failedFuture(problem.asException());
  }

  /** The first release that has one of its slots, or null. */
  static Future<UUID> inTheWay(SqlClient client, Release release) {
    return client
        .preparedQuery(IN_THE_WAY)
        .execute(CatalogueRows.starts(release))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next().getUUID("release"));
  }

  /** The release of this id, retired or not, or null. */
  Future<ReleaseSummary> find(UUID release) {
    return postgres
        .preparedQuery(RELEASE_BY_ID)
        .execute(Tuple.of(release))
        .map(rows -> rows.size() == 0 ? null : CatalogueRows.summary(rows.iterator().next()));
  }

  /** Retired releases in order of opening; all of an office or service when that is null. */
  Future<List<ReleaseSummary>> retired(
      String office, String service, ReleaseCursor after, int limit) {
    var opensAt = after == null ? null : CatalogueRows.utc(after.opensAt());
    var id = after == null ? null : after.id();
    return postgres
        .preparedQuery(RETIRED)
        .execute(Tuple.of(office, service, opensAt, id, limit))
        .map(rows -> list(rows, CatalogueRows::summary));
  }

  public Future<List<Office>> offices() {
    return postgres
        .preparedQuery("SELECT id, name, zone FROM office ORDER BY id")
        .execute()
        .map(rows -> list(rows, CatalogueRows::office));
  }

  public Future<List<Service>> services() {
    return postgres
        .preparedQuery("SELECT * FROM service ORDER BY office, id")
        .execute()
        .map(rows -> list(rows, CatalogueRows::service));
  }

  /** The rows of all releases that are not retired, without their slots. */
  Future<List<CatalogueRows.ReleaseRow>> notRetired() {
    return postgres
        .preparedQuery(NOT_RETIRED)
        .execute()
        .map(rows -> list(rows, CatalogueRows::release));
  }

  /** The slots of these releases, each in order of time. They never change once they are there. */
  Future<Map<UUID, List<Slot>>> slots(List<UUID> releases) {
    if (releases.isEmpty()) return Future.succeededFuture(Map.of());
    return postgres
        .preparedQuery(SLOTS)
        .execute(Tuple.tuple().addArrayOfUUID(releases.toArray(UUID[]::new)))
        .map(
            rows -> {
              var slots = new HashMap<UUID, List<Slot>>();
              for (var row : rows) {
                slots
                    .computeIfAbsent(row.getUUID("release"), none -> new ArrayList<>())
                    .add(CatalogueRows.slot(row));
              }
              return slots;
            });
  }

  /** One transaction with the word to all nodes in it; a broken constraint becomes its problem. */
  private <T> Future<T> change(
      Author by, Map<String, Problem> refusals, Function<SqlClient, Future<T>> statements) {
    return by.transaction(
            postgres,
            tx ->
                statements
                    .apply(tx)
                    .compose(done -> tx.query("NOTIFY " + CHANNEL).execute().map(done)))
        .recover(
            failure -> {
              var refusal =
                  failure instanceof PgException broken && broken.getConstraint() != null
                      ? refusals.get(broken.getConstraint())
                      : null;
              return Future.failedFuture(refusal == null ? failure : refusal.asException());
            });
  }

  private static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
    return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
  }
}
