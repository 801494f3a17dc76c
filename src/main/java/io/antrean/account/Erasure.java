package io.antrean.account;

import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Erases accounts and persons. Bookings stay, for the count of what an office has done, under an id
 * that was made of nothing: the one that they had can be computed again from an identity number by
 * whoever has the pepper, so it goes with the number.
 */
public final class Erasure {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  /** From now on the ledger takes no claim of this account. */
  private static final String LEAVE =
      "UPDATE account_person SET leaving_at = now() WHERE account = $1::uuid";

  private static final String STAY =
      "UPDATE account_person SET leaving_at = NULL WHERE account = $1::uuid";

  /** Waits for the batch of each partition that is being applied. */
  private static final String PASSED = "SELECT id FROM partition ORDER BY id FOR SHARE";

  /** A mark means nothing after a minute; somebody may have been added since. */
  private static final String NOT_LEAVING =
      """
      SELECT FROM account_person
       WHERE account = $1::uuid
         AND (leaving_at IS NULL OR leaving_at < now() - interval '50 seconds') LIMIT 1
      """;

  private static final String PERSONS =
      "SELECT person FROM account_person WHERE account = $1::uuid";

  private static final String PERSONS_OF = PERSONS + " ORDER BY person FOR UPDATE";

  /** Who adds one of them to another account waits, or is seen by the statements after this one. */
  private static final String LOCK_PERSONS =
      "SELECT id FROM person WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE";

  private static final String UNLINK = "DELETE FROM account_person WHERE account = $1::uuid";

  /**
   * In the order of their ids, as everybody locks them; without those whom an account still has,
   * and those whom another authority was asked about and has not answered: nobody erases a case.
   */
  private static final String UNUSED =
      """
      SELECT p.id FROM person p
      WHERE p.id = ANY ($1::uuid[]) AND p.erased_at IS NULL
        AND NOT EXISTS (SELECT FROM account_person ap WHERE ap.person = p.id)
        AND NOT EXISTS (SELECT FROM booking b
                        WHERE b.person = p.id AND b.state IN ('CONFIRMED', 'CHECKED_IN'))
        AND NOT EXISTS (SELECT FROM referral r WHERE r.person = p.id AND r.outcome IS NULL)
      ORDER BY p.id FOR UPDATE
      """;

  private static final String PSEUDONYMISE =
      """
      UPDATE booking b SET person = erased.after
      FROM unnest($1::uuid[], $2::uuid[]) AS erased (before, after)
      WHERE b.person = erased.before AND b.state NOT IN ('CONFIRMED', 'CHECKED_IN')
      """;

  /**
   * What counts against a person goes on counting until it is forgotten, under the id that was made
   * of their number: who comes back with it must not begin anew. Where and what it was is cut off,
   * and what was excused goes.
   */
  private static final String CUT_NO_SHOWS =
      """
      WITH excused AS (
        DELETE FROM no_show WHERE person = ANY ($1::uuid[]) AND excused_at IS NOT NULL
      )
      UPDATE no_show SET booking = NULL, office = NULL
      WHERE person = ANY ($1::uuid[]) AND excused_at IS NULL
      """;

  /**
   * A stay permit was given, and goes on being counted, as nobody's. Who looked at it stays on
   * record, and so does what came of a finding, under the id that was made of nothing; notes may
   * name somebody, and go.
   */
  private static final String CUT_PERMITS =
      """
      WITH erased AS (
        SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS erased (before, after)
      ), permits AS (
        UPDATE stay_permit p SET person = NULL, number = NULL
        FROM erased WHERE p.person = erased.before
      ), choices AS (
        DELETE FROM urgent_choice u USING booking b JOIN erased ON b.person = erased.after
         WHERE u.booking = b.id AND u.member = b.member
      ), checks AS (
        UPDATE permit_check c SET person = erased.after
        FROM erased WHERE c.person = erased.before
      )
      UPDATE referral r SET person = erased.after, note = NULL, outcome_note = NULL
      FROM erased WHERE r.person = erased.before
      """;

  /** What was done with them at an office stays, without what officers have noted of them. */
  private static final String PSEUDONYMISE_VISITS =
      """
      WITH visits AS (
        UPDATE visit v SET person = erased.after, note = NULL
        FROM unnest($1::uuid[], $2::uuid[]) AS erased (before, after)
        WHERE v.person = erased.before
        RETURNING v.id
      )
      UPDATE visit_step s
         SET note = NULL, reason = CASE WHEN s.act = 'POSTPONE' THEN s.reason END
      FROM visits v WHERE s.visit = v.id AND (s.note IS NOT NULL OR s.reason IS NOT NULL)
      """;

  /** Who is erased waits no longer; what is offered to their entry ends by the ledger. */
  private static final String LEAVE_WAITLISTS =
      """
      UPDATE waitlist_entry e
         SET party = array_replace(e.party, $1::uuid, $2::uuid),
             state = CASE WHEN e.state IN ('WAITING', 'OFFERED') THEN 'LEFT' ELSE e.state END,
             ended_at = coalesce(e.ended_at, date_trunc('milliseconds', now()))
       WHERE e.party @> ARRAY[$1::uuid]
      """;

  /** A claim for this person that is on its way finds nobody: it is refused with person-gone. */
  private static final String ERASE_PERSONS =
      """
      UPDATE person p
         SET id = erased.after, identity_hmac = NULL, name = NULL, kind = NULL, country = NULL,
             number = NULL, number_key = NULL, birth_date = NULL, sex = NULL, nationality = NULL,
             erased_at = now()
        FROM unnest($1::uuid[], $2::uuid[]) AS erased (before, after)
       WHERE p.id = erased.before
      """;

