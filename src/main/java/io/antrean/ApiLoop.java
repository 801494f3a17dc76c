package io.antrean;

import io.antrean.account.StaffRoutes;
import io.antrean.admission.RateLimitGuard;
import io.antrean.booking.AcceptRoutes;
import io.antrean.booking.BookingEventRoutes;
import io.antrean.booking.BookingRoutes;
import io.antrean.booking.BookingWarnings;
import io.antrean.booking.CancelRoutes;
import io.antrean.booking.Cancellations;
import io.antrean.booking.RescheduleRoutes;
import io.antrean.booking.Reschedules;
import io.antrean.booking.Waitlist;
import io.antrean.booking.WaitlistRoutes;
import io.antrean.catalogue.CatalogueRoutes;
import io.antrean.catalogue.SlotRoutes;
import io.antrean.catalogue.SlotsShortcut;
import io.antrean.claim.Askings;
import io.antrean.claim.BookingNumber;
import io.antrean.claim.ClaimAnswers;
import io.antrean.claim.ClaimEngine;
import io.antrean.claim.ClaimReader;
import io.antrean.claim.ClaimRoutes;
import io.antrean.claim.ClaimShortcut;
import io.antrean.claim.Waiters;
import io.antrean.http.ApiRouter;
import io.antrean.http.EventStreams;
import io.antrean.http.HttpMetrics;
import io.antrean.http.OpenApiRoutes;
import io.antrean.http.ServerTime;
import io.antrean.ledger.Resolutions;
import io.antrean.ledger.SetAsideRoutes;
import io.antrean.metrics.EventLoopLag;
import io.antrean.permit.Permits;
import io.antrean.permit.UrgentChoices;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.function.Predicate;

/** What belongs to one event loop of the API: its link to Redis, its claims, its routes. */
final class ApiLoop {

  private final App app;
  private Context context;
  private RedisLink redis;
  private EventStreams streams;
  private Predicate<HttpServerRequest> shortcut;

  ApiLoop(App app) {
    this.app = app;
  }

  /** Called on the event loop that will serve it. */
  Future<Router> router(Vertx vertx, int number) {
    var config = app.config;
    var loops = config.http().eventLoops();
    context = vertx.getOrCreateContext();
    redis = new RedisLink(vertx, config.redis());
    streams =
        new EventStreams(
            vertx,
            Math.max(1, config.catalogue().streamsMax() / loops),
            config.catalogue().heartbeat());
    EventLoopLag.measure(vertx, app.metrics.registry(), number);
    var guard = app.rateLimitGuard();
    var router =
        ApiRouter.create(
            vertx,
            config.http(),
            app.metrics.registry(),
            new ServerTime("/api/v1/releases", app.clock),
            guard);
    var waiters = new Waiters(vertx, config.claim().waitersMax() / loops);
    var askings = new Askings(vertx, config.claim().waitersMax() / loops);
    app.verdicts.add(context, waiters, askings);
    var claims = claims(waiters);
    claims.mount(router);
    shortcut = shortcut(guard, claims);
    new SlotRoutes(
            app.catalogue, app.board, app.clock, streams, config.catalogue().availabilityEvery())
        .mount(router);
    new CatalogueRoutes(
            app.catalogue,
            app.catalogueRepository,
            app.catalogueRefresher,
            app.board,
            app.authenticator,
            config.catalogue(),
            app.partitions,
            app.clock)
        .mount(router);
    app.sessionRoutes().mount(router);
    new StaffRoutes(vertx, config.oidc(), app.sessions, app.postgres, app.wall).mount(router);
    app.accountRoutes().mount(router);
    app.passwordRoutes().mount(router);
    app.ownDataRoutes().mount(router);
    app.personRoutes().mount(router);
    app.loadTestRoutes().mount(router);
    app.conservationRoutes().mount(router);
    bookings(router);
    new CancelRoutes(
            app.bookings,
            app.authenticator,
            app.catalogue,
            new Cancellations(redis, app.epochs, config.claim(), config.booking(), app.cooling),
            askings,
            app.bookingMetrics,
            config.claim())
        .mount(router);
    new RescheduleRoutes(
            app.bookings,
            app.authenticator,
            app.catalogue,
            new Reschedules(redis, app.epochs, config.claim(), app.cooling),
            askings,
            new ClaimAnswers(app.catalogue, app.board, app.clock),
            app.bookingMetrics,
            config.claim())
        .mount(router);
    app.excuseRoutes().mount(router);
    waitlists(waiters, router);
    new SetAsideRoutes(
            app.setAsides,
            app.authenticator,
            new Resolutions(redis, app.epochs, config.claim(), app.cooling))
        .mount(router);
    new BookingEventRoutes(
            app.bookings,
            app.bookingEvents,
            app.authenticator,
            streams,
            app.wall,
            config.notice().eventsEvery(),
            config.notice().eventsTicketLife())
        .mount(router);
    app.webhookRoutes().mount(router);
    Administration.mount(app, router);
    app.ticketRoutes().mount(router);
    app.officerRoutes.mount(router);
    StatisticsDesk.mount(app, router);
    FloorDesk.of(app).mount(router, streams);
    new OpenApiRoutes().mount(router);
    return redis.start().map(router);
  }

