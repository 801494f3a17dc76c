package io.antrean.devmode;

import io.antrean.catalogue.CatalogueRepository;
import io.antrean.catalogue.Office;
import io.antrean.catalogue.Release;
import io.antrean.catalogue.Release.Terms;
import io.antrean.catalogue.Service;
import io.antrean.catalogue.SlotPlan;
import io.antrean.http.ProblemException;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.UUID;

/** Two fresh releases at every start: one that is open, one that opens two minutes later. */
final class DemoReleases {

  private static final Duration OPENS_LATER = Duration.ofMinutes(2);
  private static final LocalTime DAY_STARTS = LocalTime.of(8, 0);
  private static final LocalTime DAY_ENDS = LocalTime.of(10, 0);
  private static final int SLOT_MINUTES = 15;
  private static final int CAPACITY = 2;

  /** As many demo nodes as may start at the same moment. */
  private static final int NODES_MAX = 20;

  private static final String LAST_DAY =
      "SELECT max(starts)::date AS day FROM slot WHERE service_no = $1 AND starts < $2";

  private final Pool postgres;
  private final CatalogueRepository catalogue;
  private final Office office;

  DemoReleases(Pool postgres, CatalogueRepository catalogue, Office office) {
    this.postgres = postgres;
    this.catalogue = catalogue;
    this.office = office;
  }

  Future<Void> add(Instant now) {
    return catalogue
        .services()
        .compose(
            services -> {
              var first = service(services, "passport-new");
              var second = service(services, "passport-renewal");
              return add(first, now, now).compose(done -> add(second, now, now.plus(OPENS_LATER)));
            });
  }

  private static Service service(Iterable<Service> services, String id) {
    for (var one : services) if (one.id().equals(id)) return one;
    throw new IllegalStateException("The demo office has no service " + id);
  }

  /** On the weekday after the last one that a start before this one has used. */
  private Future<Void> add(Service service, Instant now, Instant opensAt) {
    var today = now.atZone(office.zone()).toLocalDate();
    // Far days belong to whoever tries the API by hand: they do not move the demo's.
    var horizon = today.plusYears(1).atStartOfDay();
    return postgres
        .preparedQuery(LAST_DAY)
        .execute(Tuple.of(service.no(), horizon))
        .compose(
            rows -> {
              var last = rows.iterator().next().getLocalDate("day");
              var day = last == null || last.isBefore(today) ? today : last;
              return addAfter(day, service, opensAt, NODES_MAX);
            });
  }

  /** Another node that starts at this moment may take the same day: then the one after it. */
  private Future<Void> addAfter(LocalDate last, Service service, Instant opensAt, int tries) {
    var day = weekdayAfter(last);
    var terms = new Terms(day, day, DAY_STARTS, DAY_ENDS, SLOT_MINUTES, CAPACITY, opensAt, "open");
    var slots = SlotPlan.slots(terms, office.zone());
    return catalogue
        .add(Author.SERVER, new Release(UUID.randomUUID(), office, service, terms, slots, null))
        .recover(
            failure ->
                tries > 1
                        && failure instanceof ProblemException taken
                        && taken.problem().name().equals("release-overlaps")
                    ? addAfter(day, service, opensAt, tries - 1)
                    : Future.failedFuture(failure));
  }

  private static LocalDate weekdayAfter(LocalDate day) {
    var next = day.plusDays(1);
    while (next.getDayOfWeek() == DayOfWeek.SATURDAY || next.getDayOfWeek() == DayOfWeek.SUNDAY) {
      next = next.plusDays(1);
    }
    return next;
  }
}
