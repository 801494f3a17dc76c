package io.antrean;

import io.vertx.core.Promise;
import io.vertx.ext.web.Router;
import java.util.List;

/** The routes of a router that is wired as those that serve. */
final class MountedRoutes {

  private MountedRoutes() {}

  /** As openapi.yaml writes them, in order: {@code GET /api/v1/offices/{office}}. */
  static List<String> of(Node node) {
    var loop = new ApiLoop(node.app());
    var router = Promise.<Router>promise();
    node.vertx().runOnContext(v -> loop.router(node.vertx(), 9).onComplete(router));
    var routes = router.future().await().getRoutes();
    loop.close();
    return routes.stream()
        .filter(route -> route.getPath() != null && route.methods() != null)
        .flatMap(
            route ->
                route.methods().stream()
                    .map(m -> m + " " + route.getPath().replaceAll(":([a-z]+)", "{$1}")))
        .sorted()
        .toList();
  }
}
