package io.antrean.account;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.UUID;

/** The accounts of those whom an issuer vouches for. */
final class StaffRepository {

  /** Two log-ins of somebody new at once make one account. */
  private static final String ONE_BY_ONE =
      "SELECT pg_advisory_xact_lock(hashtextextended('staff ' || $1::text || ' ' || $2::text, 0))";

  private static final String KNOWN =
      """
      UPDATE staff_identity SET logged_in_at = now()
       WHERE issuer = $1::text AND subject = $2::text RETURNING account
      """;

  /** Other roles or offices than before end the sessions that were begun with those. */
  private static final String CHANGE =
      """
      UPDATE account
         SET roles = $2::text[], offices = $3::text[], generation = generation + 1,
             sessions_ended_at = now()
       WHERE id = $1::uuid AND (roles <> $2::text[] OR offices <> $3::text[])
      """;

  private static final String ADD =
      """
      WITH added AS (
        INSERT INTO account (id, login, password_hash, roles, offices)
        VALUES ($1::uuid, 'oidc:' || $1::text, $6::text, $4::text[], $5::text[]) RETURNING id)
      INSERT INTO staff_identity (issuer, subject, account, logged_in_at)
      SELECT $2::text, $3::text, id, now() FROM added
      """;

  private final Pool postgres;

  StaffRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** The account of this subject, with the roles and offices that it has now. */
  Future<UUID> account(String issuer, IdTokens.Staff staff) {
    var roles = staff.roles().stream().map(Role::text).sorted().toArray(String[]::new);
    var offices = staff.offices().stream().sorted().toArray(String[]::new);
    return postgres.withTransaction(
        tx ->
            tx.preparedQuery(ONE_BY_ONE)
                .execute(Tuple.of(issuer, staff.subject()))
                .compose(done -> tx.preparedQuery(KNOWN).execute(Tuple.of(issuer, staff.subject())))
                .compose(
                    known -> {
                      if (known.size() == 0) {
                        var id = UUID.randomUUID();
                        var row = Tuple.of(id, issuer, staff.subject());
                        row.addArrayOfString(roles).addArrayOfString(offices);
                        row.addString(Passwords.NONE);
                        return tx.preparedQuery(ADD).execute(row).map(id);
                      }
                      var id = known.iterator().next().getUUID("account");
                      var row = Tuple.of(id).addArrayOfString(roles).addArrayOfString(offices);
                      return tx.preparedQuery(CHANGE).execute(row).map(id);
                    }));
  }
}
