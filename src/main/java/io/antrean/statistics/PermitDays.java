package io.antrean.statistics;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.ArrayList;

/** Counts the stay permits of a day of an office again, from the rows themselves. */
final class PermitDays {

  /** Changes of days that one transaction counts. */
  private static final int CHANGES_A_TURN = 500;

  /** Whatever was written of these days is done with, however often. */
  private static final String TAKE =
      """
      WITH days AS (
        SELECT DISTINCT office, day FROM (
          SELECT office, day FROM permit_day_change ORDER BY no LIMIT $1::integer) oldest
      ), taken AS (
        DELETE FROM permit_day_change c USING days d WHERE c.office = d.office AND c.day = d.day
      )
      SELECT office, day FROM days ORDER BY office, day
      """;

  private static final String FORGET =
      """
      DELETE FROM day_permits c
       USING unnest($1::text[], $2::date[]) AS d(office, day)
       WHERE c.day = d.day AND c.office IN (d.office, '')
      """;

  private static final String COUNT =
      """
      INSERT INTO day_permits (office, day, nationality, dimension, part, count)
      SELECT p.office, p.granted_on, coalesce(p.nationality, ''),
             CASE WHEN p.kind IS NOT NULL THEN 'Kind' WHEN p.sex IS NOT NULL THEN 'Sex'
                  WHEN p.sector IS NOT NULL THEN 'Sector' ELSE '' END,
             coalesce(p.kind, p.sex, p.sector, ''), count(*)
        FROM unnest($1::text[], $2::date[]) AS d(office, day)
        JOIN stay_permit p ON p.office = d.office AND p.granted_on = d.day
       GROUP BY p.office, p.granted_on,
                GROUPING SETS ((p.nationality), ()),
                GROUPING SETS ((p.kind), (p.sex), (p.sector), ())
      """;

  private static final String SUM =
      """
      INSERT INTO day_permits (office, day, nationality, dimension, part, count)
      SELECT '', c.day, c.nationality, c.dimension, c.part, sum(c.count)
        FROM day_permits c
       WHERE c.office <> '' AND c.day = ANY ($2::date[]) AND cardinality($1::text[]) > 0
       GROUP BY c.day, c.nationality, c.dimension, c.part
      """;

  private PermitDays() {}

  /** One batch, in the transaction of who counts; whether there is more. */
  static Future<Boolean> count(SqlClient tx) {
    return tx.preparedQuery(TAKE)
        .execute(Tuple.of(CHANGES_A_TURN))
        .compose(
            rows -> {
              var offices = new ArrayList<String>(rows.size());
              var days = new ArrayList<LocalDate>(rows.size());
              for (var row : rows) {
                offices.add(row.getString("office"));
                days.add(row.getLocalDate("day"));
              }
              if (days.isEmpty()) return Future.succeededFuture(false);
              return count(tx, offices.toArray(String[]::new), days.toArray(LocalDate[]::new))
                  .map(true);
            });
  }

  private static Future<Void> count(SqlClient tx, String[] offices, LocalDate[] days) {
    Future<?> counted = Future.succeededFuture();
    for (var sql : new String[] {FORGET, COUNT, SUM}) {
      var values = Tuple.tuple().addArrayOfString(offices).addArrayOfLocalDate(days);
      counted = counted.compose(done -> tx.preparedQuery(sql).execute(values));
    }
    return counted.mapEmpty();
  }
}
