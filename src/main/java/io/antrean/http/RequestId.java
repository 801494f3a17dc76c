package io.antrean.http;

import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** What names one request in the log and in the answer. Made only when something is to be said. */
public final class RequestId {

  /** Taken from the client or the proxy if it is harmless, and sent back. */
  public static final String HEADER = "X-Request-Id";

  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String KEY = RequestId.class.getName();

  private RequestId() {}

  /** The id of this request, the same at each call. */
  public static String of(RoutingContext ctx) {
    String known = ctx.get(KEY);
    if (known != null) return known;
    var sent = ctx.request().getHeader(HEADER);
    var id =
        sent != null && HARMLESS.matcher(sent).matches()
            ? sent
            : "%016x".formatted(ThreadLocalRandom.current().nextLong());
    ctx.put(KEY, id);
    return id;
  }
}
