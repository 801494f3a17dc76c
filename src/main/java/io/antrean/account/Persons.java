package io.antrean.account;

import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The people that an account may book for. One number is one person in the whole installation: a
 * second account may have them too, if it knows the name and the birth date that the first one
 * gave; they are the same person, with the same one open booking a service.
 */
public final class Persons {

  /** Places that a person who was removed goes on taking for a while, those of today included. */
  static final int REMEMBERED_MAX = 2 * Caller.PERSONS_MAX;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  private static final String LOCK_ACCOUNT =
      """
      SELECT verified_at IS NOT NULL AS verified FROM account
      WHERE id = $1::uuid AND erased_at IS NULL FOR UPDATE
      """;

  /** Held for reading: no node moves on to a newer pepper before this person is there. */
  private static final String PEPPER = "SELECT pepper FROM installation FOR SHARE";

  /** A person with an open booking stays, since it is found by them. */
  static final String OPEN_BOOKING =
      """
      SELECT FROM booking
      WHERE account = $1::uuid AND person = ANY ($2::uuid[])
        AND state IN ('CONFIRMED', 'CHECKED_IN') LIMIT 1
      """;

  /** A person, and whether this request has added them. */
  record Added(PersonDetails person, boolean isNew) {}

  private final Pool postgres;
  private final PersonRepository persons;
  private final Identity identity;

  public Persons(Pool postgres, Identity identity) {
    this.postgres = postgres;
    this.persons = new PersonRepository(identity);
    this.identity = identity;
  }

  Future<List<PersonDetails>> of(UUID account) {
    return persons
        .of(postgres, account)
        .compose(found -> StandingRepository.with(postgres, account, found));
  }

  /** Adds a person to the account, or says that it has them; a refusal is a ProblemException. */
  Future<Added> add(UUID account, PersonDraft draft) {
    return postgres.withTransaction(
        tx ->
            lock(tx, account)
                .compose(verified -> verified ? pepper(tx) : refused(notVerified()))
                .compose(done -> person(tx, draft))
                .compose(row -> place(tx, account, row.getUUID("id")))
                .compose(isNew -> added(tx, account, draft, isNew)));
  }

  /** Requests of one account take turns here, so that five stay five. */
  private static Future<Boolean> lock(SqlClient tx, UUID account) {
    return tx.preparedQuery(LOCK_ACCOUNT)
        .execute(Tuple.of(account))
        .compose(
            rows ->
                rows.size() == 0
                    ? refused(PersonRoutes.gone())
                    : Future.succeededFuture(rows.iterator().next().getBoolean("verified")));
  }

  private static Problem notVerified() {
    return Problem.of(403, "not-verified");
  }

  /** A node with an older file would not find persons of the newer one, and add them again. */
  private Future<Void> pepper(SqlClient tx) {
    return tx.query(PEPPER)
        .execute()
        .compose(
            rows ->
                rows.iterator().next().getInteger(0) <= identity.version()
                    ? Future.succeededFuture()
                    : refused(Problem.of(503, "overloaded").retryAfter(RETRY_AFTER)));
  }

  private Future<Row> person(SqlClient tx, PersonDraft draft) {
    return persons
        .find(tx, draft.number())
        .compose(
            known ->
                known != null
                    ? agreed(tx, known, draft)
                    : persons
                        .add(tx, draft)
                        .compose(done -> persons.find(tx, draft.number()))
                        .compose(row -> agreed(tx, row, draft)));
  }

  /** Nobody learns or changes what another account has given. */
  private Future<Row> agreed(SqlClient tx, Row known, PersonDraft draft) {
    if (known == null) throw new IllegalStateException("A person's id is another person's");
    var name = known.getString("name");
    if (!PersonDraft.isSameName(name, draft.name())
        || differs(known.getLocalDate("birth_date"), draft.birthDate())
        || differs(known.getString("sex"), draft.sex().name())
        || differs(known.getString("nationality"), draft.nationality())) {
      return refused(Problem.of(409, "person-differs"));
    }
    var whole = known.getBuffer("number") != null;
    if (whole && known.getInteger("pepper") == identity.version()) {
      return Future.succeededFuture(known);
    }
    return persons.complete(tx, known.getUUID("id"), name, draft).map(known);
  }

  /** What was never given agrees with anything. */
  private static boolean differs(Object known, Object given) {
    return known != null && !known.equals(given);
  }

  private Future<Boolean> place(SqlClient tx, UUID account, UUID person) {
    return persons
        .places(tx, account, person)
        .compose(
            places -> {
              if (places.has()) return Future.succeededFuture(false);
              var full =
                  places.taken() >= Caller.PERSONS_MAX || places.remembered() >= REMEMBERED_MAX;
              return full
                  ? refused(Problem.of(409, "persons-full").words(Caller.PERSONS_MAX))
                  : persons.link(tx, account, person).map(true);
            });
  }

  private Future<Added> added(SqlClient tx, UUID account, PersonDraft draft, boolean isNew) {
    return persons
        .find(tx, draft.number())
        .map(row -> List.of(PersonDetails.of(row, identity)))
        .compose(one -> StandingRepository.with(tx, account, one))
        .map(one -> new Added(one.get(0), isNew));
  }

  /** Takes a person out of the account; false when it does not have them. */
  Future<Boolean> remove(UUID account, UUID person) {
    return postgres.withTransaction(
        tx ->
            lock(tx, account)
                .compose(verified -> noOpenBooking(tx, account, List.of(person)))
                .compose(done -> persons.unlink(tx, account, person)));
  }

  /** Refuses while the account has an open booking for one of these. */
  static Future<Void> noOpenBooking(SqlClient tx, UUID account, List<UUID> persons) {
    return tx.preparedQuery(OPEN_BOOKING)
        .execute(Tuple.of(account).addArrayOfUUID(persons.toArray(UUID[]::new)))
        .compose(
            open ->
                open.size() == 0
                    ? Future.succeededFuture()
                    : refused(Problem.of(409, "open-booking")));
  }

  static <T> Future<T> refused(Problem problem) {
    return Future.failedFuture(problem.asException());
  }
}
