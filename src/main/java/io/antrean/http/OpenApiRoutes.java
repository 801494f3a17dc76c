package io.antrean.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;

/** GET /openapi.yaml: the full contract, as it is built (OpenAPI 3.1). */
public final class OpenApiRoutes {

  private static final String TYPE = "application/yaml; charset=utf-8";

  private final Buffer document = read();

  private static Buffer read() {
    try (var in = OpenApiRoutes.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) throw new IllegalStateException("openapi.yaml is not in the jar");
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void mount(Router router) {
    router
        .get("/openapi.yaml")
        .handler(
            ctx ->
                ctx.response()
                    .putHeader("Content-Type", TYPE)
                    .putHeader("Cache-Control", "public, max-age=60")
                    .end(document));
  }
}
