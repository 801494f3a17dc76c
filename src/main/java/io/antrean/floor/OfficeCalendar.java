package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Set;

/** On which days an office works: Monday to Friday. */
final class OfficeCalendar {

  private static final Set<DayOfWeek> WEEKEND = EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);

  private OfficeCalendar() {}

  /** The day that is so many working days after this one, as the transaction sees the calendar. */
  static Future<LocalDate> workingDays(SqlClient tx, Office office, LocalDate after, int days) {
    var day = after;
    for (int left = days; left > 0; ) {
      day = day.plusDays(1);
      if (!WEEKEND.contains(day.getDayOfWeek())) left--;
    }
    return Future.succeededFuture(day);
  }
}
