package io.antrean.permit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What permits need to know of a booking, from PostgreSQL: whose, where, and for whom. */
final class PermitBookings {

  /** While one of the party is expected or there, so is the booking. */
  private static final String FIND =
      """
      SELECT b.account, s.office, b.person, b.state
      FROM booking b JOIN service s ON s.no = b.service_no
      WHERE b.id = $1::uuid AND b.state NOT IN ('MOVED', 'REJECTED')
      ORDER BY b.state NOT IN ('CONFIRMED', 'CHECKED_IN'), b.member
      """;

  /** A booking from CONFIRMED on. */
  record Known(UUID account, String office, String state, List<UUID> party) {}

  private final Pool postgres;

  PermitBookings(Pool postgres) {
    this.postgres = postgres;
  }

  /** Null when there is none. */
  Future<Known> find(UUID id) {
    return find(postgres, id);
  }

  /** The same within a transaction. */
  Future<Known> find(SqlClient client, UUID id) {
    return client
        .preparedQuery(FIND)
        .execute(Tuple.of(id))
        .map(
            rows -> {
              if (rows.size() == 0) return null;
              var first = rows.iterator().next();
              var party = new ArrayList<UUID>();
              for (var row : rows) party.add(row.getUUID("person"));
              return new Known(
                  first.getUUID("account"),
                  first.getString("office"),
                  first.getString("state"),
                  List.copyOf(party));
            });
  }
}
