package io.antrean.account;

import io.antrean.http.Problem;
import io.antrean.http.ProblemException;
import io.antrean.http.RequestId;
import io.antrean.postgres.Author;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Tells a route who asks, from the bearer token of the request, without a store. */
public final class Authenticator {

  private static final String SCHEME = "Bearer ";
  private static final String CALLER = "caller";

  private final Tokens tokens;
  private final Predicate<Caller> ended;

  public Authenticator(Tokens tokens) {
    this(tokens, caller -> false);
  }

  /** {@code ended} knows whose sessions were ended before their tokens' expiry. */
  public Authenticator(Tokens tokens, Predicate<Caller> ended) {
    this.tokens = tokens;
    this.ended = ended;
  }

  /**
   * The caller, who has one of these roles, or any role when none is named. Throws {@code 401
   * unauthenticated} without a valid token, {@code 403 forbidden} with the roles without any.
   */
  public Caller require(RoutingContext ctx, Role... anyOf) {
    var caller = caller(ctx);
    if (caller == null) {
      throw unauthenticated(
          token(ctx.request()) == null ? "Bearer" : "Bearer error=\"invalid_token\"");
    }
    if (anyOf.length == 0) return caller;
    for (var role : anyOf) if (caller.is(role)) return caller;
    var roles = new JsonArray();
    for (var role : anyOf) roles.add(role.text());
    throw Problem.of(403, "forbidden").with("roles", roles).asException();
  }

  /** In whose name this request changes what it changes; {@link #require} was asked before. */
  public Author author(RoutingContext ctx) {
    var caller = require(ctx);
    var roles = caller.roles().stream().map(Role::text).sorted().toList();
    return new Author(caller.account(), roles, RequestId.of(ctx));
  }

  /** Who the request's token says is asking; null without a valid one. Checked once a request. */
  public Caller caller(RoutingContext ctx) {
    Caller known = ctx.get(CALLER);
    if (known != null) return known;
    var caller = caller(ctx.request());
    if (caller != null) ctx.put(CALLER, caller);
    return caller;
  }

  /** The same of a request that comes to no route: checked at each call. */
  public Caller caller(HttpServerRequest request) {
    var token = token(request);
    var caller = token == null ? null : tokens.verify(token);
    return caller == null || ended.test(caller) ? null : caller;
  }

  /**
   * A pass for this caller to one address, until then: for who can send no header. It says who they
   * are and nothing else, and is good for nothing else.
   */
  public String pass(Caller caller, String address, long expiresAtSeconds) {
    var bare =
        new Caller(
            caller.account(), Set.of(), List.of(), Set.of(), expiresAtSeconds, caller.generation());
    return tokens.issue(bare, address);
  }

  /** Whom this pass to this address was made for; throws {@code 401} where it is none. */
  public Caller passed(String pass, String address) {
    var caller = pass == null ? null : tokens.verify(pass, address);
    if (caller == null || ended.test(caller)) throw unauthenticated("Bearer");
    return caller;
  }

  /** Whether the sessions of this caller were ended since. */
  public boolean isEnded(Caller caller) {
    return ended.test(caller);
  }

  private static String token(HttpServerRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return null;
    return header.substring(SCHEME.length()).strip();
  }

  private static ProblemException unauthenticated(String challenge) {
    return Problem.of(401, "unauthenticated").header("WWW-Authenticate", challenge).asException();
  }
}
