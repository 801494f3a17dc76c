package io.antrean.load;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * PostgreSQL, as the verifier reads it. It reads the table itself and never an index: a broken
 * index would hide just what is looked for.
 */
public final class Truth implements AutoCloseable {

  /** Where a release's claims are decided. */
  public record Home(int partition, String service) {}

  private static final String SEATS_TWICE =
      """
      SELECT 'seat ' || service_no || ' ' || slot || ' ' || seat, count(*) || ' active bookings'
      FROM booking WHERE state NOT IN ('CANCELLED', 'REJECTED', 'MOVED')
      GROUP BY service_no, slot, seat HAVING count(*) > 1""";

  private static final String NUMBERS_TWICE =
      """
      SELECT 'number ' || s.office || ' ' || s.letter || ' ' || slot || ' ' || seat || ' ' || given,
        count(*) || ' bookings'
      FROM booking b JOIN service s ON s.no = b.service_no WHERE state <> 'REJECTED'
      GROUP BY s.office, s.letter, slot, seat, given HAVING count(*) > 1""";

  private static final String PERSONS_TWICE =
      """
      SELECT 'person ' || person || ' ' || service, count(*) || ' open bookings'
      FROM booking WHERE state IN ('CONFIRMED', 'CHECKED_IN')
      GROUP BY person, service HAVING count(*) > 1""";

  private static final String TORN =
      """
      SELECT id, count(DISTINCT slot) || ' slots, ' || count(DISTINCT state) || ' states, '
        || count(*) || ' of ' || max(member) + 1 || ' members'
      FROM booking WHERE release = ? AND state <> 'MOVED' GROUP BY id
      HAVING count(DISTINCT slot) > 1 OR count(DISTINCT state) > 1
        OR count(*) <> max(member) + 1""";

  private static final String EARLY =
      """
      SELECT b.id, 'was claimed at ' || b.claimed_at || ', the opening was at ' || r.opens_at
      FROM booking b JOIN release r ON r.id = b.release
      WHERE b.release = ? AND b.claimed_at < r.opens_at""";

  private static final String FIRST =
      """
      SELECT ceil(extract(epoch FROM min(b.claimed_at) - min(r.opens_at)) * 1000)
      FROM booking b JOIN release r ON r.id = b.release WHERE b.release = ?""";

  private static final String ROWS =
      """
      SELECT b.id, b.state, to_char(b.slot, 'YYYY-MM-DD"T"HH24:MI'), s.letter, b.seat, b.given,
        b.person
      FROM booking b JOIN service s ON s.no = b.service_no
      WHERE b.release = ? AND b.state <> 'MOVED' ORDER BY b.id, b.member""";

  private static final String HOME =
      """
      SELECT s.partition, s.id FROM release r JOIN service s ON s.no = r.service_no
      WHERE r.id = ?""";

  private final Connection connection;

  private Truth(Connection connection) {
    this.connection = connection;
  }

  /** Connects by an address like {@code postgresql://user:password@host:port/database}. */
  public static Truth at(URI uri) throws SQLException {
    var connection = DriverManager.getConnection(jdbc(uri), login(uri));
    try (var statement = connection.createStatement()) {
      statement.execute("SET enable_indexscan = off");
      statement.execute("SET enable_indexonlyscan = off");
      statement.execute("SET enable_bitmapscan = off");
    }
    return new Truth(connection);
  }

  public static String jdbc(URI uri) {
    var port = uri.getPort() < 0 ? 5432 : uri.getPort();
    return "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getPath();
  }

  public static Properties login(URI uri) {
    var login = new Properties();
    var user = uri.getUserInfo();
    if (user == null) return login;
    var colon = user.indexOf(':');
    login.setProperty("user", colon < 0 ? user : user.substring(0, colon));
    if (colon >= 0) login.setProperty("password", user.substring(colon + 1));
    return login;
  }

  /** What makes its commits durable; without it a rate means nothing. */
  public Map<String, String> durability() throws SQLException {
    var settings = new TreeMap<String, String>();
    for (var name : new String[] {"server_version", "fsync", "synchronous_commit"}) {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SHOW " + name)) {
        rows.next();
        settings.put(name, rows.getString(1));
      }
    }
    return settings;
  }

  public Home home(UUID release) throws SQLException {
    try (var query = connection.prepareStatement(HOME)) {
      query.setObject(1, release);
      try (var rows = query.executeQuery()) {
        if (!rows.next()) throw new SQLException("PostgreSQL has no release " + release);
        return new Home(rows.getInt(1), rows.getString(2));
      }
    }
  }

  /** Seats, numbers and persons that the whole installation has more than once. */
  void twice(Ruling ruling) throws SQLException {
    for (var sql : new String[] {SEATS_TWICE, NUMBERS_TWICE, PERSONS_TWICE}) {
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery(sql)) {
        while (rows.next()) ruling.twice(rows.getString(1), rows.getString(2));
      }
    }
  }

  /** Bookings of a release whose party is not whole, or not in one slot. */
  void torn(UUID release, Ruling ruling) throws SQLException {
    each(TORN, release, (claim, why) -> ruling.lost(claim, "is of a party in pieces: " + why));
  }

  /** Bookings of a release that were granted before its opening, by Redis's clock. */
  void early(UUID release, Ruling ruling) throws SQLException {
    each(EARLY, release, ruling::early);
  }

  private void each(String sql, UUID release, BiConsumer<UUID, String> found) throws SQLException {
    try (var query = connection.prepareStatement(sql)) {
      query.setObject(1, release);
      try (var rows = query.executeQuery()) {
        while (rows.next()) found.accept(rows.getObject(1, UUID.class), rows.getString(2));
      }
    }
  }

  /** How many ms after the opening the first seat was claimed; empty when none was. */
  OptionalLong firstAfterMs(UUID release) throws SQLException {
    try (var query = connection.prepareStatement(FIRST)) {
      query.setObject(1, release);
      try (var rows = query.executeQuery()) {
        rows.next();
        var ms = rows.getLong(1);
        return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(ms);
      }
    }
  }

  /** All bookings of a release, by claim. */
  Map<UUID, Row> bookings(UUID release) throws SQLException {
    var bookings = new HashMap<UUID, Row>();
    try (var query = connection.prepareStatement(ROWS)) {
      query.setObject(1, release);
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          var claim = rows.getObject(1, UUID.class);
          var booking = bookings.get(claim);
          if (booking == null) {
            booking = Row.begin(claim, rows.getString(2), rows.getString(3));
            bookings.put(claim, booking);
          }
          var person = rows.getObject(7, UUID.class);
          booking.member(rows.getString(4), rows.getInt(5), rows.getInt(6), person);
        }
      }
    }
    return bookings;
  }

  /** Those of these claims on which a verdict is on record. */
  Set<UUID> judged(Collection<UUID> claims) throws SQLException {
    var judged = new HashSet<UUID>();
    try (var query =
        connection.prepareStatement(
            "SELECT one FROM verdicts, unnest(claim) AS one WHERE one = ANY (?)")) {
      query.setArray(1, connection.createArrayOf("uuid", claims.toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) judged.add(rows.getObject(1, UUID.class));
      }
    }
    return judged;
  }

  /** The only number that this query gives. */
  public long count(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
