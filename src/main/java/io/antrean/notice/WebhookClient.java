package io.antrean.notice;

import io.antrean.config.AddressRange;
import io.antrean.config.NoticeConfig;
import io.antrean.notice.Receiver.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * Sends one signed body to one webhook, and says in a word what came of it. Each request has a
 * connection of its own, to an address that was looked at just before; no redirect is followed, and
 * what the other side says besides its status is not read.
 */
final class WebhookClient {

  private static final int THREADS = 4;

  private final Vertx vertx;
  private final NoticeConfig config;
  private final Clock clock;
  private final List<AddressRange> allowed;
  private final HttpClient http;

  WebhookClient(Vertx vertx, NoticeConfig config, Clock clock) {
    this.vertx = vertx;
    this.config = config;
    this.clock = clock;
    this.allowed = config.allowed();
    var ms = (int) config.webhookTimeout().toMillis();
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(ms)
                .setIdleTimeout(ms)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
  }

  /** Never fails; {@code key} is null where nobody knows the secret any more. */
  Future<Outcome> send(Destination to, byte[] key, String id, String body) {
    if (key == null) return Future.succeededFuture(Outcome.failed("secret-lost"));
    if (to == null) return Future.succeededFuture(Outcome.failed("url"));
    var request = new AtomicReference<HttpClientRequest>();
    return resolved(to)
        .compose(
            address ->
                address == null
                    ? Future.succeededFuture(Outcome.failed("private-address"))
                    : post(to, address, key, id, body, request))
        .timeout(config.webhookTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(failure -> Outcome.failed(reason(failure)))
        .onComplete(done -> hangUp(request.get()));
  }

  /** Null when one of its addresses is refused: the others might be taken the next time. */
  private Future<InetAddress> resolved(Destination to) {
    var threads = vertx.createSharedWorkerExecutor("webhook-names", THREADS);
    return threads
        .executeBlocking(to::resolve, false)
        .map(
            all -> {
              for (var one : all) if (Destination.isRefused(one, allowed)) return null;
              return all[0];
            })
        .onComplete(done -> threads.close());
  }

  private Future<Outcome> post(
      Destination to,
      InetAddress address,
      byte[] key,
      String id,
      String body,
      AtomicReference<HttpClientRequest> underWay) {
    var seconds = clock.instant().getEpochSecond();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(to.port(), address.getHostAddress()))
            .setHost(to.host())
            .setPort(to.port())
            .setSsl(to.tls())
            .setURI(to.path())
            .setFollowRedirects(false)
            .putHeader("Content-Type", CloudEvent.MEDIA_TYPE)
            .putHeader("User-Agent", "antrean")
            .putHeader("webhook-id", id)
            .putHeader("webhook-timestamp", Long.toString(seconds))
            .putHeader("webhook-signature", Signature.of(key, id, seconds, body));
    return http.request(options)
        .compose(
            request -> {
              underWay.set(request);
              return request.send(body);
            })
        .map(response -> outcome(response.statusCode()));
  }

  private static Outcome outcome(int status) {
    if (status >= 200 && status < 300) return Outcome.DELIVERED;
    if (status == 410) return Outcome.gone();
    if (status >= 300 && status < 400) return Outcome.failed("redirect");
    return Outcome.failed("status-" + status);
  }

  private static String reason(Throwable failure) {
    if (failure instanceof TimeoutException) return "timeout";
    if (failure instanceof UnknownHostException) return "unknown-host";
    if (failure instanceof SSLException || failure.getCause() instanceof SSLException) return "tls";
    return "connection";
  }

  private static void hangUp(HttpClientRequest request) {
    if (request != null) request.connection().close();
  }
}
