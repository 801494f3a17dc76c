package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;

/**
 * On which days an office works: those of its opening hours, Monday to Friday while it has told
 * none, without its holidays.
 */
final class OfficeCalendar {

  /** So far ahead it is looked; an office that is closed for longer has its days there. */
  static final int DAYS_AHEAD = 366;

  private static final String WORKING_DAY =
      """
      SELECT coalesce((
        SELECT d.day::date
          FROM generate_series($2::date + 1, $2::date + $4::int, interval '1 day') AS d(day)
         WHERE NOT EXISTS (SELECT FROM holiday h
                            WHERE h.office = $1::text AND h.day = d.day::date)
           AND CASE WHEN EXISTS (SELECT FROM opening_hours WHERE office = $1::text)
                    THEN EXISTS (SELECT FROM opening_hours o
                                  WHERE o.office = $1::text
                                    AND o.weekday = extract(isodow FROM d.day))
                    ELSE extract(isodow FROM d.day) < 6 END
         ORDER BY d.day OFFSET $3::int - 1 LIMIT 1), $2::date + $4::int)
      """;

  private OfficeCalendar() {}

  /** The day that is so many working days after this one, as the transaction sees the calendar. */
  static Future<LocalDate> workingDays(SqlClient tx, Office office, LocalDate after, int days) {
    if (days == 0) return Future.succeededFuture(after);
    return tx.preparedQuery(WORKING_DAY)
        .execute(Tuple.of(office.id(), after, days, DAYS_AHEAD))
        .map(rows -> rows.iterator().next().getLocalDate(0));
  }
}
