package io.antrean.support;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A small OpenID Connect issuer on loopback: it publishes what it is and its keys, and signs ID
 * tokens for whom a spec names.
 */
public final class Issuer implements AutoCloseable {

  public static final String AUDIENCE = "antrean-counters";

  private final HttpServer server;
  private final List<JWK> published = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile String name;

  private Issuer(HttpServer server) {
    this.server = server;
    this.name = address();
  }

  public static Issuer open() {
    try {
      var issuer = new Issuer(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
      issuer.server.createContext("/", issuer::answer);
      issuer.server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often it was asked for its keys. */
  public int asked() {
    return asked.get();
  }

  /** What it calls itself from now on. */
  public void callsItself(String other) {
    name = other;
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    String body;
    if (path.equals("/.well-known/openid-configuration")) {
      body = new JsonObject().put("issuer", name).put("jwks_uri", address() + "/keys").encode();
    } else {
      asked.incrementAndGet();
      body = new JWKSet(List.copyOf(published)).toString(true);
    }
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** A new RSA key; published when it is said. */
  public RSAKey rsa(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public ECKey ec(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public void publishes(JWK... keys) {
    published.clear();
    published.addAll(List.of(keys));
  }

  /** Of an officer of this office, issued now for us; then as {@code change} says. */
  public String token(JWK key, String subject, Consumer<JWTClaimsSet.Builder> change) {
    var now = Instant.now();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(address())
            .subject(subject)
            .audience(AUDIENCE)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plusSeconds(300)))
            .claim("antrean_roles", List.of("officer"))
            .claim("antrean_offices", List.of("sampit"));
    change.accept(claims);
    return signed(key, algorithm(key), claims.build());
  }

  /** The same of an officer, by this algorithm. */
  public String token(JWK key, String subject, JWSAlgorithm by) {
    try {
      var claims = SignedJWT.parse(token(key, subject, same -> {})).getJWTClaimsSet();
      return signed(key, by, claims);
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWSAlgorithm algorithm(JWK key) {
    return key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
  }

  private static String signed(JWK key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
    try {
      JWSSigner signer =
          key instanceof ECKey ec ? new ECDSASigner(ec) : new RSASSASigner(key.toRSAKey());
      var header = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
      var token = new SignedJWT(header, claims);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What who knows only the public key can sign: with its text as a shared secret. */
  public String forged(RSAKey key, String subject) {
    try {
      var claims = SignedJWT.parse(token(key, subject, same -> {})).getJWTClaimsSet();
      var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();
      var token = new SignedJWT(header, claims);
      token.sign(new MACSigner(key.toPublicJWK().toJSONString()));
      return token.serialize();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
