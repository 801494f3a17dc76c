package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.ledger.SetAsideRepository.SetAside;
import io.antrean.ledger.WaitlistRows.OpenOffer;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.LongSupplier;

/** Reads who holds a release's seats from PostgreSQL, by its index of seats, in pages of slots. */
final class PostgresSeatsReader {

  /** The condition is the index's. */
  private static final String PAGE =
      """
      SELECT slot, seat, id FROM booking
       WHERE service_no = $1 AND slot >= $2 AND slot <= $3
         AND state NOT IN ('CANCELLED', 'REJECTED', 'MOVED')
      """;

  /** Those that were given back and are not claimable yet; few, and an index of their own. */
  private static final String COOLING =
      """
      SELECT slot, seat, (extract(epoch FROM back_at) * 1000)::bigint FROM booking
       WHERE service_no = $1 AND slot >= $2 AND slot <= $3 AND back_at IS NOT NULL
         AND back_at > timestamptz 'epoch' + $4::bigint * interval '1 millisecond'
      """;

  private final SqlConnection postgres;
  private final SetAsideRepository setAsides;
  private final WaitlistRows waitlist;
  private final int seatsMax;
  private final LongSupplier redisNowMs;

  /** A page is as many slots as have this many seats, at least one slot. */
  PostgresSeatsReader(
      SqlConnection postgres,
      SetAsideRepository setAsides,
      WaitlistRows waitlist,
      int seatsMax,
      LongSupplier redisNowMs) {
    this.postgres = postgres;
    this.setAsides = setAsides;
    this.waitlist = waitlist;
    this.seatsMax = seatsMax;
    this.redisNowMs = redisNowMs;
  }

  Future<SeatsInPostgres> of(Release release) {
    return page(release, 0, new SeatsInPostgres(release, redisNowMs.getAsLong()))
        .compose(seats -> cooling(release, seats))
        .compose(seats -> waitlist.open(release).map(offers -> addOffers(offers, seats)))
        .compose(seats -> setAsides.ofRelease(release.id()).map(asides -> add(asides, seats)));
  }

  private static SeatsInPostgres addOffers(List<OpenOffer> offers, SeatsInPostgres seats) {
    for (var one : offers) {
      for (var member : one.record().members()) {
        seats.addOffered(one.record().slot(), member.seat(), one.entry());
      }
    }
    return seats;
  }

  private Future<SeatsInPostgres> cooling(Release release, SeatsInPostgres seats) {
    var slots = release.slots();
    var range =
        Tuple.of(
            release.service().no(),
            slots.get(0).starts(),
            slots.get(slots.size() - 1).starts(),
            seats.asOfMs());
    return postgres
        .preparedQuery(COOLING)
        .execute(range)
        .map(
            rows -> {
              for (var row : rows) {
                seats.addCooling(row.getLocalDateTime(0), row.getInteger(1), row.getLong(2));
              }
              return seats;
            });
  }

  private static SeatsInPostgres add(List<SetAside> asides, SeatsInPostgres seats) {
    for (var one : asides) {
      if (!one.isOpen()) continue;
      for (var member : one.record().members()) {
        seats.addSetAside(one.record().slot(), member.seat(), one.claim());
      }
    }
    return seats;
  }

  private Future<SeatsInPostgres> page(Release release, int from, SeatsInPostgres seats) {
    var slots = release.slots();
    if (from >= slots.size()) return Future.succeededFuture(seats);
    var to = Math.min(slots.size(), from + Math.max(1, seatsMax / release.terms().capacity()));
    var range =
        Tuple.of(release.service().no(), slots.get(from).starts(), slots.get(to - 1).starts());
    return postgres
        .preparedQuery(PAGE)
        .execute(range)
        .compose(
            rows -> {
              for (var row : rows) {
                seats.add(row.getLocalDateTime(0), row.getInteger(1), row.getUUID(2));
              }
              return page(release, to, seats);
            });
  }
}