  /** What is answered before the router, once there is one. */
  Predicate<HttpServerRequest> shortcut() {
    return shortcut;
  }

  private Predicate<HttpServerRequest> shortcut(RateLimitGuard guard, ClaimRoutes claims) {
    var http = new HttpMetrics(app.metrics.registry());
    var slots =
        new SlotsShortcut(
            app.catalogue,
            app.board,
            app.clock,
            http,
            guard::mayAddress,
            !app.config.http().corsOrigins().isEmpty());
    var claim =
        new ClaimShortcut(
            app.catalogue,
            app.authenticator,
            (request, caller) ->
                guard.mayAddress(request) && guard.mayAccount(request, caller.account()),
            claims,
            http,
            app.clock);
    return slots.or(claim);
  }

  private void bookings(Router router) {
    var choices = new UrgentChoices(app.postgres);
    var warnings = new BookingWarnings(app.catalogue, choices);
    new BookingRoutes(app.bookings, app.authenticator, warnings).mount(router);
    new Permits(app.postgres, app.authenticator, choices, BookingNumber::text, app.wall)
        .mount(router);
  }

  private void waitlists(Waiters waiters, Router router) {
    var config = app.config.claim();
    var waitlist = new Waitlist(redis, app.epochs, config);
    var answers = new ClaimAnswers(app.catalogue, app.board, app.clock);
    new WaitlistRoutes(
            app.waitlists,
            waitlist,
            app.authenticator,
            app.catalogue,
            answers,
            app.bookingMetrics,
            app.clock)
        .mount(router);
    new AcceptRoutes(
            app.waitlists,
            app.bookings,
            waitlist,
            app.authenticator,
            app.catalogue,
            new ClaimReader(redis, Script.load("record"), app.epochs),
            waiters,
            answers,
            app.bookingMetrics,
            config)
        .mount(router);
  }

  private ClaimRoutes claims(Waiters waiters) {
    var config = app.config.claim();
    var engine =
        new ClaimEngine(
            redis, Script.load("claims"), app.epochs, config, app.claimMetrics, app.board::soldOut);
    var reader = new ClaimReader(redis, Script.load("record"), app.epochs);
    return new ClaimRoutes(
        app.catalogue,
        app.board,
        app.authenticator,
        engine,
        reader,
        waiters,
        app.claimMetrics,
        config,
        app.clock,
        app.clock::latest,
        app.claimRepository);
  }

  boolean redisConnected() {
    return redis != null && redis.connected();
  }

  /** Event streams never end by themselves: a graceful stop ends them first. */
  void endStreams() {
    if (context != null) context.runOnContext(v -> streams.endAll());
  }

  void close() {
    if (context != null) context.runOnContext(v -> redis.close());
  }
}
