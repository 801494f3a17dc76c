package io.antrean.load;

import io.antrean.load.JournalLine.Kind;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import redis.clients.jedis.Jedis;
import redis.embedded.RedisServer;

/**
 * Real stores and a journal, set by hand to what a run may leave behind. The office has one release
 * of two slots; its partition is 3, in epoch 7.
 */
final class Stage implements AutoCloseable {

  static final UUID RELEASE = UUID.fromString("00000000-0000-4000-8000-000000000001");
  static final String SLOT = "2031-01-06T08:00";

  /** Long past, in PostgreSQL and in the journal. */
  static final Instant OPENS = Instant.parse("2026-01-01T00:00:00Z");

  private static final Path SCHEMA = Path.of("../src/main/resources/db");
  private static final String META = "{p3}:e7:meta";
  private static final byte[] CLAIMS = "{p3}:e7:c".getBytes(StandardCharsets.UTF_8);
  private static final byte[] HOLDERS = "{p3}:e7:h:passport-new".getBytes(StandardCharsets.UTF_8);

  private final EmbeddedPostgres postgres;
  private final RedisServer redisServer;
  private final URI redisUri;
  private final Jedis redis;
  private final Path path;
  private final Journal journal;
  private final ByteArrayOutputStream notes = new ByteArrayOutputStream();

