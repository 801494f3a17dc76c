package io.antrean.statistics;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.catalogue.Catalogue;
import io.antrean.config.StatisticsConfig;
import io.antrean.http.Problem;
import io.antrean.statistics.StatisticsRepository.Moment;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * GET /api/v1/offices/{office}/statistics, for the staff of the office, and GET /api/v1/statistics
 * over all offices, for administrators: as JSON, or as CSV where that is accepted or asked for. One
 * event loop's.
 */
public final class StatisticsRoutes {

  private static final String CSV = "text/csv";

  /** Questions under way on an event loop: who logs in needs connections, too. */
  private static final int AT_ONCE = 2;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final StatisticsRepository statistics;
  private final Authenticator authenticator;
  private final Catalogue catalogue;
  private final Clock clock;
  private final StatisticsConfig config;
  private int underWay;

  public StatisticsRoutes(
      Pool postgres,
      Authenticator authenticator,
      Catalogue catalogue,
      Clock clock,
      StatisticsConfig config) {
    this.statistics = new StatisticsRepository(postgres);
    this.authenticator = authenticator;
    this.catalogue = catalogue;
    this.clock = clock;
    this.config = config;
  }

  public void mount(Router api) {
    api.get("/api/v1/offices/:office/statistics").handler(this::ofOffice);
    api.get("/api/v1/statistics").handler(this::ofAll);
  }

  private void ofOffice(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
    var id = ctx.pathParam("office");
    // Whether there is such an office is nothing that staff of another one is kept from.
    if (!caller.is(Role.ADMIN) && !caller.offices().contains(id)) {
      throw Problem.of(403, "forbidden").asException();
    }
    var office = catalogue.office(id);
    if (office == null) throw Problem.of(404, "not-found").asException();
    answer(ctx, id, LocalDate.ofInstant(clock.instant(), office.zone()));
  }

  private void ofAll(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    answer(ctx, null, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  private void answer(RoutingContext ctx, String office, LocalDate today) {
    var questions = StatisticsInput.of(ctx, office, today, config);
    if (underWay == AT_ONCE) {
      throw Problem.of(503, "overloaded").retryAfter(RETRY_AFTER).asException();
    }
    underWay++;
    statistics
        .ask(questions)
        .onComplete(done -> underWay--)
        .onSuccess(moment -> answer(ctx, moment, questions.get(0)))
        .onFailure(ctx::fail);
  }

  private static void answer(RoutingContext ctx, Moment moment, Question question) {
    var response = ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
    if (!asCsv(ctx)) {
      response
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .end(StatisticsView.json(moment).toBuffer());
      return;
    }
    var where = question.office() == null ? "all" : question.office();
    var file = "statistics-%s-%s-%s.csv".formatted(where, question.from(), question.to());
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, CSV + "; charset=utf-8")
        .putHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + '"')
        .end(StatisticsView.csv(moment));
  }

  /** What is asked for in the address, else what is accepted before JSON. */
  private static boolean asCsv(RoutingContext ctx) {
    var format = ctx.queryParams().get("format");
    if (format != null) return format.equals("csv");
    for (var accepted : ctx.parsedHeaders().accept()) {
      if (accepted.rawValue().startsWith(CSV)) return true;
      if (accepted.rawValue().startsWith("application/json") || accepted.rawValue().equals("*/*")) {
        return false;
      }
    }
    return false;
  }
}
