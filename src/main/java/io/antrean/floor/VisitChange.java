package io.antrean.floor;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * What an act makes of a visit, on its way into PostgreSQL: a field that is null stays as it was,
 * but for the counter. Belongs to the transaction of one act.
 */
final class VisitChange {

  VisitState state;
  Stage stage;
  String counter;
  int calls;

  /** Who calls them to the counter now. */
  UUID calledBy;

  boolean serves;
  String paymentCode;
  Instant paidAt;
  LocalDate readyOn;
  String postponedReason;
  String note;

  /** When it was done on paper; null when it is done now. */
  Instant onPaperAt;

  /** What becomes of their row of the booking; null where it stays CHECKED_IN. */
  String booking;

  /** What the table of acts says. */
  VisitChange(Visit visit, Act act) {
    state = act.after(visit.stage());
    stage = act.stageAfter(visit.stage());
    counter = visit.counter();
    calls = act == Act.RECALL ? Math.min(visit.calls() + 1, Short.MAX_VALUE) : visit.calls();
    serves = act == Act.START;
    booking = act.booking();
  }

  void call(String to, UUID by) {
    counter = to;
    calls = 1;
    calledBy = by;
  }

  void transfer(String to, Stage other) {
    counter = to;
    if (other != null) stage = other;
  }

  void pay(Instant at, LocalDate ready) {
    paidAt = at;
    readyOn = ready;
  }

  /** As it was done on paper: the state that it names, at that instant. */
  void onPaper(StepWish wish) {
    state = wish.state();
    if (state == VisitState.READY_FOR_PICKUP) stage = Stage.PICKUP;
    else if (wish.stage() != null) stage = wish.stage();
    // Nobody stands in line for a bank.
    else if (state == VisitState.WAITING && !stage.isAtCounter()) stage = Stage.INTERVIEW;
    onPaperAt = wish.at();
    booking =
        switch (state) {
          case COMPLETED -> "COMPLETED";
          case POSTPONED, LEFT -> "POSTPONED";
          case WAITING, CALLED, SERVING, PARKED, TRANSFERRED, READY_FOR_PICKUP -> null;
        };
  }

  /** Only the version that was looked at; its row is held. */
  private static final String UPDATE =
      """
      UPDATE visit v
         SET state = $3::text, stage = $4::text, counter = $5::text, calls = $6::smallint,
             called_by = coalesce($7::uuid, called_by),
             called_at = CASE WHEN $7::uuid IS NULL THEN called_at ELSE now.at END,
             waiting_since = CASE WHEN $3::text IN ('WAITING', 'TRANSFERRED') THEN now.at
                                  ELSE waiting_since END,
             serving_since = CASE WHEN $8::boolean THEN now.at ELSE serving_since END,
             ended_at = CASE WHEN $3::text IN ('COMPLETED', 'POSTPONED', 'LEFT')
                             THEN coalesce(ended_at, now.at) END,
             payment_code = coalesce($9::text, payment_code),
             paid_at = coalesce($10::timestamptz, paid_at),
             ready_on = coalesce($11::date, ready_on),
             postponed_reason = coalesce($12::text, postponed_reason),
             note = coalesce($13::text, note), on_paper = on_paper OR $14::timestamptz IS NOT NULL,
             version = version + 1
        FROM (SELECT date_trunc('milliseconds',
                                coalesce($14::timestamptz, clock_timestamp())) AS at) now
       WHERE v.id = $1::uuid AND v.version = $2::int
      """;

  /**
   * Its trigger writes what Redis must be told, in this transaction. Of a no-show who had come, as
   * the paper says, Redis has heard before.
   */
  private static final String END_BOOKING =
      """
      UPDATE booking SET state = $3::text
       WHERE id = $1::uuid AND member = $2::smallint
         AND (state = 'CHECKED_IN' OR state = 'NO_SHOW' AND $4::boolean)
      """;

  /** Writes it, and the end of the booking with it. */
  Future<Void> write(SqlClient tx, Visit visit) {
    var values =
        Tuple.of(visit.id(), visit.version(), state.name(), stage.name(), counter, calls)
            .addUUID(calledBy)
            .addBoolean(serves)
            .addString(paymentCode)
            .addOffsetDateTime(offset(paidAt))
            .addLocalDate(readyOn)
            .addString(postponedReason)
            .addString(note)
            .addOffsetDateTime(offset(onPaperAt));
    var isOnPaper = visit.onPaper() || onPaperAt != null;
    return one(tx, UPDATE, values)
        .compose(
            done ->
                booking == null || visit.booking() == null
                    ? Future.succeededFuture()
                    : one(
                        tx,
                        END_BOOKING,
                        Tuple.of(visit.booking(), visit.member(), booking, isOnPaper)));
  }

  private static Future<Void> one(SqlClient tx, String sql, Tuple values) {
    return tx.preparedQuery(sql)
        .execute(values)
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture()
                    : Future.failedFuture(new IllegalStateException("a row that we hold")));
  }

  private static OffsetDateTime offset(Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
