package io.antrean.account;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Persons in PostgreSQL, and which account may book for whom. Whoever calls has the transaction.
 */
final class PersonRepository {

  /** How many an account has, and how many it is remembered to have had. */
  record Places(int taken, int remembered, boolean has) {}

  private static final String COLUMNS =
      """
      SELECT p.id, p.name, p.birth_date, p.sex, p.nationality, p.kind, p.country, p.number,
             p.number_key, p.pepper
      FROM person p
      """;

  private static final String OF_ACCOUNT =
      COLUMNS
          + """
          JOIN account_person ap ON ap.person = p.id
          WHERE ap.account = $1::uuid AND ap.removed_at IS NULL ORDER BY p.name, p.id
          """;

  private static final String FIND =
      COLUMNS + "WHERE p.identity_hmac = ANY ($1::bytea[]) FOR UPDATE";

  /**
   * Without a target, since another transaction may be met at the id as well as at the HMAC: whom
   * it has added is looked for next.
   */
  private static final String ADD =
      """
      INSERT INTO person (id, identity_hmac, pepper, name, birth_date, sex, nationality, kind,
                          country, number, number_key)
      VALUES ($1::uuid, $2::bytea, $3::smallint, $4::text, $5::date, $6::text, $7::text, $8::text,
              $9::text, $10::bytea, $3::smallint)
      ON CONFLICT DO NOTHING
      """;

  /**
   * The number has been given again: it is kept under the newest pepper, and what lacked is there.
   */
  private static final String COMPLETE =
      """
      UPDATE person
         SET identity_hmac = $2::bytea, pepper = $3::smallint, birth_date = $5::date,
             sex = $6::text, nationality = $7::text, kind = $8::text, country = $9::text,
             number = $10::bytea, number_key = $3::smallint, looked_at = now()
       WHERE id = $1::uuid AND name = $4::text
      """;

  /**
   * Who was erased under an older version of the pepper comes back under another id: what counts
   * against them is theirs still, and is judged anew.
   */
  private static final String TAKE_UP_NO_SHOWS =
      """
      UPDATE no_show SET person = $1::uuid, judged_at = NULL
       WHERE person = ANY ($2::uuid[]) AND person <> $1::uuid
      """;

  private static final String PLACES =
      """
      SELECT count(*) FILTER (WHERE removed_at IS NULL) AS taken, count(*) AS remembered,
             coalesce(bool_or(person = $2::uuid AND removed_at IS NULL), false) AS has
      FROM account_person WHERE account = $1::uuid AND (person <> $2::uuid OR removed_at IS NULL)
      """;

  private static final String LINK =
      """
      WITH seen AS (UPDATE person SET looked_at = now() WHERE id = $2::uuid)
      INSERT INTO account_person (account, person) VALUES ($1::uuid, $2::uuid)
      ON CONFLICT (account, person) DO UPDATE SET removed_at = NULL
      """;

  private static final String UNLINK =
      """
      UPDATE account_person SET removed_at = now()
      WHERE account = $1::uuid AND person = $2::uuid AND removed_at IS NULL
      """;

  private final Identity identity;

  PersonRepository(Identity identity) {
    this.identity = identity;
  }

  /** Whom the account may book for. */
  Future<List<PersonDetails>> of(SqlClient client, UUID account) {
    return client
        .preparedQuery(OF_ACCOUNT)
        .execute(Tuple.of(account))
        .map(
            rows -> {
              var found = new ArrayList<PersonDetails>();
              for (var row : rows) found.add(PersonDetails.of(row, identity));
              return found;
            });
  }

  /**
   * The row of this number under whatever version of the pepper, locked; null when there is none.
   */
  Future<Row> find(SqlClient tx, IdentityNumber number) {
    var hmacs = identity.hmacs(number).stream().map(Buffer::buffer).toArray(Buffer[]::new);
    return tx.preparedQuery(FIND)
        .execute(Tuple.tuple().addArrayOfBuffer(hmacs))
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
  }

  /** Adds a person nobody had; does nothing when another transaction was first. */
  Future<Void> add(SqlClient tx, PersonDraft draft) {
    var id = Identity.personId(identity.hmac(draft.number()));
    var ids = identity.personIds(draft.number()).toArray(UUID[]::new);
    return tx.preparedQuery(ADD)
        .execute(row(id, draft, draft.name()))
        .compose(
            done ->
                ids.length == 1
                    ? Future.succeededFuture()
                    : tx.preparedQuery(TAKE_UP_NO_SHOWS)
                        .execute(Tuple.of(id).addArrayOfUUID(ids))
                        .mapEmpty());
  }

  /** Keeps the name that is there. */
  Future<Void> complete(SqlClient tx, UUID person, String name, PersonDraft draft) {
    return tx.preparedQuery(COMPLETE).execute(row(person, draft, name)).mapEmpty();
  }

  private Tuple row(UUID person, PersonDraft draft, String name) {
    return Tuple.of(person)
        .addBuffer(Buffer.buffer(identity.hmac(draft.number())))
        .addInteger(identity.version())
        .addString(name)
        .addLocalDate(draft.birthDate())
        .addString(draft.sex().name())
        .addString(draft.nationality())
        .addString(draft.number().kind().name())
        .addString(draft.number().country())
        .addBuffer(Buffer.buffer(identity.encrypt(draft.number(), person)));
  }

  Future<Places> places(SqlClient tx, UUID account, UUID person) {
    return tx.preparedQuery(PLACES)
        .execute(Tuple.of(account, person))
        .map(
            rows -> {
              var row = rows.iterator().next();
              return new Places(
                  row.getInteger("taken"), row.getInteger("remembered"), row.getBoolean("has"));
            });
  }

  Future<Void> link(SqlClient tx, UUID account, UUID person) {
    return tx.preparedQuery(LINK).execute(Tuple.of(account, person)).mapEmpty();
  }

  /** Whether the account had this person. */
  Future<Boolean> unlink(SqlClient tx, UUID account, UUID person) {
    return tx.preparedQuery(UNLINK)
        .execute(Tuple.of(account, person))
        .map(changed -> changed.rowCount() == 1);
  }
}
