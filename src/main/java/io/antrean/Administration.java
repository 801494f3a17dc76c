package io.antrean;

import io.antrean.audit.AuditProtection;
import io.antrean.audit.AuditRepository;
import io.antrean.audit.AuditRoutes;
import io.antrean.catalogue.BlackoutRoutes;
import io.antrean.catalogue.Blackouts;
import io.antrean.catalogue.LateTellings;
import io.antrean.catalogue.OfficeDaysRoutes;
import io.antrean.catalogue.ProposalRoutes;
import io.antrean.catalogue.Proposals;
import io.antrean.catalogue.ReleaseChangeRoutes;
import io.antrean.catalogue.ReleaseChanges;
import io.antrean.catalogue.ReleasePlanRoutes;
import io.antrean.catalogue.Releaser;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Supplier;

/** What administrators work with beside the catalogue, and what watches over their work. */
final class Administration {

  private Administration() {}

  static Future<Void> start(Vertx vertx, App app, List<Supplier<Future<?>>> stops) {
    var limits = app.config.administration();
    var releaser = new Releaser(vertx, app.postgres, app.catalogueRepository, limits);
    var tellings = new LateTellings(vertx, app.postgres);
    stops.add(releaser::close);
    stops.add(tellings::close);
    return new AuditProtection(app.metrics.registry())
        .look(app.postgres)
        .onSuccess(
            looked -> {
              releaser.start();
              tellings.start();
            });
  }

  static void mount(App app, Router api) {
    var limits = app.config.administration();
    var proposals = new Proposals(app.postgres, limits.proposalLife());
    var changes = new ReleaseChanges(app.postgres, proposals, limits);
    new OfficeDaysRoutes(
            app.catalogue, app.catalogueRefresher, app.catalogueRepository, app.authenticator)
        .mount(api);
    new ReleasePlanRoutes(
            app.postgres,
            app.catalogue,
            app.catalogueRefresher,
            app.authenticator,
            app.config.catalogue().slotsMax(),
            app.clock)
        .mount(api);
    new ReleaseChangeRoutes(
            app.catalogueRepository, app.catalogueRefresher, changes, app.authenticator, app.clock)
        .mount(api);
    var blackouts = new Blackouts(app.postgres, proposals);
    new BlackoutRoutes(blackouts, app.catalogue, app.catalogueRefresher, app.authenticator)
        .mount(api);
    new ProposalRoutes(proposals, changes, blackouts, app.catalogueRefresher, app.authenticator)
        .mount(api);
    new AuditRoutes(new AuditRepository(app.postgres), app.authenticator).mount(api);
  }
}
