package io.antrean.catalogue;

import io.antrean.catalogue.ReleasePlans.Outcome;
import io.antrean.config.AdministrationConfig;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the releases of plans ahead of their opening. Every node looks; whoever locks a plan's row
 * makes its next release, notes what came of it and moves the plan on, all in one transaction: once
 * for each opening, whatever ends in the middle. Its fields belong to the event loop that starts
 * it.
 */
public final class Releaser {

  private static final Logger log = LoggerFactory.getLogger(Releaser.class);

  /** Plans of one turn; the others have theirs next. */
  private static final int PLANS_A_TURN = 50;

  private static final String DUE =
      """
      SELECT p.id FROM release_plan p
        JOIN service s ON s.no = p.service_no JOIN office o ON o.id = s.office
       WHERE p.ended_at IS NULL
         AND (p.next_day + p.opens) AT TIME ZONE o.zone
             <= now() + $1::bigint * interval '1 millisecond'
       ORDER BY p.next_day, p.id
       LIMIT $2::integer
      """;

  /** None where another node is at it, or was. */
  private static final String TAKE =
      """
      SELECT p.*, now() AS at FROM release_plan p
        JOIN service s ON s.no = p.service_no JOIN office o ON o.id = s.office
       WHERE p.id = $1::uuid AND p.ended_at IS NULL
         AND (p.next_day + p.opens) AT TIME ZONE o.zone
             <= now() + $2::bigint * interval '1 millisecond'
         FOR UPDATE OF p SKIP LOCKED
      """;

  private static final String NOTE =
      """
      INSERT INTO release_plan_occurrence (plan, day, outcome, release, made_at)
      VALUES ($1::uuid, $2::date, $3::text, $4::uuid, date_trunc('milliseconds', now()))
      """;

  private static final String MOVE_ON =
      "UPDATE release_plan SET next_day = next_day + 7 WHERE id = $1::uuid";

  private final Pool postgres;
  private final OfficeDaysRepository days;
  private final AdministrationConfig limits;
  private final Vertx vertx;
  private long timer;
  private Future<Void> turn = Future.succeededFuture();

  public Releaser(
      Vertx vertx, Pool postgres, CatalogueRepository catalogue, AdministrationConfig limits) {
    this.vertx = vertx;
    this.postgres = postgres;
    this.days = catalogue.days();
    this.limits = limits;
  }

  public void start() {
    timer = vertx.setPeriodic(limits.planEvery().toMillis(), tick -> look());
    look();
  }

  /** Lets the release under way be made. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return turn.otherwiseEmpty();
  }

  private void look() {
    if (!turn.isComplete()) return;
    turn =
        postgres
            .preparedQuery(DUE)
            .execute(Tuple.of(limits.planAhead().toMillis(), PLANS_A_TURN))
            .compose(
                rows -> {
                  var due = new ArrayList<UUID>();
                  for (var row : rows) due.add(row.getUUID("id"));
                  return each(due, 0);
                })
            .onFailure(failure -> log.warn("event=release-plans-not-read", failure));
  }

  /** One that can not be released keeps none of the others from it. */
  private Future<Void> each(List<UUID> due, int place) {
    if (place == due.size()) return Future.succeededFuture();
    var plan = due.get(place);
    return release(plan)
        .otherwise(
            failure -> {
              log.warn("event=release-plan-failed plan={}", plan, failure);
              return null;
            })
        .compose(done -> each(due, place + 1));
  }

  /** The next release of this plan, if it is due. */
  private Future<Void> release(UUID plan) {
    return Author.SERVER.transaction(
        postgres,
        tx ->
            tx.preparedQuery(TAKE)
                .execute(Tuple.of(plan, limits.planAhead().toMillis()))
                .compose(
                    rows ->
                        rows.size() == 0
                            ? Future.succeededFuture()
                            : release(tx, plan, rows.iterator().next())));
  }

  private Future<Void> release(SqlConnection tx, UUID plan, Row row) {
    var day = row.getLocalDate("next_day");
    var rule = ReleasePlans.rule(row);
    var now = row.getOffsetDateTime("at").toInstant();
    return ReleasePlans.service(tx, row.getInteger("service_no"))
        .compose(
            service ->
                ReleasePlans.office(tx, service.office())
                    .compose(
                        office -> {
                          var terms = rule.terms(day, office.zone());
                          return days.of(tx, office.id(), terms.from(), terms.to())
                              .map(known -> SlotPlan.planned(terms, office.zone(), known))
                              .compose(
                                  slots -> {
                                    var id = UUID.randomUUID();
                                    var release =
                                        slots.slots().isEmpty()
                                            ? null
                                            : new Release(
                                                id, office, service, terms, slots.slots(), null);
                                    return make(tx, release, slots, now);
                                  });
                        }))
        .compose(made -> noted(tx, plan, day, made));
  }

  /** What came of it, and of what. */
  private record Made(Outcome outcome, UUID release) {}

  private static Future<Made> make(
      SqlConnection tx, Release release, SlotPlan.Planned slots, Instant now) {
    if (slots.before() != null || slots.after() != null) return made(Outcome.OUTSIDE_HOURS);
    if (release == null) return made(Outcome.NO_OPEN_DAY);
    if (!release.lastSlotAt().isAfter(now)) return made(Outcome.TOO_LATE);
    return CatalogueRepository.inTheWay(tx, release)
        .compose(
            other ->
                other != null
                    ? made(Outcome.OVERLAPS)
                    : CatalogueRepository.add(tx, release)
                        .compose(
                            added -> tx.query("NOTIFY " + CatalogueRepository.CHANNEL).execute())
                        .map(new Made(Outcome.RELEASED, release.id())));
  }

  private static Future<Made> made(Outcome outcome) {
    return Future.succeededFuture(new Made(outcome, null));
  }

  private static Future<Void> noted(SqlConnection tx, UUID plan, LocalDate day, Made made) {
    return tx.preparedQuery(NOTE)
        .execute(Tuple.of(plan, day, made.outcome().name(), made.release()))
        .compose(noted -> tx.preparedQuery(MOVE_ON).execute(Tuple.of(plan)))
        .onSuccess(
            moved ->
                log.info(
                    "event=release-planned plan={} day={} outcome={} release={}",
                    plan,
                    day,
                    made.outcome(),
                    made.release()))
        .mapEmpty();
  }
}
