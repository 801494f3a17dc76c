package io.antrean.notice;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.catalogue.Catalogue;
import io.antrean.config.NoticeConfig;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Webhooks over HTTP: registered, looked at, tried, switched and removed by administrators. */
public final class WebhookRoutes {

  private static final String PATH = "/api/v1/webhooks";
  private static final String ONE = PATH + "/:webhook";
  private static final int ID_MAX = 40;

  private final WebhookRepository webhooks;
  private final Authenticator authenticator;
  private final Catalogue catalogue;
  private final WebhookClient client;
  private final Notices.Keys keys;
  private final NoticeConfig config;
  private final Clock clock;

  WebhookRoutes(
      WebhookRepository webhooks,
      Authenticator authenticator,
      Catalogue catalogue,
      WebhookClient client,
      Notices.Keys keys,
      NoticeConfig config,
      Clock clock) {
    this.webhooks = webhooks;
    this.authenticator = authenticator;
    this.catalogue = catalogue;
    this.client = client;
    this.keys = keys;
    this.config = config;
    this.clock = clock;
  }

  public void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.post(PATH).handler(this::add);
    api.get(ONE).handler(ctx -> one(ctx, webhooks::find));
    api.patch(ONE).handler(this::change);
    api.delete(ONE).handler(this::remove);
    api.post(ONE + "/ping").handler(this::ping);
  }

  private void list(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var paging = Paging.of(ctx);
    webhooks
        .page(after(paging), paging.rows())
        .map(rows -> paging.page(rows, one -> one.id().toString(), WebhookRoutes::json))
        .onSuccess(page -> answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }

  private static UUID after(Paging paging) {
    if (paging.after() == null) return null;
    var id = Uuids.parse(paging.after());
    if (id != null) return id;
    var errors = new FieldErrors();
    errors.add("?after", "cursor");
    throw errors.problem().asException();
  }

  private void add(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var office = input.text("office", 1, ID_MAX);
    if (office != null && catalogue.office(office) == null) input.errors().add("/office", "office");
    var url = input.text("url", 1, Destination.URL_MAX);
    if (url != null) check(url, input.errors());
    var kinds = kinds(input);
    input.end();
    var id = UUID.randomUUID();
    var version = keys.version();
    webhooks
        .add(authenticator.author(ctx), id, office, url, kinds, version, config.webhooksMax())
        .onSuccess(
            added -> {
              if (added == null) {
                Problem.of(409, "webhooks-full").words(config.webhooksMax()).send(ctx);
                return;
              }
              ctx.response().putHeader(HttpHeaders.LOCATION, PATH + "/" + id);
              var secret = Signature.secret(keys.of(version, id));
              answer(ctx, 201, json(added).put("secret", secret));
            })
        .onFailure(ctx::fail);
  }

  /** What a name stands for is looked at whenever something is sent there. */
  private void check(String url, FieldErrors errors) {
    var to = Destination.parse(url);
    if (to == null) errors.add("/url", "webhook-url");
    else if (to.isRefusedAsWritten(config.allowed())) errors.add("/url", "private-address");
  }

  private static List<String> kinds(JsonInput input) {
    var kinds = input.texts("kinds", 1, Kind.values().length);
    var known = Kind.texts();
    var seen = new HashSet<String>();
    for (int i = 0; i < kinds.size(); i++) {
      var at = "/kinds/" + i;
      if (!known.contains(kinds.get(i))) {
        input.errors().add(at, "one-of", String.join(", ", known));
      } else if (!seen.add(kinds.get(i))) {
        input.errors().add(at, "twice");
      }
    }
    return kinds;
  }

  private void change(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    if (!input.has("enabled")) input.errors().add("/enabled", "required");
    var enabled = input.flag("enabled", true);
    input.end();
    one(ctx, id -> webhooks.enable(authenticator.author(ctx), id, enabled));
  }

  private void one(RoutingContext ctx, Function<UUID, Future<Webhook>> how) {
    authenticator.require(ctx, Role.ADMIN);
    how.apply(id(ctx))
        .onSuccess(
            found -> {
              if (found == null) notFound().send(ctx);
              else answer(ctx, 200, json(found));
            })
        .onFailure(ctx::fail);
  }

  private void remove(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    webhooks
        .remove(authenticator.author(ctx), id(ctx))
        .onSuccess(
            found -> {
              if (found) ctx.response().setStatusCode(204).end();
              else notFound().send(ctx);
            })
        .onFailure(ctx::fail);
  }

  /** At once and once; what comes of it changes nothing. */
  private void ping(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    webhooks
        .find(id(ctx))
        .compose(
            found -> {
              if (found == null) return Future.failedFuture(notFound().asException());
              var id = UUID.randomUUID() + ".ping";
              var body = CloudEvent.ping(id, found.office(), clock.instant());
              var key = keys.of(found.pepper(), found.id());
              return client.send(Destination.parse(found.url()), key, id, body);
            })
        .onSuccess(
            outcome ->
                answer(
                    ctx,
                    200,
                    new JsonObject()
                        .put("delivered", outcome.kind() == Receiver.Outcome.Kind.DELIVERED)
                        .put("reason", outcome.reason())))
        .onFailure(ctx::fail);
  }

  private static UUID id(RoutingContext ctx) {
    var id = Uuids.parse(ctx.pathParam("webhook"));
    if (id == null) throw notFound().asException();
    return id;
  }

  private static Problem notFound() {
    return Problem.of(404, "not-found");
  }

  private static JsonObject json(Webhook webhook) {
    var disabledAt = webhook.disabledAt();
    return new JsonObject()
        .put("id", webhook.id().toString())
        .put("office", webhook.office())
        .put("url", webhook.url())
        .put("kinds", new JsonArray(webhook.kinds()))
        .put("createdAt", Instants.text(webhook.createdAt()))
        .put("enabled", webhook.isEnabled())
        .put("failures", webhook.failures())
        .put("disabledAt", disabledAt == null ? null : Instants.text(disabledAt))
        .put("disabledReason", disabledAt == null ? null : webhook.disabledReason());
  }

  private static void answer(RoutingContext ctx, int status, JsonObject body) {
    ctx.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    ctx.json(body);
  }
}