  private static final String ERASE_ACCOUNT =
      """
      UPDATE account
         SET login = 'erased-' || id, password_hash = $2::text, verified_at = NULL,
             language = DEFAULT, erased_at = now(), generation = generation + 1,
             sessions_ended_at = now()
       WHERE id = $1::uuid AND erased_at IS NULL AND password_hash = $3::text
      RETURNING generation
      """;

  /** Another account may have the same persons, and may let them wait. */
  private static final String LEAVE_OWN_WAITLISTS =
      """
      UPDATE waitlist_entry
         SET state = 'LEFT', ended_at = date_trunc('milliseconds', now())
       WHERE account = $1::uuid AND state IN ('WAITING', 'OFFERED')
      """;

  private static final String FORGET_CODES = "DELETE FROM one_time_code WHERE account = $1::uuid";

  private final Pool postgres;

  public Erasure(Pool postgres) {
    this.postgres = postgres;
  }

  /**
   * Erases an account whose password is still this one, and the persons whom no other account has.
   * Refused while it has an open booking. The generation that none of its tokens has; null when it
   * is gone already, or has another password.
   */
  Future<Integer> account(UUID account, String passwordHash) {
    return open(account)
        .compose(none -> run(postgres, LEAVE, Tuple.of(account)))
        // The second time for a batch that had begun before, and waited for the first.
        .compose(done -> run(postgres, PASSED, Tuple.tuple()))
        .compose(done -> run(postgres, PASSED, Tuple.tuple()))
        .compose(done -> left(account, passwordHash))
        .compose(
            generation ->
                generation == null
                    ? stay(account).map(generation)
                    : Future.succeededFuture(generation))
        .recover(
            failure -> stay(account).transform(stays -> Future.<Integer>failedFuture(failure)));
  }

  /** Asked first, so that who has an open booking loses no claim that is under way. */
  private Future<Void> open(UUID account) {
    return ids(postgres, PERSONS, Tuple.of(account))
        .compose(persons -> Persons.noOpenBooking(postgres, account, persons));
  }

  private Future<Void> stay(UUID account) {
    return run(postgres, STAY, Tuple.of(account));
  }

  private Future<Integer> left(UUID account, String passwordHash) {
    return postgres.withTransaction(
        tx ->
            tx.preparedQuery(ERASE_ACCOUNT)
                .execute(Tuple.of(account, Passwords.NONE, passwordHash))
                .compose(
                    rows -> {
                      if (rows.size() == 0) return Future.succeededFuture();
                      var generation = rows.iterator().next().getInteger("generation");
                      return withPersons(tx, account).map(generation);
                    }));
  }

  private static Future<Void> withPersons(SqlClient tx, UUID account) {
    return ids(tx, PERSONS_OF, Tuple.of(account))
        .compose(persons -> areLeaving(tx, account).map(persons))
        .compose(
            persons ->
                Persons.noOpenBooking(tx, account, persons)
                    .compose(none -> run(tx, FORGET_CODES, Tuple.of(account)))
                    .compose(done -> run(tx, LEAVE_OWN_WAITLISTS, Tuple.of(account)))
                    .compose(done -> run(tx, LOCK_PERSONS, array(persons)))
                    .compose(done -> run(tx, UNLINK, Tuple.of(account)))
                    .compose(done -> unused(tx, persons))
                    .mapEmpty());
  }

  private static Tuple array(List<UUID> ids) {
    return Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
  }

  private static Future<Void> areLeaving(SqlClient tx, UUID account) {
    return tx.preparedQuery(NOT_LEAVING)
        .execute(Tuple.of(account))
        .compose(
            others ->
                others.size() == 0
                    ? Future.succeededFuture()
                    : Persons.refused(Problem.of(503, "overloaded").retryAfter(RETRY_AFTER)));
  }

  /** Erases those of these whom no account has and who have no open booking; how many. */
  static Future<Integer> unused(SqlClient tx, List<UUID> persons) {
    if (persons.isEmpty()) return Future.succeededFuture(0);
    return ids(tx, UNUSED, array(persons)).compose(unused -> erase(tx, unused));
  }

  private static Future<Integer> erase(SqlClient tx, List<UUID> persons) {
    var old = persons.toArray(UUID[]::new);
    var fresh = persons.stream().map(person -> UUID.randomUUID()).toArray(UUID[]::new);
    var ids = Tuple.tuple().addArrayOfUUID(old).addArrayOfUUID(fresh);
    return run(tx, PSEUDONYMISE, ids)
        .compose(done -> run(tx, PSEUDONYMISE_VISITS, ids))
        .compose(done -> run(tx, CUT_NO_SHOWS, Tuple.tuple().addArrayOfUUID(old)))
        .compose(done -> run(tx, CUT_PERMITS, ids))
        .compose(done -> leaveWaitlists(tx, old, fresh, 0))
        .compose(done -> run(tx, ERASE_PERSONS, ids))
        .map(done -> old.length);
  }

  /** One person after the other: two of one party must not change the same row at once. */
  private static Future<Void> leaveWaitlists(SqlClient tx, UUID[] old, UUID[] fresh, int next) {
    if (next == old.length) return Future.succeededFuture();
    return run(tx, LEAVE_WAITLISTS, Tuple.of(old[next], fresh[next]))
        .compose(done -> leaveWaitlists(tx, old, fresh, next + 1));
  }

  static Future<List<UUID>> ids(SqlClient client, String sql, Tuple values) {
    return client
        .preparedQuery(sql)
        .execute(values)
        .map(
            rows -> {
              var found = new ArrayList<UUID>(rows.size());
              for (var row : rows) found.add(row.getUUID(0));
              return found;
            });
  }

  static Future<Void> run(SqlClient client, String sql, Tuple values) {
    return client.preparedQuery(sql).execute(values).mapEmpty();
  }
}
