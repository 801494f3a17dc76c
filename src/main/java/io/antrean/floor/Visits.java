package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.antrean.config.FloorConfig;
import io.antrean.floor.VisitTable.Step;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * What is done with visits, each act one transaction that holds the visit's row: it is refused
 * unless it names the version that is there and the table of {@link Act} allows it, and it writes a
 * step with the change.
 */
final class Visits {

  private static final String LOCK =
      VisitTable.SELECT + "WHERE v.id = $1::uuid AND v.office = $2::text FOR UPDATE OF v";

  private final Pool postgres;
  private final FloorConfig config;
  private final Clock clock;

  Visits(Pool postgres, FloorConfig config, Clock clock) {
    this.postgres = postgres;
    this.config = config;
    this.clock = clock;
  }

  /** The visit as it is afterwards; fails with the problem that stands in the way. */
  Future<Visit> act(UUID id, StepWish wish, Staff.Member by) {
    var office = by.office();
    return postgres.withTransaction(
        tx ->
            counter(tx, office, wish)
                .compose(free -> VisitTable.all(tx, LOCK, Tuple.of(id, office.id())))
                .compose(
                    found -> {
                      var visit = found.isEmpty() ? null : found.get(0);
                      var problem = hindrance(visit, wish, office);
                      return problem == null
                          ? act(tx, visit, wish, by)
                          : Future.failedFuture(problem.asException());
                    })
                .compose(done -> VisitTable.find(tx, id, office.id())));
  }

  /** The counter first, as whoever calls the next locks them. */
  private static Future<Void> counter(SqlClient tx, Office office, StepWish wish) {
    if (wish.counter() == null) return Future.succeededFuture();
    if (wish.act() == Act.CALL_OUT_OF_ORDER) {
      return Calls.open(tx, office.id(), wish.counter()).mapEmpty();
    }
    return CounterRepository.lock(tx, office.id(), wish.counter())
        .compose(
            there -> {
              if (there == null) return Future.failedFuture(Staff.notFound().asException());
              return there.closedAt() == null
                  ? Future.succeededFuture()
                  : Future.failedFuture(Problem.of(409, "counter-closed").asException());
            });
  }

  private Problem hindrance(Visit visit, StepWish wish, Office office) {
    if (visit == null) return Staff.notFound();
    if (visit.version() != wish.version()) {
      return Problem.of(409, "visit-changed")
          .with("version", visit.version())
          .with("state", visit.state().name());
    }
    if (!wish.act().isAllowed(visit.state(), visit.stage())) {
      return Problem.of(409, "visit-state")
          .words(visit.state().name(), visit.stage().name())
          .with("state", visit.state().name())
          .with("stage", visit.stage().name());
    }
    if (wish.act() == Act.NO_SHOW && visit.calls() <= config.recalls()) {
      return Problem.of(409, "recall-first")
          .words(config.recalls())
          .with("recalls", visit.calls() - 1)
          .with("needed", config.recalls());
    }
    var at = wish.at();
    if (at != null && (at.isAfter(clock.instant()) || at.isBefore(visit.checkedInAt()))) {
      var errors = new FieldErrors();
      if (at.isAfter(clock.instant())) errors.add("/at", "not-future");
      else errors.add("/at", "not-before", Instants.text(visit.checkedInAt()));
      return errors.problem();
    }
    var readyOn = visit.readyOn();
    if (wish.act() == Act.PICK_UP && readyOn != null && today(office).isBefore(readyOn)) {
      return Problem.of(409, "not-ready").words(readyOn).with("readyOn", readyOn.toString());
    }
    return null;
  }

  LocalDate today(Office office) {
    return LocalDate.ofInstant(clock.instant(), office.zone());
  }

  private Future<Void> act(SqlClient tx, Visit visit, StepWish wish, Staff.Member by) {
    return change(tx, visit, wish, by)
        .compose(
            change ->
                change
                    .write(tx, visit)
                    .compose(done -> VisitTable.write(tx, step(visit, change, wish, by))));
  }

  private Future<VisitChange> change(SqlClient tx, Visit visit, StepWish wish, Staff.Member by) {
    var change = new VisitChange(visit, wish.act());
    if (wish.act() == Act.PAPER) change.onPaper(wish);
    change.note = wish.note();
    if (change.state == VisitState.POSTPONED) change.postponedReason = wish.reason();
    switch (wish.act()) {
      case CALL_OUT_OF_ORDER -> change.call(wish.counter(), by.account());
      case TRANSFER -> change.transfer(wish.counter(), wish.stage());
      case FINISH_STAGE -> {
        if (change.stage == Stage.PAYMENT) change.paymentCode = PaymentCodes.fresh();
      }
      case RECALL, START, PARK, UNPARK, PAY, PICK_UP, POSTPONE, NO_SHOW, LEAVE, PAPER -> {}
    }
    var isPaid = change.state == VisitState.READY_FOR_PICKUP;
    if (!isPaid || visit.paidAt() != null) return Future.succeededFuture(change);
    return pay(tx, by.office(), change, wish.at() == null ? clock.instant() : wish.at());
  }

  /** Paid at this instant: the passport is ready some working days later. */
  Future<VisitChange> pay(SqlClient tx, Office office, VisitChange change, Instant at) {
    var day = LocalDate.ofInstant(at, office.zone());
    return OfficeCalendar.workingDays(tx, office, day, config.readyAfterDays())
        .map(
            ready -> {
              change.pay(at, ready);
              return change;
            });
  }

  private static Step step(Visit visit, VisitChange change, StepWish wish, Staff.Member by) {
    return new Step(
        visit.id(),
        wish.act().name(),
        by.account(),
        change.counter,
        visit.state(),
        change.state,
        visit.stage(),
        wish.reason(),
        wish.note());
  }
}
