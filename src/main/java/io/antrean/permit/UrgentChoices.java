package io.antrean.permit;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who may come to the office before their slot, since their stay permit ends before it: up to the
 * permit's last day, in the priority lane, with the booking that they have.
 */
public final class UrgentChoices {

  /** Of a booking that is CONFIRMED still. A permit's last day is a day of it. */
  private static final String ENDING =
      """
      SELECT b.member, b.person, p.expires_on, u.come_by, u.chosen_at,
             p.expires_on >= (now() AT TIME ZONE o.zone)::date AS is_ahead
      FROM booking b
      JOIN service s ON s.no = b.service_no AND s.category = 'STAY_PERMIT'
      JOIN office o ON o.id = s.office
      CROSS JOIN LATERAL permit_that_counts(b.person) p
      LEFT JOIN urgent_choice u ON u.booking = b.id AND u.member = b.member
      WHERE b.id = $1::uuid AND b.state = 'CONFIRMED' AND p.expires_on < b.slot::date
      """;

  private static final String ENDING_IN_ORDER = ENDING + "ORDER BY b.member";

  /** It may be repeated: a permit that was extended meanwhile gives more time. */
  private static final String CHOOSE =
      "WITH ending AS ("
          + ENDING
          + """
          )
          INSERT INTO urgent_choice (booking, member, come_by)
          SELECT $1::uuid, member, expires_on FROM ending WHERE is_ahead
          ON CONFLICT (booking, member) DO UPDATE SET come_by = EXCLUDED.come_by
          """;

  /** Not of one that has moved to a slot in time since. */
  private static final String COME_BY =
      """
      SELECT u.member, u.come_by
      FROM urgent_choice u JOIN booking b ON b.id = u.booking AND b.member = u.member
      WHERE u.booking = $1::uuid AND b.state = 'CONFIRMED' AND u.come_by < b.slot::date
      """;

  private final Pool postgres;

  public UrgentChoices(Pool postgres) {
    this.postgres = postgres;
  }

  /** The members of this booking whose permit ends before its slot, whether they chose or not. */
  public Future<List<UrgentChoice>> of(UUID booking) {
    return postgres
        .preparedQuery(ENDING_IN_ORDER)
        .execute(Tuple.of(booking))
        .map(UrgentChoices::choices);
  }

  private static List<UrgentChoice> choices(RowSet<Row> rows) {
    var found = new ArrayList<UrgentChoice>(rows.size());
    for (var row : rows) found.add(UrgentChoice.of(row));
    return found;
  }

  /** Chooses for all members for whom it helps, and says how it is then. */
  Future<List<UrgentChoice>> choose(UUID booking) {
    return postgres.preparedQuery(CHOOSE).execute(Tuple.of(booking)).compose(chosen -> of(booking));
  }

  /**
   * For the floor, at check-in and in its transaction: up to which day each member of this booking
   * may come without waiting for the slot. Who is not named has to come to the slot.
   */
  public Future<Map<Integer, LocalDate>> comeBy(SqlClient tx, UUID booking) {
    return tx.preparedQuery(COME_BY)
        .execute(Tuple.of(booking))
        .map(
            rows -> {
              var found = new HashMap<Integer, LocalDate>();
              for (var row : rows) {
                found.put(row.getInteger("member"), row.getLocalDate("come_by"));
              }
              return found;
            });
  }
}
