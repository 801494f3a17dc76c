package io.antrean.account;

import io.antrean.account.LoadTestPersons.MadeUp;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Accounts and their persons in PostgreSQL. */
public final class AccountRepository {

  /** A person to add, known by the HMAC of the identity number. */
  public record NewPerson(String name, byte[] identityHmac) {

    UUID id() {
      return Identity.personId(identityHmac);
    }
  }

  private static final String UNKNOWN_OFFICES =
      """
      SELECT id FROM unnest($1::text[]) AS named (id)
       WHERE NOT EXISTS (SELECT FROM office o WHERE o.id = named.id) ORDER BY id
      """;

  /** One row a person, or one row without a person. */
  private static final String ACCOUNT =
      """
      SELECT a.id, a.login, a.password_hash, a.roles, a.offices, a.language,
             a.verified_at IS NOT NULL AS verified, a.generation,
             EXISTS (SELECT FROM staff_identity s WHERE s.account = a.id) AS by_issuer,
             p.id AS person, p.name,
             permit.expires_on AS permit_expires
      FROM account a
      LEFT JOIN account_person ap ON ap.account = a.id AND ap.removed_at IS NULL
      LEFT JOIN person p ON p.id = ap.person
      LEFT JOIN LATERAL permit_that_counts(p.id) permit ON true
      WHERE a.erased_at IS NULL AND %s
      ORDER BY p.name, p.id
      """;

  private static final String BY_LOGIN = ACCOUNT.formatted("a.login = $1::text");
  private static final String BY_ID = ACCOUNT.formatted("a.id = $1::uuid");

  private static final String ADD_ACCOUNT =
      """
      INSERT INTO account (id, login, password_hash, roles, offices)
      VALUES ($1::uuid, $2::text, $3::text, $4::text[], $5::text[])
      ON CONFLICT ON CONSTRAINT account_login DO NOTHING
      """;

  /** Of the demo: a number that is known keeps its name. */
  private static final String ADD_PERSONS =
      """
      WITH added AS (
        SELECT * FROM unnest($2::uuid[], $3::bytea[], $4::text[]) AS added (id, hmac, name)
      ), persons AS (
        INSERT INTO person (id, identity_hmac, name, pepper)
        SELECT added.id, hmac, name, greatest(1, i.pepper) FROM added, installation i
        ORDER BY added.id
        ON CONFLICT ON CONSTRAINT person_identity DO NOTHING
      )
      INSERT INTO account_person (account, person) SELECT $1::uuid, id FROM added
      """;

  /** One that somebody registers: it is not verified yet. */
  private static final String REGISTER =
      """
      INSERT INTO account (id, login, password_hash, roles, language, verified_at)
      VALUES ($1::uuid, $2::text, $3::text, '{citizen}', $4::text, NULL)
      ON CONFLICT ON CONSTRAINT account_login DO NOTHING
      """;

  private static final String VERIFY =
      "UPDATE account SET verified_at = now() WHERE id = $1::uuid AND verified_at IS NULL";

  /** Every token of an earlier generation is over; the nodes hear of it by sessions_ended_at. */
  private static final String END_SESSIONS =
      """
      UPDATE account SET generation = generation + 1, sessions_ended_at = now()
      WHERE id = $1::uuid AND erased_at IS NULL RETURNING generation
      """;

  private static final String CHANGE_PASSWORD =
      """
      UPDATE account
         SET password_hash = $3::text, generation = generation + 1, sessions_ended_at = now()
      WHERE id = $1::uuid AND erased_at IS NULL AND ($2::text IS NULL OR password_hash = $2::text)
      RETURNING generation
      """;

  private static final String ADD_MADE_UP =
      """
      WITH made AS (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::text[])
          AS made (account, person, hmac, name)
      ), accounts AS (
        INSERT INTO account (id, login, password_hash, roles)
        SELECT DISTINCT account, 'load-test-' || account, $5::text, $6::text[] FROM made
      ), persons AS (
        INSERT INTO person (id, identity_hmac, name, pepper)
        SELECT person, hmac, name, greatest(1, i.pepper) FROM made, installation i
      )
      INSERT INTO account_person (account, person) SELECT account, person FROM made
      """;

  private final Pool postgres;

  public AccountRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** The account of this log-in, or null. */
  public Future<Account> byLogin(String login) {
    return one(BY_LOGIN, Tuple.of(Account.login(login)));
  }

  /** The account of this id, or null. */
  public Future<Account> byId(UUID id) {
    return one(BY_ID, Tuple.of(id));
  }

