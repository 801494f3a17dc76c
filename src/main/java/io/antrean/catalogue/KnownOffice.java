package io.antrean.catalogue;

import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** The office of a request's path, which another node may have added a moment ago. */
final class KnownOffice {

  private final Catalogue catalogue;
  private final CatalogueRefresher refresher;

  KnownOffice(Catalogue catalogue, CatalogueRefresher refresher) {
    this.catalogue = catalogue;
    this.refresher = refresher;
  }

  /** Its id; fails with {@code 404 not-found} where there is none. */
  Future<String> of(RoutingContext ctx) {
    var id = ctx.pathParam("office");
    var fresh = catalogue.office(id) == null ? refresher.refresh() : Future.<Void>succeededFuture();
    return fresh.compose(
        done ->
            catalogue.office(id) == null
                ? Future.failedFuture(Problem.of(404, "not-found").asException())
                : Future.succeededFuture(id));
  }
}
