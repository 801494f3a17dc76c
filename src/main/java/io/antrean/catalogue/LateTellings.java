package io.antrean.catalogue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who is booked in hours that an office has closed: in the transaction that closes them, and
 * whom that has not found in turns of every node.
 */
public final class LateTellings {

  private static final Logger log = LoggerFactory.getLogger(LateTellings.class);

  /** A look at an index where there is nothing. */
  static final Duration EVERY = Duration.ofSeconds(1);

  /** That are looked at again in one turn; the others are the next one's. */
  static final int BLACKOUTS_A_TURN = 100;

  /**
   * Who is booked there and was not told yet; of a party the first who has not come. The notices
   * follow from it.
   */
  private static final String TELL =
      """
      INSERT INTO booking_change (booking, version, state, changed_at, partition)
      SELECT b.id, b.version, 'BLACKOUT', date_trunc('milliseconds', now()), s.partition
        FROM slot t JOIN service s ON s.no = t.service_no
        JOIN booking b ON b.service_no = t.service_no AND b.slot = t.starts
         AND b.state = 'CONFIRMED'
       WHERE t.blackout = $1::uuid AND NOT EXISTS (
         SELECT FROM booking o
          WHERE o.id = b.id AND o.version = b.version AND o.member < b.member
            AND o.state = 'CONFIRMED') AND NOT EXISTS (
         SELECT FROM booking_change c
          WHERE c.booking = b.id AND c.version = b.version AND c.state = 'BLACKOUT')
       ORDER BY b.id
      """;

  /**
   * A claim that was under way may be confirmed a moment after its slot was shut, or much later,
   * where all nodes were down meanwhile: until the hours are over one is looked at again, often at
   * first.
   */
  private static final String LATE =
      """
      SELECT b.id FROM blackout b JOIN office o ON o.id = b.office
       WHERE b.confirmed_at IS NOT NULL AND b.day + b.to_time > now() AT TIME ZONE o.zone
         AND b.told_at < now() - CASE WHEN b.confirmed_at > now() - interval '1 minute'
                                      THEN interval '1 second' ELSE interval '1 minute' END
       ORDER BY b.told_at LIMIT 1 FOR UPDATE OF b SKIP LOCKED
      """;

  private static final String TOLD = "UPDATE blackout SET told_at = now() WHERE id = $1::uuid";

  private final Vertx vertx;
  private final Pool postgres;
  private long timer;
  private Future<Integer> turn = Future.succeededFuture(0);

  public LateTellings(Vertx vertx, Pool postgres) {
    this.vertx = vertx;
    this.postgres = postgres;
  }

  public void start() {
    timer = vertx.setPeriodic(EVERY.toMillis(), tick -> look());
  }

  private void look() {
    if (!turn.isComplete()) return;
    turn =
        tellLate()
            .onFailure(
                away -> log.warn("event=blackouts-not-read; the next turn tries again", away));
  }

  /** Lets the look under way be made. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return turn.mapEmpty().otherwiseEmpty().mapEmpty();
  }

  /** Tells who is booked in this blackout and was not told yet. */
  static Future<Void> tell(SqlClient tx, UUID blackout) {
    return tx.preparedQuery(TELL).execute(Tuple.of(blackout)).mapEmpty();
  }

  /** Blackout by blackout; how many were looked at. */
  private Future<Integer> tellLate() {
    return tellLate(0);
  }

  private Future<Integer> tellLate(int looked) {
    return tellOne()
        .compose(
            found ->
                found && looked + 1 < BLACKOUTS_A_TURN
                    ? tellLate(looked + 1)
                    : Future.succeededFuture(looked + (found ? 1 : 0)));
  }

  private Future<Boolean> tellOne() {
    return postgres.withTransaction(
        tx ->
            tx.query(LATE)
                .execute()
                .compose(
                    rows -> {
                      if (rows.size() == 0) return Future.succeededFuture(false);
                      var id = rows.iterator().next().getUUID("id");
                      return tell(tx, id)
                          .compose(told -> tx.preparedQuery(TOLD).execute(Tuple.of(id)))
                          .map(true);
                    }));
  }
}
