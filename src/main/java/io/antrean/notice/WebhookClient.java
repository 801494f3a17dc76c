package io.antrean.notice;

import io.antrean.config.AddressRange;
import io.antrean.config.NoticeConfig;
import io.antrean.notice.Receiver.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
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
import javax.net.ssl.SSLException;

/**
 * Sends one signed body to one webhook, and says in a word what came of it. Each request has a
 * connection of its own, to an address that was looked at just before; no redirect is followed, and
 * what the other side says besides its status is not read.
 */
final class WebhookClient {

  /** A name that is not found for long holds up its own webhook, and none of fifteen others. */
  private static final int LOOK_UPS_AT_ONCE = 64;

  /** One request, which must not be sent any more once its time is over. */
  private static final class Call {
    private HttpClientRequest request;
    private boolean over;

    void end() {
      over = true;
      if (request != null) request.connection().close();
    }
  }

  private final NoticeConfig config;
  private final Clock clock;
  private final List<AddressRange> allowed;
  private final WorkerExecutor names;
  private final HttpClient http;

  WebhookClient(Vertx vertx, NoticeConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.allowed = config.allowed();
    this.names = vertx.createSharedWorkerExecutor("webhook-names", LOOK_UPS_AT_ONCE);
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
    var call = new Call();
    return resolved(to)
        .compose(
            address ->
                address == null
                    ? Future.succeededFuture(Outcome.failed("private-address"))
                    : post(to, address, key, id, body, call))
        .timeout(config.webhookTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(failure -> Outcome.failed(reason(failure)))
        .onComplete(done -> call.end());
  }

  /** Null when one of its addresses is refused: the others might be taken the next time. */
  private Future<InetAddress> resolved(Destination to) {
    return names
        .executeBlocking(to::resolve, false)
        .map(
            all -> {
              for (var one : all) if (Destination.isRefused(one, allowed)) return null;
              return all[0];
            });
  }

  private Future<Outcome> post(
      Destination to, InetAddress address, byte[] key, String id, String body, Call call) {
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
              call.request = request;
              if (!call.over) return request.send(body);
              call.end();
              return Future.failedFuture("Too late");
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
}
