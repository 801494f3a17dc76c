package io.antrean.ledger;

import static io.antrean.ledger.LedgerInPostgres.seat;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.claim.Bytes;
import io.antrean.claim.ClaimRecord;
import io.antrean.redis.PartitionKeys;
import io.antrean.support.Stores;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of the stream of an older epoch")
class DrainSpec {

  private static final int PARTITION = 4714;
  private static final int EPOCH = 1;
  private static final int LINES = 2300;
  private static final int LINES_A_VERDICT = 7;
  private static final int AT_ONCE = 500;

  /** At the start, the edges of pages, in between, within one batch with its neighbour, the end. */
  private static final List<Integer> OPEN = List.of(1, 1000, 1001, 1500, 2298, 2299, 2300);

  private final RedisWorld redis = new RedisWorld(Stores.redisUri());
  private final LedgerInPostgres postgres = new LedgerInPostgres(Stores.freshDatabase(), PARTITION);
  private final String key = PartitionKeys.ledger(PARTITION, EPOCH);

  @AfterEach
  void close() {
    redis.command(Command.DEL, key);
    redis.close();
    postgres.close();
  }

  /** The same line of a release that nobody knows: who applies it fails. */
  private static LedgerEntry unknown(LedgerEntry line) {
    var was = line.record();
    var record =
        new ClaimRecord(
            was.state(),
            was.fingerprint(),
            was.account(),
            UUID.randomUUID(),
            was.claimedAtMs(),
            0,
            null,
            0,
            was.slot(),
            was.members());
    return new LedgerEntry(
        line.id(), line.before(), line.kind(), line.claim(), record, null, null, null);
  }

  private Future<?> append(LedgerEntry line) {
    var text = Buffer.buffer().appendByte((byte) 'C');
    text.appendBuffer(Bytes.of(line.claim())).appendBuffer(line.record().toBuffer());
    return redis
        .link()
        .send(
            Request.cmd(Command.XADD)
                .arg(key)
                .arg(line.id().toString())
                .arg("p")
                .arg(line.before().toString())
                .arg("e")
                .arg(text));
  }

  private void append(List<LedgerEntry> lines) {
    for (var from = 0; from < lines.size(); from += AT_ONCE) {
      var some = lines.subList(from, Math.min(lines.size(), from + AT_ONCE));
      redis.onLoop(() -> Future.all(some.stream().map(this::append).toList()).mapEmpty());
    }
  }

  /** A verdict of all lines but the open ones, some at a time, as the writer left them. */
  private void judge() {
    postgres.sql(
        """
        INSERT INTO verdicts (partition, epoch, last_ms, last_seq, decided_at, entry_ms, entry_seq,
                              claim, fingerprint)
        SELECT %d, %d, 1000, max(n), now(), array_agg(1000::bigint), array_agg(n ORDER BY n),
               array_agg(gen_random_uuid()), array_agg(gen_random_uuid())
          FROM generate_series(1, %d) n
         WHERE n NOT IN (%s)
         GROUP BY n / %d
        """
            .formatted(
                PARTITION,
                EPOCH,
                LINES,
                String.join(",", OPEN.stream().map(String::valueOf).toList()),
                LINES_A_VERDICT));
  }

  @Test
  void only_what_has_no_verdict_is_applied_and_once() {
    var lines = new ArrayList<LedgerEntry>();
    var open = new ArrayList<LedgerEntry>();
    for (var n = 1; n <= LINES; n++) {
      var isOpen = OPEN.contains(n);
      var person = isOpen ? postgres.person() : UUID.randomUUID();
      var line = postgres.entry(open.size(), seat(person, 1, 1));
      if (isOpen) open.add(line);
      lines.add(isOpen ? line : unknown(line));
    }
    append(lines);
    judge();
    postgres.newEpoch();
    var stream = new LedgerStream(redis.link(), PARTITION);

    postgres.drain(stream, EPOCH, 2);
    for (var line : open) then(postgres.bookings(line.claim(), "CONFIRMED")).isEqualTo(1);
    then(postgres.one("SELECT count(*) FROM booking")).isEqualTo((long) OPEN.size());
    var before = postgres.everything();
    postgres.drain(stream, EPOCH, 1000);
    then(postgres.everything()).isEqualTo(before);
  }
}