  /** Adds an account with these persons, whole or not at all; false when its log-in is taken. */
  public Future<Boolean> add(Account account, List<NewPerson> persons) {
    return postgres.withTransaction(
        tx ->
            add(tx, account)
                .compose(
                    added ->
                        added && !persons.isEmpty()
                            ? tx.preparedQuery(ADD_PERSONS)
                                .execute(rows(account, persons))
                                .map(true)
                            : Future.succeededFuture(added)));
  }

  /** Adds a citizen's account with nobody in it; false when its log-in is taken. */
  Future<Boolean> register(UUID id, String login, String passwordHash, String language) {
    return postgres
        .preparedQuery(REGISTER)
        .execute(Tuple.of(id, login, passwordHash, language))
        .map(added -> added.rowCount() == 1);
  }

  Future<Void> verify(UUID account) {
    return postgres.preparedQuery(VERIFY).execute(Tuple.of(account)).mapEmpty();
  }

  /** The generation that tokens must have from now on; null when the account is gone. */
  Future<Integer> endSessions(UUID account) {
    return generation(postgres.preparedQuery(END_SESSIONS).execute(Tuple.of(account)));
  }

  /**
   * Changes the password and ends all sessions. Where {@code from} is given it must still be the
   * hash that is kept. The new generation, or null when nothing was changed.
   */
  Future<Integer> changePassword(UUID account, String from, String to) {
    return generation(postgres.preparedQuery(CHANGE_PASSWORD).execute(Tuple.of(account, from, to)));
  }

  private static Future<Integer> generation(Future<RowSet<Row>> changed) {
    return changed.map(
        rows -> rows.size() == 0 ? null : rows.iterator().next().getInteger("generation"));
  }

  /** Adds made-up persons and the accounts of their families in one statement. */
  Future<Void> add(List<MadeUp> persons) {
    var rows =
        Tuple.tuple()
            .addArrayOfUUID(persons.stream().map(MadeUp::account).toArray(UUID[]::new))
            .addArrayOfUUID(persons.stream().map(MadeUp::person).toArray(UUID[]::new))
            .addArrayOfBuffer(
                persons.stream().map(p -> Buffer.buffer(p.identityHmac())).toArray(Buffer[]::new))
            .addArrayOfString(persons.stream().map(MadeUp::name).toArray(String[]::new))
            .addString(Passwords.NONE)
            .addArrayOfString(new String[] {Role.CITIZEN.text()});
    return postgres.preparedQuery(ADD_MADE_UP).execute(rows).mapEmpty();
  }

  private static Tuple rows(Account account, List<NewPerson> persons) {
    return Tuple.of(account.id())
        .addArrayOfUUID(persons.stream().map(NewPerson::id).toArray(UUID[]::new))
        .addArrayOfBuffer(
            persons.stream().map(p -> Buffer.buffer(p.identityHmac())).toArray(Buffer[]::new))
        .addArrayOfString(persons.stream().map(NewPerson::name).toArray(String[]::new));
  }

  /** Those of these that are none. */
  Future<List<String>> unknownOffices(Set<String> offices) {
    return postgres
        .preparedQuery(UNKNOWN_OFFICES)
        .execute(Tuple.tuple().addArrayOfString(offices.toArray(String[]::new)))
        .map(
            rows -> {
              var unknown = new ArrayList<String>(rows.size());
              for (var row : rows) unknown.add(row.getString(0));
              return unknown;
            });
  }

  private static Future<Boolean> add(SqlClient client, Account account) {
    var roles = account.roles().stream().map(Role::text).sorted().toArray(String[]::new);
    var row =
        Tuple.of(account.id(), Account.login(account.login()), account.passwordHash())
            .addArrayOfString(roles)
            .addArrayOfString(account.offices().stream().sorted().toArray(String[]::new));
    return client.preparedQuery(ADD_ACCOUNT).execute(row).map(added -> added.rowCount() == 1);
  }

  private Future<Account> one(String sql, Tuple key) {
    return postgres.preparedQuery(sql).execute(key).map(AccountRepository::account);
  }

  private static Account account(RowSet<Row> rows) {
    if (rows.size() == 0) return null;
    var persons = new ArrayList<Person>();
    Row first = null;
    for (var row : rows) {
      if (first == null) first = row;
      var person = row.getUUID("person");
      if (person == null) continue;
      persons.add(new Person(person, row.getString("name"), row.getLocalDate("permit_expires")));
    }
    return new Account(
        first.getUUID("id"),
        first.getString("login"),
        first.getString("password_hash"),
        roles(first.getArrayOfStrings("roles")),
        Set.of(first.getArrayOfStrings("offices")),
        persons,
        first.getString("language"),
        first.getBoolean("verified"),
        first.getInteger("generation"),
        first.getBoolean("by_issuer"));
  }

  private static Set<Role> roles(String[] words) {
    return Arrays.stream(words).map(Role::of).collect(Collectors.toUnmodifiableSet());
  }
}
