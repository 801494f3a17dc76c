package io.antrean.floor;

import io.antrean.floor.VisitTable.Step;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Calls the next visitor to a counter, in one transaction: it holds the office's latest calls, so
 * two officers never see the same line, and the visitor's row, so nobody does anything else with
 * them meanwhile.
 */
final class Calls {

  /** The first of each lane whom this counter takes. Who is being dealt with is passed over. */
  private static final String HEADS =
      """
      SELECT h.id, h.lane
        FROM unnest($3::text[]) AS l(lane)
       CROSS JOIN LATERAL (
         SELECT v.id, v.lane
           FROM visit v JOIN service s ON s.no = v.service_no
          WHERE v.office = $1::text AND v.day = $2::date AND v.lane = l.lane
            AND v.state IN ('WAITING', 'TRANSFERRED') AND v.stage IN ('PHOTO', 'INTERVIEW')
            AND (cardinality($4::text[]) = 0 OR s.id = ANY ($4::text[]))
            AND (cardinality($5::text[]) = 0 OR v.stage = ANY ($5::text[]))
            AND (v.state = 'WAITING' OR v.counter IS NULL OR v.counter = $6::text
              OR NOT EXISTS (SELECT FROM counter c
                              WHERE c.office = v.office AND c.id = v.counter
                                AND c.closed_at IS NULL))
          ORDER BY CASE WHEN v.lane = 'ONLINE' THEN v.slot END, v.no
          LIMIT 1
            FOR UPDATE OF v SKIP LOCKED) h
      """;

  private static final String CALL =
      """
      UPDATE visit
         SET state = 'CALLED', counter = $2::text, called_by = $3::uuid, calls = 1,
             called_at = date_trunc('milliseconds', clock_timestamp()), version = version + 1
       WHERE id = $1::uuid
      """;

  private static final List<String> LANES = List.of("PRIORITY", "ONLINE", "WALK_IN");

  private final Pool postgres;
  private final LaneRule rule;

  Calls(Pool postgres, LaneRule rule) {
    this.postgres = postgres;
    this.rule = rule;
  }

  /** Who is called now, or null while nobody waits whom this counter takes. */
  Future<Visit> next(Staff.Member by, String counter, LocalDate today) {
    var office = by.office().id();
    return postgres.withTransaction(
        tx ->
            Calling.hold(tx, office)
                .compose(
                    latest ->
                        open(tx, office, counter)
                            .compose(at -> heads(tx, at, today))
                            .compose(
                                heads ->
                                    heads.isEmpty()
                                        ? Future.succeededFuture()
                                        : call(tx, by, counter, heads, latest))));
  }

  /** The counter, which is open and has nobody; fails with the problem otherwise. */
  static Future<Counter> open(SqlClient tx, String office, String id) {
    return CounterRepository.lock(tx, office, id)
        .compose(
            counter -> {
              if (counter == null) return Future.failedFuture(Staff.notFound().asException());
              if (counter.closedAt() != null) {
                return Future.failedFuture(Problem.of(409, "counter-closed").asException());
              }
              return CounterRepository.free(tx, office, id).map(counter);
            });
  }

  private static Future<Map<Lane, UUID>> heads(SqlClient tx, Counter at, LocalDate today) {
    var lanes = at.lanes().isEmpty() ? LANES : at.lanes();
    return tx.preparedQuery(HEADS)
        .execute(
            Tuple.of(at.office(), today)
                .addArrayOfString(CounterRepository.array(lanes))
                .addArrayOfString(CounterRepository.array(at.services()))
                .addArrayOfString(CounterRepository.array(at.stages()))
                .addString(at.id()))
        .map(
            rows -> {
              var heads = new EnumMap<Lane, UUID>(Lane.class);
              for (var row : rows) {
                heads.put(Lane.valueOf(row.getString("lane")), row.getUUID("id"));
              }
              return heads;
            });
  }

  private Future<Visit> call(
      SqlClient tx, Staff.Member by, String counter, Map<Lane, UUID> heads, List<Lane> latest) {
    var lane = rule.next(heads.keySet(), latest);
    var id = heads.get(lane);
    var office = by.office().id();
    return VisitTable.find(tx, id, office)
        .compose(
            visit ->
                tx.preparedQuery(CALL)
                    .execute(Tuple.of(id, counter, by.account()))
                    .compose(done -> VisitTable.write(tx, step(visit, by, counter))))
        .compose(done -> Calling.write(tx, office, rule.with(lane, latest)))
        .compose(done -> VisitTable.find(tx, id, office));
  }

  private static Step step(Visit visit, Staff.Member by, String counter) {
    return new Step(
        visit.id(),
        "CALL",
        by.account(),
        counter,
        visit.state(),
        VisitState.CALLED,
        visit.stage(),
        null,
        null);
  }
}
