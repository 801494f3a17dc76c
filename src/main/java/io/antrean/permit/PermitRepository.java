package io.antrean.permit;

import io.antrean.permit.Permit.Particulars;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Stay permits in PostgreSQL. */
final class PermitRepository {

  /** Permits that are told of one person; the latest. */
  static final int PERMITS_MAX = 100;

  /** What became of recording one. */
  enum Recorded {
    NEW,
    SAME,
    /** The id is another permit's. */
    DIFFERS,
    /** The number is on record already, or is another person's. */
    KNOWN,
    NO_PERSON,
    NO_OFFICE
  }

  private static final String SELECT =
      """
      SELECT p.*,
             coalesce(p.id = (SELECT c.id FROM permit_that_counts(p.person) c), false) AS counts
      FROM stay_permit p
      """;

  private static final String BY_ID = SELECT + "WHERE p.id = $1::uuid";

  private static final String OF_PERSON =
      SELECT
          + """
          JOIN account_person ap ON ap.person = p.person
          WHERE ap.account = $1::uuid AND ap.person = $2::uuid AND ap.removed_at IS NULL
          ORDER BY p.granted_on DESC, p.expires_on DESC, p.recorded_at DESC, p.id
          LIMIT $3::int
          """;

  private static final String HAS =
      """
      SELECT FROM account_person
      WHERE account = $1::uuid AND person = $2::uuid AND removed_at IS NULL
      """;

  /** In this order, so that two who record the same take turns: the id, then the number. */
  private static final String IN_TURN = "SELECT pg_advisory_xact_lock($1::int, hashtext($2::text))";

  private static final int ID_TURN = 161;
  private static final int NUMBER_TURN = 162;

  /** Who is being erased is waited for, and is not there any more. */
  private static final String PERSON =
      "SELECT FROM person WHERE id = $1::uuid AND erased_at IS NULL FOR KEY SHARE";

  private static final String KNOWN =
      """
      SELECT FROM stay_permit
      WHERE kind = $1::text AND number = $2::text AND revoked_at IS NULL
        AND (person <> $3::uuid OR granted_on = $4::date)
      """;

  private static final String ADD =
      """
      INSERT INTO stay_permit (id, person, kind, number, nationality, sex, sector, office,
                               granted_on, expires_on, recorded_by, recorded_at)
      SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::text, o.id,
             $9::date, $10::date, $11::uuid, date_trunc('milliseconds', now())
      FROM office o WHERE o.id = $8::text
      """;

  private static final String REVOKE =
      """
      UPDATE stay_permit
         SET revoked_at = date_trunc('milliseconds', now()), revoked_by = $2::uuid
       WHERE id = $1::uuid AND revoked_at IS NULL
      """;

  private final Pool postgres;

  PermitRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** Null when there is none. */
  Future<Permit> find(UUID id) {
    return find(postgres, id);
  }

  private static Future<Permit> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(BY_ID)
        .execute(Tuple.of(id))
        .map(rows -> rows.size() == 0 ? null : Permit.of(rows.iterator().next()));
  }

  /** The person's, the latest first; null when they are none of this account's. */
  Future<List<Permit>> of(UUID account, UUID person) {
    return postgres
        .preparedQuery(HAS)
        .execute(Tuple.of(account, person))
        .compose(
            has ->
                has.size() == 0
                    ? Future.succeededFuture()
                    : postgres
                        .preparedQuery(OF_PERSON)
                        .execute(Tuple.of(account, person, PERMITS_MAX))
                        .map(PermitRepository::permits));
  }

  private static List<Permit> permits(RowSet<Row> rows) {
    var found = new ArrayList<Permit>();
    for (var row : rows) found.add(Permit.of(row));
    return found;
  }

  /** Records it once, whoever repeats it. */
  Future<Recorded> record(UUID id, Particulars permit, UUID by) {
    return postgres.withTransaction(
        tx ->
            inTurn(tx, ID_TURN, id.toString())
                .compose(turn -> find(tx, id))
                .compose(
                    known -> {
                      if (known == null) return add(tx, id, permit, by);
                      var isSame = known.is().equals(permit);
                      return Future.succeededFuture(isSame ? Recorded.SAME : Recorded.DIFFERS);
                    }));
  }

  private static Future<Void> inTurn(SqlClient tx, int what, String key) {
    return tx.preparedQuery(IN_TURN).execute(Tuple.of(what, key)).mapEmpty();
  }

  private static Future<Recorded> add(SqlClient tx, UUID id, Particulars permit, UUID by) {
    return inTurn(tx, NUMBER_TURN, permit.kind() + " " + permit.number())
        .compose(turn -> tx.preparedQuery(PERSON).execute(Tuple.of(permit.person())))
        .compose(
            person -> {
              if (person.size() == 0) return Future.succeededFuture(Recorded.NO_PERSON);
              return tx.preparedQuery(KNOWN)
                  .execute(
                      Tuple.of(permit.kind(), permit.number(), permit.person(), permit.grantedOn()))
                  .compose(
                      known ->
                          known.size() > 0
                              ? Future.succeededFuture(Recorded.KNOWN)
                              : insert(tx, id, permit, by));
            });
  }

  private static Future<Recorded> insert(SqlClient tx, UUID id, Particulars permit, UUID by) {
    var row =
        Tuple.of(id, permit.person(), permit.kind(), permit.number(), permit.nationality())
            .addString(permit.sex().toUpperCase(Locale.ROOT))
            .addString(permit.sector())
            .addString(permit.office())
            .addLocalDate(permit.grantedOn())
            .addLocalDate(permit.expiresOn())
            .addUUID(by);
    return tx.preparedQuery(ADD)
        .execute(row)
        .map(added -> added.rowCount() == 1 ? Recorded.NEW : Recorded.NO_OFFICE);
  }

  /** The permit as it is then; who has revoked it first stays on record. */
  Future<Permit> revoke(UUID id, UUID by) {
    return postgres
        .preparedQuery(REVOKE)
        .execute(Tuple.of(id, by))
        .compose(done -> find(postgres, id));
  }
}
