package io.antrean.statistics;

import io.antrean.support.Stores;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Three offices in a database without a server, where things happen at random, each in the rows
 * that the ledger, the day closing and the floor would write.
 */
final class RandomHistory implements AutoCloseable {

  static final List<String> OFFICES = List.of("jayapura", "sampit", "ternate");
  static final List<String> SERVICES = List.of("passport-new", "stay-permit-extension");
  static final List<String> NATIONALITIES = List.of("CN", "ID", "MY");
  static final LocalDate FIRST = LocalDate.of(2024, 12, 20);

  private static final List<String> ZONES =
      List.of("Asia/Jayapura", "Asia/Jakarta", "Asia/Jayapura");
  private static final List<String> ACTS =
      List.of("CALL", "RECALL", "START", "PARK", "TRANSFER", "FINISH_STAGE", "PICK_UP", "LEAVE");
  private static final String ANY = " ORDER BY random() LIMIT 1";

  private final Connection connection;
  private final Random random;
  private int number;

  RandomHistory(String database, long seed) throws SQLException {
    connection = DriverManager.getConnection(Stores.jdbc(database));
    random = new Random(seed);
    run("SELECT setseed(%s)".formatted(random.nextDouble()));
    run("INSERT INTO partition (id, epoch, state) VALUES (0, 1, 'OPEN'), (1, 1, 'OPEN')");
    for (int i = 0; i < OFFICES.size(); i++) {
      var office = OFFICES.get(i);
      run("INSERT INTO office VALUES ('%s', 'O', '%s')".formatted(office, ZONES.get(i)));
      for (int j = 0; j < SERVICES.size(); j++) {
        run(
            """
            INSERT INTO service (office, id, name, letter, category, partition)
            VALUES ('%s', '%s', 'S', '%s', '%s', %d)
            """
                .formatted(
                    office,
                    SERVICES.get(j),
                    "AB".charAt(j),
                    j == 0 ? "PASSPORT" : "STAY_PERMIT",
                    (i + j) % 2));
      }
    }
  }