  Stage(Path folder) throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().start();
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    redisServer = RedisServer.newRedisServer().port(port).bind("127.0.0.1").build();
    redisServer.start();
    redisUri = URI.create("redis://127.0.0.1:" + port);
    redis = new Jedis(redisUri);
    path = folder.resolve("journal.tsv");
    journal = Journal.open(path, RELEASE, OPENS.toEpochMilli(), Clock.systemUTC());
    openOffice();
  }

  private void openOffice() throws IOException, SQLException {
    List<Path> migrations;
    try (var files = Files.list(SCHEMA)) {
      migrations =
          files
              .filter(file -> file.getFileName().toString().startsWith("V"))
              .sorted(Comparator.comparingDouble(Stage::version))
              .toList();
    }
    for (var migration : migrations) sql(Files.readString(migration));
    sql("INSERT INTO partition (id) VALUES (3)");
    sql("INSERT INTO office VALUES ('sampit', 'Sampit', 'Asia/Jakarta')");
    sql(
        "INSERT INTO service (office, id, name, letter, category, partition)"
            + " VALUES ('sampit', 'passport-new', 'New passport', 'A', 'PASSPORT', 3)");
    sql(
        "INSERT INTO release VALUES ('"
            + RELEASE
            + "', 1, '2031-01-06', '2031-01-06', '08:00', '08:30', 15, 2, '2026-01-01T00:00:00Z', 'open', now())");
    redis.hset("{p3}:epoch", "epoch", "7");
    redis.hset("{p3}:epoch", "state", "OPEN");
  }

  /** V10 comes after V9, V20_1 after V20. */
  private static double version(Path migration) {
    var name = migration.getFileName().toString();
    return Double.parseDouble(name.substring(1, name.indexOf("__")).replace('_', '.'));
  }

  void sql(String statement) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  /** A booking that both stores have. */
  void booked(UUID claim, UUID person, int seat, int given) throws SQLException {
    inPostgres(claim, person, seat, given, "CONFIRMED");
    inRedis(claim, 'C');
    holds(person, claim);
  }

  /** What the ledger does, late: the booking, and then its mark in Redis. */
  void apply(UUID claim, UUID person) {
    try (var ownConnection = new Jedis(redisUri)) {
      inPostgres(claim, person, 1, 1, "CONFIRMED");
      ownConnection.hset(CLAIMS, bytes(claim), new byte[] {'C'});
      ownConnection.hset(HOLDERS, bytes(person), bytes(claim));
      ownConnection.hset(META, "applied", "1");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  void inPostgres(UUID claim, UUID person, int seat, int given, String state) throws SQLException {
    sql(
        "INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,"
            + " account, fingerprint, state, claimed_at, decided_at) VALUES ('%s', 0, 1, '%s', %d,"
                .formatted(claim, SLOT, seat)
            + " %d, '%s', 'passport-new', '%s', gen_random_uuid(), gen_random_uuid(), '%s', now(),"
                .formatted(given, person, RELEASE, state)
            + " now())");
  }

  void judged(UUID claim, String outcome) throws SQLException {
    var values =
        "(3, 7, 1, 1, now(), '{1}', '{1}', ARRAY['%s'::uuid], ARRAY[gen_random_uuid()],"
            + " ARRAY['%s'])";
    sql("INSERT INTO verdicts VALUES " + values.formatted(claim, outcome));
  }

  void inRedis(UUID claim, char state) {
    redis.hset(CLAIMS, bytes(claim), new byte[] {(byte) state, 0, 0});
  }

  void notInRedis(UUID claim) {
    redis.hdel(CLAIMS, bytes(claim));
  }

  void holds(UUID person, UUID claim) {
    redis.hset(HOLDERS, bytes(person), bytes(claim));
  }

  void ledger(int appended, int applied) {
    redis.hset(META, "appended", Integer.toString(appended));
    redis.hset(META, "applied", Integer.toString(applied));
  }

  /** The client sent a claim and heard a booking. */
  void told(UUID claim, UUID person, int status, String state, int seat, String number) {
    heard(claim, person, new Answer(status, "", "", state, SLOT, List.of(seat), List.of(number)));
  }

  /** The client sent a claim and heard a problem. */
  void refused(UUID claim, UUID person, int status, String problem, String outcome) {
    heard(claim, person, new Answer(status, problem, outcome, "", "", List.of(), List.of()));
  }

  void silent(UUID claim, UUID person) {
    sent(claim, person);
    journal.did(Kind.SILENCE, claim, List.of());
  }

  /** The client heard a booking of these seats, with these numbers. */
  void answered(UUID claim, String numbers, Integer... seats) {
    var booking =
        new Answer(201, "", "", "CONFIRMED", SLOT, List.of(seats), List.of(numbers.split(",")));
    journal.heard(Kind.ANSWER, claim, booking);
  }

  /** A booking of two that both stores have, on seats 1 and 2. */
  void partyBooked(UUID claim, UUID one, String slot, UUID other, String othersSlot)
      throws SQLException {
    booked(claim, one, 1, 1);
    sql(
        "INSERT INTO booking SELECT id, 1, service_no, '%s', 2, given, '%s', service, release,"
                .formatted(othersSlot, other)
            + " account, fingerprint, state, reason, claimed_at, decided_at FROM booking");
    holds(other, claim);
  }

  /** The journal begins anew, with this opening. */
  void opens(Instant at) throws IOException {
    Files.writeString(path, "# release " + RELEASE + "\n# opens " + at.toEpochMilli() + "\n");
  }

  /** The client sent a claim for these. */
  void sent(UUID claim, UUID... party) {
    journal.did(Kind.SENT, claim, List.of(party));
  }

  /** The client asked for the cancel, and heard that it is done. */
  void cancelled(UUID claim) {
    journal.did(Kind.CANCEL, claim, List.of());
    journal.heard(
        Kind.CANCEL_ANSWER,
        claim,
        new Answer(200, "", "", "CANCELLED", SLOT, List.of(1), List.of("A0800-1")));
  }

  /** The client asked what its booking is now. */
  void looked(UUID claim, int seat, String number) {
    journal.heard(
        Kind.LOOKED,
        claim,
        new Answer(200, "", "", "CONFIRMED", SLOT, List.of(seat), List.of(number)));
  }

  private void heard(UUID claim, UUID person, Answer answer) {
    sent(claim, person);
    journal.heard(Kind.ANSWER, claim, answer);
  }

  Verifier.Verdict verdict() throws IOException, SQLException, InterruptedException {
    var uri = URI.create("postgresql://postgres@127.0.0.1:" + postgres.getPort() + "/postgres");
    return Verifier.verdict(path, uri, redisUri, new PrintStream(notes, true));
  }

  String notes() {
    return notes.toString(StandardCharsets.UTF_8);
  }

  /** Empties what a run leaves, and begins the journal anew. */
  void clear() throws IOException, SQLException {
    sql("TRUNCATE booking, verdicts");
    redis.del(CLAIMS, HOLDERS, META.getBytes(StandardCharsets.UTF_8));
    notes.reset();
    opens(OPENS);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  @Override
  public void close() throws IOException {
    journal.close();
    redis.close();
    redisServer.stop();
    postgres.close();
  }
}
