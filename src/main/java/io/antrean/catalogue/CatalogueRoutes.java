package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Role;
import io.antrean.catalogue.Service.Category;
import io.antrean.config.CatalogueConfig;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Offices, services and releases over HTTP: told to all from memory, added and changed by an
 * administrator. What is changed is in this node's memory before the answer is given.
 */
public final class CatalogueRoutes {

  private static final String FOR_A_SECOND = "public, max-age=1";
  private static final int NAME_MAX = 200;

  private final Catalogue catalogue;
  private final CatalogueRepository repository;
  private final CatalogueRefresher refresher;
  private final Authenticator authenticator;
  private final int partitions;
  private final ReleaseRoutes releases;

  /** {@code partitions} are how many a new service may be given one of. */
  public CatalogueRoutes(
      Catalogue catalogue,
      CatalogueRepository repository,
      CatalogueRefresher refresher,
      AvailabilityBoard board,
      Authenticator authenticator,
      CatalogueConfig limits,
      int partitions,
      LongSupplier redisNowMs) {
    this.catalogue = catalogue;
    this.repository = repository;
    this.refresher = refresher;
    this.authenticator = authenticator;
    this.partitions = partitions;
    this.releases =
        new ReleaseRoutes(
            catalogue, repository, refresher, board, authenticator, limits.slotsMax(), redisNowMs);
  }

  public void mount(Router api) {
    api.get("/api/v1/offices").handler(this::offices);
    api.post("/api/v1/offices").handler(this::addOffice);
    api.get("/api/v1/offices/:office").handler(this::office);
    api.patch("/api/v1/offices/:office").handler(this::renameOffice);
    api.get("/api/v1/services").handler(this::services);
    api.post("/api/v1/services").handler(this::addService);
    api.get("/api/v1/services/:office/:service").handler(this::service);
    api.patch("/api/v1/services/:office/:service").handler(this::renameService);
    releases.mount(api);
  }

  private void offices(RoutingContext ctx) {
    tell(ctx, Paging.of(ctx), catalogue.offices().stream(), Office::id, CatalogueRoutes::json);
  }

  private void office(RoutingContext ctx) {
    var office = catalogue.office(ctx.pathParam("office"));
    if (office == null) throw Problem.of(404, "not-found").asException();
    ctx.response().putHeader("Cache-Control", FOR_A_SECOND);
    ctx.json(json(office));
  }

  private void services(RoutingContext ctx) {
    var office = ctx.queryParams().get("office");
    var services =
        catalogue.services().stream().filter(s -> office == null || s.office().equals(office));
    tell(ctx, Paging.of(ctx), services, s -> s.office() + "/" + s.id(), CatalogueRoutes::json);
  }

  private void service(RoutingContext ctx) {
    var service = catalogue.service(ctx.pathParam("office"), ctx.pathParam("service"));
    if (service == null) throw Problem.of(404, "not-found").asException();
    ctx.response().putHeader("Cache-Control", FOR_A_SECOND);
    ctx.json(json(service));
  }

  private static <T> void tell(
      RoutingContext ctx,
      Paging paging,
      Stream<T> all,
      Function<T, String> key,
      Function<T, JsonObject> json) {
    var rows =
        all.filter(one -> paging.after() == null || key.apply(one).compareTo(paging.after()) > 0)
            .sorted(Comparator.comparing(key))
            .limit(paging.rows())
            .toList();
    ctx.response().putHeader("Cache-Control", FOR_A_SECOND);
    ctx.json(paging.page(rows, key, json));
  }

  private void addOffice(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var id = id(input);
    var name = input.text("name", 1, NAME_MAX);
    var zone = input.text("zone", 1, NAME_MAX);
    // By its region: an offset would not know of summer time.
    if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone)) {
      input.errors().add("/zone", "zone");
    }
    input.end();
    var office = new Office(id, name, ZoneId.of(zone));
    repository
        .add(authenticator.author(ctx), office)
        .compose(added -> refresher.refresh().otherwiseEmpty())
        .onSuccess(shown -> created(ctx, "/api/v1/offices/" + id, json(office)))
        .onFailure(ctx::fail);
  }

  private void addService(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    // Another node may have added the office a moment ago.
    refresher
        .refresh()
        .compose(
            fresh -> {
              var service = readService(input);
              return repository.add(authenticator.author(ctx), service).map(service);
            })
        .compose(service -> refresher.refresh().otherwiseEmpty().map(service))
        .onSuccess(
            service ->
                created(
                    ctx,
                    "/api/v1/services/" + service.office() + "/" + service.id(),
                    json(service)))
        .onFailure(ctx::fail);
  }

  private Service readService(JsonInput input) {
    var office = input.text("office", 1, ReleaseDraft.ID_MAX);
    if (office != null && catalogue.office(office) == null) input.errors().add("/office", "office");
    var id = id(input);
    var name = input.text("name", 1, NAME_MAX);
    var letter = input.text("letter", 1, 1);
    if (letter != null && !letter.matches("[A-Z]")) input.errors().add("/letter", "letter");
    var categories = Arrays.stream(Category.values()).map(Category::name).toList();
    var category = input.oneOf("category", categories);
    input.end();
    // For good: a later number of partitions moves no service that is there.
    var partition = Math.floorMod((office + "/" + id).hashCode(), partitions);
    return new Service(0, office, id, name, letter, Category.valueOf(category), partition);
  }

  private void renameOffice(RoutingContext ctx) {
    var name = newName(ctx);
    var office = ctx.pathParam("office");
    renamed(
        ctx,
        repository.renameOffice(authenticator.author(ctx), office, name),
        () -> json(catalogue.office(office)));
  }

  private void renameService(RoutingContext ctx) {
    var name = newName(ctx);
    var office = ctx.pathParam("office");
    var service = ctx.pathParam("service");
    renamed(
        ctx,
        repository.renameService(authenticator.author(ctx), office, service, name),
        () -> json(catalogue.service(office, service)));
  }

  /** All else stays for good: numbers carry the letter, and slots are in the office's time. */
  private String newName(RoutingContext ctx) {
    authenticator.require(ctx, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var name = input.text("name", 1, NAME_MAX);
    input.end();
    return name;
  }

  private void renamed(RoutingContext ctx, Future<Boolean> renaming, Supplier<JsonObject> body) {
    renaming
        .compose(found -> refresher.refresh().map(found))
        .onSuccess(
            found -> {
              if (!found) {
                Problem.of(404, "not-found").send(ctx);
                return;
              }
              ctx.response().putHeader("Cache-Control", "no-store");
              ctx.json(body.get());
            })
        .onFailure(ctx::fail);
  }

  private static String id(JsonInput input) {
    var id = input.text("id", 1, ReleaseDraft.ID_MAX);
    if (id != null && !id.matches("[a-z0-9-]+")) input.errors().add("/id", "id");
    return id;
  }

  static void created(RoutingContext ctx, String location, JsonObject body) {
    ctx.response()
        .setStatusCode(201)
        .putHeader("Location", location)
        .putHeader("Cache-Control", "no-store");
    ctx.json(body);
  }

  private static JsonObject json(Office office) {
    return new JsonObject()
        .put("id", office.id())
        .put("name", office.name())
        .put("zone", office.zone().getId());
  }

  private static JsonObject json(Service service) {
    return new JsonObject()
        .put("office", service.office())
        .put("id", service.id())
        .put("name", service.name())
        .put("letter", service.letter())
        .put("category", service.category().name());
  }
}
