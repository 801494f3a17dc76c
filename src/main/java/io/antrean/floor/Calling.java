package io.antrean.floor;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.List;

/**
 * The lanes of an office's latest calls. Who holds the row is the only one who calls the next, or
 * gives a walk-in its number, at this office; what they did and this are one commit, so nobody who
 * dies in the middle disturbs the order.
 */
final class Calling {

  private static final String MAKE =
      """
      INSERT INTO calling (office) VALUES ($1::text)
      ON CONFLICT ON CONSTRAINT calling_pkey DO NOTHING
      """;

  private static final String HOLD = "SELECT lanes FROM calling WHERE office = $1::text FOR UPDATE";

  private static final String WRITE =
      "UPDATE calling SET lanes = $2::text[] WHERE office = $1::text";

  private Calling() {}

  /** The latest calls' lanes, the newest last; nobody else holds them until the commit. */
  static Future<List<Lane>> hold(SqlClient tx, String office) {
    return tx.preparedQuery(HOLD)
        .execute(Tuple.of(office))
        .compose(
            rows ->
                rows.size() > 0
                    ? Future.succeededFuture(rows)
                    : tx.preparedQuery(MAKE)
                        .execute(Tuple.of(office))
                        .compose(made -> tx.preparedQuery(HOLD).execute(Tuple.of(office))))
        .map(
            rows -> {
              var lanes = rows.iterator().next().getArrayOfStrings("lanes");
              return Arrays.stream(lanes).map(Lane::valueOf).toList();
            });
  }

  static Future<Void> write(SqlClient tx, String office, List<Lane> lanes) {
    var names = lanes.stream().map(Lane::name).toArray(String[]::new);
    return tx.preparedQuery(WRITE).execute(Tuple.of(office).addArrayOfString(names)).mapEmpty();
  }
}
