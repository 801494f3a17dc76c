package io.antrean.floor;

import io.antrean.catalogue.Service;
import io.antrean.config.FloorConfig;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;

/**
 * Takes those who come without a booking, up to a number of them for each service and day. Their
 * numbers have a W where a booking's has a digit, so the two never meet: {@code A-W001}.
 */
final class WalkIns {

  /** Who comes, under an id that the client makes; {@code reason} is for the priority lane. */
  record WalkIn(
      UUID id,
      LocalDate day,
      Service service,
      String name,
      String nationality,
      boolean priority,
      String reason) {

    Lane lane() {
      return priority ? Lane.PRIORITY : Lane.WALK_IN;
    }
  }

  /** A visit, and whether it is new. */
  record Taken(Visit visit, boolean isNew) {}

  private static final String ANYWHERE = VisitTable.SELECT + "WHERE v.id = $1::uuid";

  private static final String COUNT =
      """
      SELECT count(*)::int FROM visit
       WHERE office = $1::text AND day = $2::date AND service_no = $3::int AND booking IS NULL
      """;

  private static final String ADD =
      """
      WITH guest AS (
        INSERT INTO visit (id, office, day, service_no, number, name, nationality, lane, state,
                           stage, checked_in_at, waiting_since)
        SELECT $1::uuid, $2::text, $3::date, $4::int, $5::text, $6::text, $7::text, $8::text,
               'WAITING', 'PHOTO', now.at, now.at
          FROM (SELECT date_trunc('milliseconds', clock_timestamp()) AS at) now
        RETURNING id, checked_in_at)
      INSERT INTO visit_step (visit, at, act, officer, to_state, stage, reason)
      SELECT id, checked_in_at, 'CHECK_IN', $9::uuid, 'WAITING', 'PHOTO', $10::text FROM guest
      """;

  private final Pool postgres;
  private final FloorConfig config;

  WalkIns(Pool postgres, FloorConfig config) {
    this.postgres = postgres;
    this.config = config;
  }

  /** Fails with {@code walk-ins-full} or {@code visit-differs}. */
  Future<Taken> take(WalkIn wish, UUID officer) {
    return postgres.withTransaction(
        tx ->
            Calling.hold(tx, wish.service().office())
                .compose(held -> VisitTable.all(tx, ANYWHERE, Tuple.of(wish.id())))
                .compose(
                    known -> known.isEmpty() ? add(tx, wish, officer) : known(known.get(0), wish)));
  }

  private static Future<Taken> known(Visit visit, WalkIn wish) {
    // The name is not compared: it is forgotten after a while.
    var isSame =
        visit.booking() == null
            && visit.office().equals(wish.service().office())
            && visit.service().equals(wish.service().id())
            && visit.lane() == wish.lane()
            && Objects.equals(visit.nationality(), wish.nationality());
    return isSame
        ? Future.succeededFuture(new Taken(visit, false))
        : Future.failedFuture(Problem.of(409, "visit-differs").asException());
  }

  private Future<Taken> add(SqlClient tx, WalkIn wish, UUID officer) {
    var service = wish.service();
    return tx.preparedQuery(COUNT)
        .execute(Tuple.of(service.office(), wish.day(), service.no()))
        .compose(
            rows -> {
              var before = rows.iterator().next().getInteger(0);
              if (before >= config.walkInsADay()) {
                return Future.failedFuture(full(config.walkInsADay()).asException());
              }
              var number = "%s-W%03d".formatted(service.letter(), before + 1);
              var values =
                  Tuple.of(wish.id(), service.office(), wish.day(), service.no(), number)
                      .addString(wish.name())
                      .addString(wish.nationality())
                      .addString(wish.lane().name())
                      .addUUID(officer)
                      .addString(wish.reason());
              return tx.preparedQuery(ADD).execute(values);
            })
        .compose(added -> VisitTable.find(tx, wish.id(), service.office()))
        .map(visit -> new Taken(visit, true));
  }

  private static Problem full(int max) {
    return Problem.of(409, "walk-ins-full").words(max).with("max", max);
  }
}
