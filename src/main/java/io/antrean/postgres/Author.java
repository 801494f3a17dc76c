package io.antrean.postgres;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * In whose name a transaction changes something of the office's affairs. PostgreSQL's triggers
 * write it into the audit trail with the change; where nobody is named they write nobody.
 */
public record Author(UUID account, List<String> roles, String requestId) {

  /** What nobody asked for: the demo, a job of the server's own. */
  public static final Author SERVER = new Author(null, List.of(), null);

  /** Until the end of the transaction, and no further: the connection goes back to a pool. */
  private static final String NAME =
      """
      SELECT set_config('antrean.actor', $1::text, true),
             set_config('antrean.roles', $2::text, true),
             set_config('antrean.request', $3::text, true)
      """;

  private static final String NOTE =
      """
      INSERT INTO audit_entry (actor, roles, what, office, object, after, request_id)
      VALUES ($1::uuid, $2::text[], $3::text, $4::text, $5::text, $6::jsonb, $7::text)
      """;

  public Author {
    roles = List.copyOf(roles);
  }

  /** One transaction in this name. */
  public <T> Future<T> transaction(Pool postgres, Function<SqlConnection, Future<T>> work) {
    return postgres.withTransaction(
        tx ->
            tx.preparedQuery(NAME)
                .execute(
                    Tuple.of(
                        account == null ? "" : account.toString(),
                        String.join(",", roles),
                        requestId == null ? "" : requestId))
                .compose(named -> work.apply(tx)));
  }

  /** Writes down what changes no row: that something was asked for. */
  public Future<Void> notes(
      SqlClient postgres, String what, String office, String object, JsonObject after) {
    var entry =
        Tuple.of(account)
            .addArrayOfString(roles.toArray(String[]::new))
            .addString(what)
            .addString(office)
            .addString(object)
            .addValue(after)
            .addString(requestId);
    return postgres.preparedQuery(NOTE).execute(entry).mapEmpty();
  }
}
