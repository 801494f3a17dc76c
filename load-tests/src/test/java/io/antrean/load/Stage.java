package io.antrean.load;

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
    journal = Journal.open(path, RELEASE, Clock.systemUTC());
    openOffice();
  }

  private void openOffice() throws IOException, SQLException {
    List<Path> migrations;
    try (var files = Files.list(SCHEMA)) {
      migrations =
          files.filter(file -> file.getFileName().toString().startsWith("V")).sorted().toList();
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
            + "', 1, '2031-01-06', '2031-01-06', '08:00', '08:30', 15, 2, now(), 'open', now())");
    redis.hset("{p3}:epoch", "epoch", "7");
    redis.hset("{p3}:epoch", "state", "OPEN");
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
    journal.sent(claim, person);
    journal.silence(claim, person);
  }

  private void heard(UUID claim, UUID person, Answer answer) {
    journal.sent(claim, person);
    journal.answered(claim, person, answer);
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
    Files.writeString(path, "# release " + RELEASE + "\n");
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
