package io.antrean.floor;

import io.antrean.catalogue.Catalogue;
import io.antrean.floor.VisitTable.Step;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;

/**
 * What a bank says: that the fee of a code is paid. It counts once, however often it is said. Who
 * has gone meanwhile, or was postponed, has paid all the same: the payment is kept and nothing else
 * changes.
 */
final class Payments {

  /** The visit, and whether the payment was known before. */
  record Paid(Visit visit, boolean wasKnown) {}

  private static final String LOCK =
      VisitTable.SELECT + "WHERE v.payment_code = $1::text FOR UPDATE OF v";

  private final Pool postgres;
  private final Visits visits;
  private final Catalogue catalogue;

  Payments(Pool postgres, Visits visits, Catalogue catalogue) {
    this.postgres = postgres;
    this.visits = visits;
    this.catalogue = catalogue;
  }

  /** Fails with 404 where nobody has this code. */
  Future<Paid> paid(String code, Instant at, String reference) {
    return postgres.withTransaction(
        tx ->
            VisitTable.all(tx, LOCK, Tuple.of(code))
                .compose(
                    found -> {
                      if (found.isEmpty()) {
                        return Future.failedFuture(Staff.notFound().asException());
                      }
                      var visit = found.get(0);
                      return visit.paidAt() != null
                          ? Future.succeededFuture(new Paid(visit, true))
                          : pay(tx, visit, at, reference).map(now -> new Paid(now, false));
                    }));
  }

  private Future<Visit> pay(SqlClient tx, Visit visit, Instant at, String reference) {
    var change = new VisitChange(visit, Act.PAY);
    var isWaitedFor = Act.PAY.isAllowed(visit.state(), visit.stage());
    if (!isWaitedFor) {
      change.state = visit.state();
      change.stage = visit.stage();
    }
    // A catalogue that is a moment old may lack the office, not one in which somebody has paid.
    var office = catalogue.office(visit.office());
    var paid = visits.pay(tx, office, change, at);
    return paid.compose(
            done -> {
              if (!isWaitedFor) change.readyOn = null;
              return change.write(tx, visit);
            })
        .compose(done -> VisitTable.write(tx, step(visit, change, reference)))
        .compose(done -> VisitTable.find(tx, visit.id(), visit.office()));
  }

  private static Step step(Visit visit, VisitChange change, String reference) {
    // Of who was erased nothing new is kept: a bank's text may name them.
    var isErased = visit.booking() != null && visit.name() == null;
    return new Step(
        visit.id(),
        Act.PAY.name(),
        null,
        null,
        visit.state(),
        change.state,
        visit.stage(),
        null,
        isErased ? null : reference);
  }
}
