package io.antrean.account;

import com.nimbusds.jose.jwk.JWKSet;
import io.antrean.config.OidcConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an OpenID Connect issuer, by its discovery document (OpenID Connect Discovery
 * 1.0, section 4). They are fetched when a token names a key that is not known, at most so often,
 * and once for all who wait. One event loop's.
 */
final class IssuerKeys {

  private static final Logger log = LoggerFactory.getLogger(IssuerKeys.class);

  /** Bytes of a document of the issuer's. */
  private static final int LENGTH_MAX = 262_144;

  private final OidcConfig config;
  private final HttpClient http;
  private JWKSet keys = new JWKSet();
  private Future<JWKSet> fetching;
  private long fetchedNanos;

  IssuerKeys(Vertx vertx, OidcConfig config) {
    this.config = config;
    var ms = (int) config.timeout().toMillis();
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(false)
                .setConnectTimeout(ms)
                .setIdleTimeout(ms)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
    this.fetchedNanos = System.nanoTime() - config.keysEvery().toNanos();
  }

  /** A set that has the key of this id, if the issuer has one; fails when it can not be asked. */
  Future<JWKSet> with(String keyId) {
    if (keyId != null && keys.getKeyByKeyId(keyId) != null) return Future.succeededFuture(keys);
    if (fetching != null) return fetching;
    if (System.nanoTime() - fetchedNanos < config.keysEvery().toNanos()) {
      return Future.succeededFuture(keys);
    }
    fetchedNanos = System.nanoTime();
    fetching =
        fetch()
            .timeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .onSuccess(found -> keys = found)
            .onFailure(failure -> log.warn("event=issuer-not-asked reason={}", failure.toString()))
            .onComplete(done -> fetching = null);
    // One that has failed or succeeded at once is no longer under way.
    var asked = fetching;
    return asked == null ? Future.succeededFuture(keys) : asked;
  }

  private Future<JWKSet> fetch() {
    return get(config.issuer().replaceAll("/$", "") + "/.well-known/openid-configuration")
        .compose(
            body -> {
              var found = new JsonObject(body);
              if (!config.issuer().equals(found.getString("issuer"))) {
                return Future.failedFuture("the issuer calls itself " + found.getString("issuer"));
              }
              var address = found.getString("jwks_uri", "");
              return OidcConfig.isSafe(address)
                  ? get(address)
                  : Future.failedFuture("the issuer's keys are at " + address);
            })
        .compose(IssuerKeys::read);
  }

  private static Future<JWKSet> read(Buffer body) {
    try {
      return Future.succeededFuture(JWKSet.parse(body.toString()).toPublicJWKSet());
    } catch (ParseException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<Buffer> get(String address) {
    var request = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(address);
    return http.request(request).compose(sent -> sent.send()).compose(IssuerKeys::body);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture("the issuer answers " + response.statusCode());
    }
    var body = Buffer.buffer();
    response.handler(
        part -> {
          if (body.length() + part.length() > LENGTH_MAX) response.request().connection().close();
          else body.appendBuffer(part);
        });
    return response.end().map(body);
  }
}
