package io.antrean.statistics;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;

/**
 * Two years of many offices, by SQL alone: 80 bookings and 48 visits a service and weekday, three
 * services an office; 40 offices make five million bookings.
 */
final class StatisticsBenchData {

  private static final String TABLES = "'booking', 'visit', 'visit_step', 'stay_permit', 'slot'";

  private static final String DAYS =
      """
      CREATE TABLE bench_day AS
      SELECT row_number() OVER () AS n, s.no, s.office, s.id AS service, r.id AS release,
             d::date AS day
        FROM service s JOIN release r ON r.service_no = s.no
       CROSS JOIN generate_series('2024-01-01'::timestamp, '2025-12-31', '1 day') AS d
       WHERE extract(isodow FROM d) < 6
      """;

  private static final String[] FILL = {
    "INSERT INTO partition (id, epoch, state) VALUES (0, 1, 'OPEN')",
    """
    INSERT INTO office
    SELECT 'office-' || i, 'O', 'Asia/Jakarta' FROM generate_series(1, %d) AS i
    """,
    """
    INSERT INTO service (office, id, name, letter, category, partition)
    SELECT id, 'service-' || i, 'S', chr(64 + i),
           CASE i WHEN 3 THEN 'STAY_PERMIT' ELSE 'PASSPORT' END, 0
      FROM office CROSS JOIN generate_series(1, 3) AS i
    """,
    """
    INSERT INTO release (id, service_no, from_day, to_day, day_starts, day_ends, slot_minutes,
      capacity, opens_at, admission, last_slot_at, retired_at)
    SELECT gen_random_uuid(), no, '2024-01-01', '2025-12-31', '08:00', '12:00', 15, 6, now(),
           'open', now(), now() - interval '1 year' FROM service
    """,
    DAYS,
    """
    INSERT INTO slot (service_no, starts, starts_at, release, ordinal)
    SELECT no, t, t AT TIME ZONE 'Asia/Jakarta', release, 0
      FROM bench_day CROSS JOIN generate_series(day + time '08:00', day + time '11:45',
        interval '15 minutes') AS t
    """,
    """
    INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
      account, fingerprint, state, claimed_at, decided_at)
    SELECT x.id, 0, d.no, d.day + time '08:00' + i / 5 * interval '15 minutes', i % 5 + 1, 1, x.id,
           d.service, d.release, x.id, x.id,
           CASE WHEN h < 8 THEN 'CANCELLED' WHEN h < 15 THEN 'NO_SHOW' WHEN h < 16 THEN 'MOVED'
                ELSE 'COMPLETED' END, d.day, d.day
      FROM bench_day d CROSS JOIN generate_series(0, 79) AS i
     CROSS JOIN LATERAL (SELECT lpad(to_hex(d.n * 80 + i), 32, '0')::uuid AS id,
       (d.n * 37 + i * 61) % 100 AS h) x
    """,
    """
    INSERT INTO visit (id, office, day, service_no, number, lane, state, stage, nationality,
      checked_in_at, waiting_since, called_at, serving_since, ended_at, postponed_reason)
    SELECT lpad(to_hex(d.n * 48 + i), 32, '0')::uuid, d.office, d.day, d.no, d.service || '-' || i,
           'WALK_IN', CASE WHEN h < 2 THEN 'POSTPONED' ELSE 'COMPLETED' END, 'PICKUP',
           CASE WHEN d.service = 'service-3' OR h < 5 THEN
             (ARRAY['MY','CN','IN','KR','JP','PH','AU','NL','DE','SG'])[1 + (d.n + i) % 10]
             ELSE 'ID' END,
           t, t, t + (h * 13 % 90) * interval '37 seconds', t, t,
           CASE WHEN h < 1 THEN 'INCOMPLETE' WHEN h < 2 THEN 'SUSPECTED' END
      FROM bench_day d CROSS JOIN generate_series(0, 47) AS i
     CROSS JOIN LATERAL (SELECT (d.n * 41 + i * 59) % 100 AS h,
       d.day + time '01:00' + i * interval '5 minutes' AS t) x
    """,
    """
    INSERT INTO visit_step (visit, at, act, to_state, stage)
    SELECT v.id, v.called_at + t.after, t.act, t.state, 'PHOTO'
      FROM visit v CROSS JOIN LATERAL (VALUES ('CALL', 'CALLED', interval '0'),
        ('START', 'SERVING', interval '1 minute'),
        ('FINISH_STAGE', 'COMPLETED', interval '6 minutes' + (v.no % 17) * interval '70 seconds'))
        AS t(act, state, after)
    """,
    """
    INSERT INTO stay_permit (id, kind, number, nationality, sex, sector, office, granted_on,
      expires_on)
    SELECT gen_random_uuid(), (ARRAY['ITK','KITAS','KITAP'])[1 + n % 3], id::text, nationality,
           (ARRAY['FEMALE','MALE'])[1 + n % 2],
           (ARRAY['WORK','FAMILY','STUDY','INVESTMENT','RETIREMENT','OTHER'])[1 + n % 6], office,
           day, day + 365
      FROM (SELECT *, row_number() OVER () AS n FROM visit
             WHERE nationality <> 'ID' AND no % 5 < 2) v
    """,
    """
    INSERT INTO referral (id, office, nationality, authority, reason, referred_by, referred_at)
    SELECT gen_random_uuid(), office, nationality, 'police', 'OVERSTAY', id, granted_on
      FROM stay_permit ORDER BY id LIMIT 2500
    """,
    "UPDATE statistics_job SET looked_at = now()",
    "INSERT INTO day_due SELECT no, day, now(), now() FROM bench_day"
  };

  private final Connection connection;
  private final PrintStream report;

  StatisticsBenchData(String jdbc, PrintStream report) throws SQLException {
    this.connection = DriverManager.getConnection(jdbc);
    this.report = report;
  }

  /** Without triggers, and with the indexes made afterwards: all that takes long on the way. */
  void fill(int offices) throws SQLException {
    run("SET session_replication_role = replica");
    run("SET synchronous_commit = off");
    run("SET maintenance_work_mem = '512MB'");
    var indexes = indexes();
    for (var index : indexes) run("DROP INDEX " + index[0]);
    for (var sql : FILL) run(sql.contains("%d") ? sql.formatted(offices) : sql);
    for (var index : indexes) run(index[1]);
    run("VACUUM ANALYZE");
    for (var table : "booking visit visit_step stay_permit day_due".split(" ")) {
      report.printf("%s: %s rows%n", table, text("SELECT count(*) FROM " + table));
    }
    connection.close();
  }

  /** Of these tables, name and definition, but those of constraints. */
  private ArrayList<String[]> indexes() throws SQLException {
    var found = new ArrayList<String[]>();
    try (var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ("
                    + TABLES
                    + ") AND schemaname = 'public' AND indexname NOT IN"
                    + " (SELECT conname FROM pg_constraint)")) {
      while (rows.next()) found.add(new String[] {rows.getString(1), rows.getString(2)});
    }
    return found;
  }

  private String text(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void run(String sql) throws SQLException {
    var began = System.nanoTime();
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
    var ms = (System.nanoTime() - began) / 1_000_000;
    if (ms > 1_000) report.printf("%,d ms: %.60s%n", ms, sql.strip().replaceAll("\\s+", " "));
  }
}
