package io.antrean.catalogue;

import io.antrean.catalogue.CatalogueRows.ReleaseRow;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalogue in memory as PostgreSQL has it: now and then, and as soon as PostgreSQL tells
 * of a change. While PostgreSQL does not answer the last state stays. Its fields belong to the
 * event loop that starts it; {@link #refresh} and {@link #fresh} may be called from any.
 */
public final class CatalogueRefresher {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogueRefresher.class);

  /** So many rounds may fail, or five seconds pass, before what is in memory counts as old. */
  private static final int ROUNDS_MISSED_MAX = 5;

  private static final Duration AGE_MAX_LEAST = Duration.ofSeconds(5);

  /** So much longer than PostgreSQL gives a statement: beyond it the connection is a dead one. */
  public static final Duration ANSWER_GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final CatalogueRepository repository;
  private final Catalogue catalogue;
  private final Duration every;
  private final Duration answerMax;
  private final CatalogueBell bell;
  private Context loop;
  private long timer;
  private Promise<Void> next;
  private boolean underWay;
  private boolean failing;
  private volatile boolean filled;
  private volatile long filledAtNanos;

  /**
   * {@code answerMax} is how long one statement may be waited for: a connection whose other end is
   * gone would never answer. {@code listening} is how to reach PostgreSQL for the held connection
   * that hears of changes.
   */
  public CatalogueRefresher(
      Vertx vertx,
      CatalogueRepository repository,
      Catalogue catalogue,
      Duration every,
      Duration answerMax,
      PgConnectOptions listening) {
    this.vertx = vertx;
    this.repository = repository;
    this.catalogue = catalogue;
    this.every = every;
    this.answerMax = answerMax;
    this.bell = new CatalogueBell(vertx, listening, () -> ask());
  }

  /** Fills the catalogue, then keeps it so; fails when it can not be filled. */
  public Future<Void> start() {
    loop = vertx.getOrCreateContext();
    return refresh()
        .onSuccess(
            filled ->
                loop.runOnContext(
                    now -> {
                      timer = vertx.setPeriodic(every.toMillis(), tick -> tick());
                      bell.start();
                    }));
  }

  /**
   * Ends when the catalogue shows everything that was committed before this call, on the caller's
   * event loop.
   */
  public Future<Void> refresh() {
    var caller = vertx.getOrCreateContext();
    var promise = Promise.<Void>promise();
    loop.runOnContext(
        now ->
            ask()
                .onComplete(
                    done ->
                        caller.runOnContext(
                            there -> {
                              if (done.succeeded()) promise.complete();
                              else promise.fail(done.cause());
                            })));
    return promise.future();
  }

  /** Whether the catalogue is as PostgreSQL was a short while ago. */
  public boolean fresh() {
    var ageMax = Math.max(AGE_MAX_LEAST.toNanos(), every.toNanos() * ROUNDS_MISSED_MAX);
    return filled && System.nanoTime() - filledAtNanos < ageMax;
  }

  /** Stops; what is in memory stays. */
  public Future<Void> close() {
    if (loop == null) return Future.succeededFuture();
    var promise = Promise.<Void>promise();
    loop.runOnContext(
        now -> {
          vertx.cancelTimer(timer);
          bell.close().onComplete(closed -> promise.complete());
        });
    return promise.future();
  }

  private void tick() {
    if (!underWay) ask();
  }

  /** A round that begins after this call: one that is under way may have read too early. */
  private Future<Void> ask() {
    if (next == null) next = Promise.promise();
    var asked = next.future();
    if (!underWay) round();
    return asked;
  }

  private void round() {
    var asked = next;
    next = null;
    underWay = true;
    var began = System.nanoTime();
    read()
        .onComplete(
            done -> {
              underWay = false;
              if (done.succeeded()) {
                filledAtNanos = began;
                filled = true;
                asked.complete();
              } else {
                asked.fail(done.cause());
              }
              say(done.cause());
              if (next != null) round();
            });
  }

  /** One line when it begins to fail, one when it works again. */
  private void say(Throwable failure) {
    if (failure != null && !failing) LOG.warn("The catalogue can not be read", failure);
    if (failure == null && failing) LOG.info("The catalogue is read again");
    failing = failure != null;
  }

  /** Releases first: the services and offices that they name are then there for certain. */
  private Future<Void> read() {
    return inTime(repository.notRetired())
        .compose(
            rows -> {
              var unknown = rows.stream().map(ReleaseRow::id).filter(this::isNew).toList();
              return inTime(repository.slots(unknown)).compose(slots -> read(rows, slots));
            });
  }

  /** What was asked stays with its connection; the next round takes another one. */
  private <T> Future<T> inTime(Future<T> answer) {
    var ms = answerMax.toMillis();
    return answer
        .timeout(ms, TimeUnit.MILLISECONDS)
        .recover(
            failure ->
                failure instanceof TimeoutException
                    ? Future.failedFuture(
                        new TimeoutException("PostgreSQL has not answered for " + ms + " ms"))
                    : Future.failedFuture(failure));
  }

  private boolean isNew(UUID release) {
    return catalogue.release(release) == null;
  }

  private Future<Void> read(List<ReleaseRow> rows, Map<UUID, List<Slot>> slots) {
    return inTime(repository.services())
        .compose(
            services ->
                inTime(repository.offices())
                    .map(
                        offices -> {
                          fill(offices, services, rows, slots);
                          return null;
                        }));
  }

  private void fill(
      List<Office> offices,
      List<Service> services,
      List<ReleaseRow> rows,
      Map<UUID, List<Slot>> slots) {
    var officeById = new HashMap<String, Office>();
    for (var office : offices) officeById.put(office.id(), office);
    var serviceByNo = new HashMap<Integer, Service>();
    for (var service : services) serviceByNo.put(service.no(), service);
    var releases =
        rows.stream()
            .map(
                row -> {
                  var service = serviceByNo.get(row.serviceNo());
                  var office = officeById.get(service.office());
                  return release(row, office, service, slots.get(row.id()));
                })
            .toList();
    catalogue.replace(offices, services, releases);
  }

  /** The release that memory has already, when nothing of it has changed: its slots never do. */
  private Release release(ReleaseRow row, Office office, Service service, List<Slot> slots) {
    var known = catalogue.release(row.id());
    if (known != null
        && known.office().equals(office)
        && known.service().equals(service)
        && known.terms().equals(row.terms())
        && known.version() == row.version()
        && Objects.equals(known.closedAt(), row.closedAt())) {
      return known;
    }
    var own = known == null ? slots : known.slots();
    return new Release(
        row.id(), office, service, row.terms(), own, row.closedAt(), row.version(), row.shut());
  }
}