  int run(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
      return statement.getUpdateCount();
    }
  }

  /** So many things happen, one after the other. */
  void happen(int times) throws SQLException {
    for (int i = 0; i < times; i++) happen();
  }

  private void happen() throws SQLException {
    connection.setAutoCommit(false);
    switch (random.nextInt(16)) {
      case 0 -> release();
      case 1, 2, 3, 4 -> claim("CONFIRMED");
      case 5 -> claim("REJECTED");
      case 6 -> byLedger("CANCELLED");
      case 7 -> move();
      case 8 -> run("UPDATE booking SET state = 'NO_SHOW' WHERE " + open());
      case 9, 10 -> checkIn();
      case 11 -> walkIn();
      case 12, 13 -> step();
      case 14 -> RandomForeigners.happen(this, random, number++);
      default -> sometimes();
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private String day() {
    return FIRST.plusDays(random.nextInt(20)).toString();
  }

  private static String open() {
    return "(id, version, member) = (SELECT id, version, member FROM booking"
        + " WHERE state = 'CONFIRMED'"
        + ANY
        + ")";
  }

  /** Of three days; where it would overlap another one it does not come to be. */
  private void release() throws SQLException {
    var id = UUID.randomUUID();
    var day = day();
    run(
        """
        WITH chosen AS (
          SELECT no, zone FROM service JOIN office o ON o.id = service.office
           WHERE NOT EXISTS (SELECT FROM slot WHERE service_no = no AND starts >= '%2$s'
             AND starts < '%2$s'::date + 3) ORDER BY random() LIMIT 1
        ), made AS (
          INSERT INTO release (id, service_no, from_day, to_day, day_starts, day_ends,
            slot_minutes, capacity, opens_at, admission, last_slot_at)
          SELECT '%1$s', no, '%2$s', '%2$s'::date + 2, '08:00', '08:30', 15, %3$d, now(), 'open',
            now() FROM chosen RETURNING service_no
        )
        INSERT INTO slot (service_no, starts, starts_at, release, ordinal)
        SELECT no, t, t AT TIME ZONE zone, '%1$s', row_number() OVER () - 1
          FROM chosen, made, generate_series('%2$s 08:00'::timestamp,
            '%2$s 08:00'::timestamp + interval '2 days 15 min', '15 min') AS t
         WHERE t::time >= '08:00' AND t::time < '08:30'
        """
            .formatted(id, day, 1 + random.nextInt(4)));
  }

  private void claim(String state) throws SQLException {
    insert(UUID.randomUUID(), 0, state);
  }

  /** A booking of two in any slot of a release that is not retired, by the ledger. */
  private void insert(UUID id, int version, String state) throws SQLException {
    number++;
    run(
        """
        WITH one AS MATERIALIZED (
          SELECT t.*, s.id, s.partition FROM slot t JOIN release r ON r.id = t.release
            JOIN service s ON s.no = t.service_no
           WHERE r.retired_at IS NULL ORDER BY random() LIMIT 1
        ), applied AS (
          UPDATE partition SET applied = applied + 1 WHERE id = (SELECT partition FROM one)
        )
        INSERT INTO booking (id, version, member, service_no, slot, seat, given, person, service,
          release, account, fingerprint, state, claimed_at, decided_at)
        SELECT '%1$s', %2$d, m, service_no, starts, %3$d, 1, gen_random_uuid(), id, release,
          '%1$s', '%1$s', '%4$s', now(), now() FROM one, generate_series(0, 1) AS m
        """
            .replace("%3$d, 1,", "%3$d + m, 1,")
            .formatted(id, version, number * 2, state));
  }

  private void byLedger(String state) throws SQLException {
    var id = text("SELECT id FROM booking WHERE state = 'CONFIRMED'" + ANY);
    if (id == null) return;
    run(
        "UPDATE booking SET state = '%s' WHERE id = '%s' AND state = 'CONFIRMED'"
            .formatted(state, id));
    run(
        """
        UPDATE partition SET applied = applied + 1 WHERE id IN (
          SELECT partition FROM service JOIN booking b ON b.service_no = no WHERE b.id = '%s')
        """
            .formatted(id));
  }

  private void move() throws SQLException {
    var id =
        text(
            "SELECT id FROM booking b WHERE state = 'CONFIRMED' AND version = 0 AND NOT EXISTS"
                + " (SELECT FROM booking c WHERE c.id = b.id AND c.state <> 'CONFIRMED')"
                + ANY);
    if (id == null) return;
    run("UPDATE booking SET state = 'MOVED' WHERE id = '%s'".formatted(id));
    insert(UUID.fromString(id), 1, "CONFIRMED");
    run("UPDATE partition SET applied = applied + 1");
  }

  private void checkIn() throws SQLException {
    var visit = UUID.randomUUID();
    run(
        """
        WITH come AS (
          UPDATE booking SET state = 'CHECKED_IN' WHERE %s RETURNING *
        ), arrived AS (
          INSERT INTO visit (id, office, day, service_no, number, booking, member, person, slot,
            nationality, lane, state, stage, checked_in_at, waiting_since)
          SELECT '%s', s.office, c.slot::date, c.service_no, '%s', c.id, c.member, c.person,
            c.slot, %s, 'ONLINE', 'WAITING', 'PHOTO', c.slot, now()
            FROM come c JOIN service s ON s.no = c.service_no RETURNING id)
        INSERT INTO visit_step (visit, at, act, to_state, stage)
        SELECT id, now(), 'CHECK_IN', 'WAITING', 'PHOTO' FROM arrived
        """
            .formatted(open(), visit, "N" + number++, nationality()));
  }

  private String nationality() {
    var place = random.nextInt(NATIONALITIES.size() + 1);
    return place == NATIONALITIES.size() ? "NULL" : "'" + NATIONALITIES.get(place) + "'";
  }

  private void walkIn() throws SQLException {
    var day = day();
    run(
        """
        INSERT INTO visit (id, office, day, service_no, number, nationality, lane, state, stage,
          checked_in_at, waiting_since)
        SELECT gen_random_uuid(), office, '%s', no, 'W%d', %s, 'WALK_IN', 'WAITING', 'PHOTO',
          '%s 01:00Z', now() FROM service
        """
            .concat(ANY)
            .formatted(day, number++, nationality(), day));
  }

  /** Any act of any visit, later than what was before it. */
  private void step() throws SQLException {
    var to =
        List.of("WAITING", "CALLED", "SERVING", "SERVING", "PARKED", "COMPLETED", "LEFT")
            .get(random.nextInt(7));
    var visit = text("SELECT id FROM visit" + ANY);
    if (visit == null) return;
    run(
        """
        INSERT INTO visit_step (visit, at, act, to_state, stage)
        SELECT id, coalesce((SELECT max(at) FROM visit_step WHERE visit = id), checked_in_at)
            + interval '%d seconds', '%s', '%s', 'PHOTO'
          FROM visit WHERE id = '%s'
        """
            .formatted(random.nextInt(5_000), ACTS.get(random.nextInt(ACTS.size())), to, visit));
    // A counter has one visitor at a time, and this one has none.
    run(
        "UPDATE visit SET state = '%s', version = version + 1 WHERE id = '%s'"
            .formatted(to, visit));
  }

  /** What is rare: a release retires, somebody is put off, or is of another nationality. */
  private void sometimes() throws SQLException {
    switch (random.nextInt(3)) {
      case 0 -> {
        run(
            "UPDATE release SET retired_at = now() WHERE id = (SELECT id FROM release"
                + " WHERE retired_at IS NULL AND (SELECT count(*) > 3 FROM release"
                + " WHERE retired_at IS NULL)"
                + ANY
                + ")");
      }
      case 1 ->
          run(
              "UPDATE visit SET state = 'POSTPONED', postponed_reason = '%s' WHERE id ="
                      .formatted(random.nextBoolean() ? "INCOMPLETE" : "SUSPECTED")
                  + " (SELECT id FROM visit"
                  + ANY
                  + ")");
      default ->
          run(
              "UPDATE visit SET nationality = %s WHERE id = (SELECT id FROM visit"
                      .formatted(nationality())
                  + ANY
                  + ")");
    }
  }

  private String text(String query) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** All rows of a query, each as its texts. */
  List<List<String>> rows(String query) throws SQLException {
    var found = new ArrayList<List<String>>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var width = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        var row = new ArrayList<String>(width);
        for (int i = 1; i <= width; i++) row.add(rows.getString(i));
        found.add(row);
      }
    }
    return found;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
