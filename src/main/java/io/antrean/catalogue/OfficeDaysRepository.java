package io.antrean.catalogue;

import io.antrean.catalogue.OfficeDays.Hours;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Opening hours and holidays in PostgreSQL. */
final class OfficeDaysRepository {

  record Holiday(LocalDate day, String name) {}

  private static final String HOURS =
      "SELECT weekday, opens, closes FROM opening_hours WHERE office = $1::text ORDER BY 1, 2";

  private static final String HOLIDAYS =
      """
      SELECT day, name FROM holiday
       WHERE office = $1::text AND day > $2::date AND day <= $3::date
       ORDER BY day LIMIT $4::integer
      """;

  /** Two who set them at the same moment take turns. */
  private static final String LOCK = "SELECT FROM office WHERE id = $1::text FOR UPDATE";

  /** Those that are not among the new ones: what stays as it is is no change. */
  private static final String CLEAR =
      """
      DELETE FROM opening_hours h
       WHERE office = $1::text AND NOT EXISTS (
         SELECT FROM unnest($2::smallint[], $3::time[], $4::time[]) AS n (weekday, opens, closes)
          WHERE (n.weekday, n.opens, n.closes) = (h.weekday, h.opens, h.closes))
      """;

  private static final String SET =
      """
      INSERT INTO opening_hours (office, weekday, opens, closes)
      SELECT $1::text, * FROM unnest($2::smallint[], $3::time[], $4::time[])
      ON CONFLICT ON CONSTRAINT opening_hours_pkey DO NOTHING
      """;

  private static final String PUT =
      """
      INSERT INTO holiday (office, day, name) VALUES ($1::text, $2::date, $3::text)
      ON CONFLICT ON CONSTRAINT holiday_pkey DO UPDATE SET name = excluded.name
      RETURNING xmax = 0 AS added
      """;

  private static final String REMOVE =
      "DELETE FROM holiday WHERE office = $1::text AND day = $2::date";

  /** They stay as they are: people may be booked there. */
  private static final String SLOTS =
      """
      SELECT count(*) FROM service s JOIN slot t ON t.service_no = s.no
       WHERE s.office = $1::text AND t.starts >= $2::date AND t.starts < $2::date + 1
      """;

  private final Pool postgres;

  OfficeDaysRepository(Pool postgres) {
    this.postgres = postgres;
  }

  /** What holds in these days. */
  Future<OfficeDays> of(String office, LocalDate from, LocalDate to) {
    return of(postgres, office, from, to);
  }

  Future<OfficeDays> of(SqlClient client, String office, LocalDate from, LocalDate to) {
    var days = to.toEpochDay() - from.toEpochDay() + 1;
    return hours(client, office)
        .compose(
            hours ->
                holidays(client, office, from.minusDays(1), to, (int) Math.min(days, 100_000))
                    .map(
                        found -> {
                          var holidays = new HashMap<LocalDate, String>();
                          for (var one : found) holidays.put(one.day(), one.name());
                          return new OfficeDays(hours, holidays);
                        }));
  }

  Future<Map<DayOfWeek, List<Hours>>> hours(String office) {
    return hours(postgres, office);
  }

  private static Future<Map<DayOfWeek, List<Hours>>> hours(SqlClient client, String office) {
    return client
        .preparedQuery(HOURS)
        .execute(Tuple.of(office))
        .map(
            rows -> {
              var hours = new TreeMap<DayOfWeek, List<Hours>>();
              for (var row : rows) {
                hours
                    .computeIfAbsent(
                        DayOfWeek.of(row.getInteger("weekday")), none -> new ArrayList<>())
                    .add(new Hours(row.getLocalTime("opens"), row.getLocalTime("closes")));
              }
              return hours;
            });
  }

  /** After this day, up to the other. */
  Future<List<Holiday>> holidays(String office, LocalDate after, LocalDate to, int limit) {
    return holidays(postgres, office, after, to, limit);
  }

  private static Future<List<Holiday>> holidays(
      SqlClient client, String office, LocalDate after, LocalDate to, int limit) {
    return client
        .preparedQuery(HOLIDAYS)
        .execute(Tuple.of(office, after, to, limit))
        .map(OfficeDaysRepository::holidays);
  }

  private static List<Holiday> holidays(RowSet<Row> rows) {
    var found = new ArrayList<Holiday>(rows.size());
    for (var row : rows) found.add(new Holiday(row.getLocalDate("day"), row.getString("name")));
    return found;
  }

  Future<Void> setHours(Author by, String office, Map<DayOfWeek, List<Hours>> hours) {
    var weekdays = new ArrayList<Short>();
    var opens = new ArrayList<LocalTime>();
    var closes = new ArrayList<LocalTime>();
    hours.forEach(
        (day, all) ->
            all.forEach(
                one -> {
                  weekdays.add((short) day.getValue());
                  opens.add(one.opens());
                  closes.add(one.closes());
                }));
    var values =
        Tuple.of(office)
            .addArrayOfShort(weekdays.toArray(Short[]::new))
            .addArrayOfLocalTime(opens.toArray(LocalTime[]::new))
            .addArrayOfLocalTime(closes.toArray(LocalTime[]::new));
    return by.transaction(
        postgres,
        tx ->
            tx.preparedQuery(LOCK)
                .execute(Tuple.of(office))
                .compose(locked -> tx.preparedQuery(CLEAR).execute(values))
                .compose(cleared -> tx.preparedQuery(SET).execute(values))
                .mapEmpty());
  }

  /** Whether it is a new one. */
  Future<Boolean> put(Author by, String office, LocalDate day, String name) {
    return by.transaction(
        postgres,
        tx ->
            tx.preparedQuery(PUT)
                .execute(Tuple.of(office, day, name))
                .map(rows -> rows.iterator().next().getBoolean("added")));
  }

  /** Whether there was one. */
  Future<Boolean> remove(Author by, String office, LocalDate day) {
    return by.transaction(
        postgres,
        tx ->
            tx.preparedQuery(REMOVE)
                .execute(Tuple.of(office, day))
                .map(rows -> rows.rowCount() > 0));
  }

  /** How many slots there are on this day already. */
  Future<Long> slots(String office, LocalDate day) {
    return postgres
        .preparedQuery(SLOTS)
        .execute(Tuple.of(office, day))
        .map(rows -> rows.iterator().next().getLong(0));
  }
}
