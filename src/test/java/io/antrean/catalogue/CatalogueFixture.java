package io.antrean.catalogue;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.account.Tokens;
import io.antrean.catalogue.Availability.Counts;
import io.antrean.catalogue.AvailabilityBoard.Entry;
import io.antrean.catalogue.Release.Terms;
import io.antrean.config.AdministrationConfig;
import io.antrean.config.CatalogueConfig;
import io.antrean.config.HttpConfig;
import io.antrean.http.ApiRouter;
import io.antrean.http.EventStreams;
import io.antrean.http.HttpServerVerticle;
import io.antrean.http.ProblemException;
import io.antrean.http.ServerTime;
import io.antrean.postgres.Author;
import io.antrean.support.Stores;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two nodes with one database, and an office with two services. The board is the spec's. */
final class CatalogueFixture implements BeforeAllCallback, AfterAllCallback {

  /** One server with memory of its own. */
  final class Node {
    final Catalogue catalogue = new Catalogue();
    final AvailabilityBoard board = new AvailabilityBoard();
    final CatalogueRefresher refresher;
    // Of its own: servers of one Vert.x share their port.
    private final Vertx own = Vertx.vertx();
    private final CatalogueRepository repository =
        new CatalogueRepository(Stores.pool(own, database));
    int port;

    Node() {
      refresher =
          new CatalogueRefresher(
              own,
              repository,
              catalogue,
              LIMITS.refreshEvery(),
              Duration.ofSeconds(20),
              PgConnectOptions.fromUri(Stores.postgresUri(database)));
      var server = new HttpServerVerticle(HTTP, () -> refresher.start().map(filled -> router()));
      CatalogueFixture.get(own.deployVerticle(server));
      port = server.port();
    }

    private Router router() {
      var api =
          ApiRouter.create(
              own,
              HTTP,
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
              new ServerTime("/api/v1/releases", redisNowMs::get),
              RoutingContext::next);
      var streams = new EventStreams(own, LIMITS.streamsMax(), LIMITS.heartbeat());
      new CatalogueRoutes(
              catalogue,
              repository,
              refresher,
              board,
              new Authenticator(tokens),
              LIMITS,
              8,
              redisNowMs::get)
          .mount(api);
      var changes = new ReleaseChanges(pool, new Proposals(pool, RULES.proposalLife()), RULES);
      new ReleaseChangeRoutes(
              repository, refresher, changes, new Authenticator(tokens), redisNowMs::get)
          .mount(api);
      new SlotRoutes(catalogue, board, redisNowMs::get, streams, LIMITS.availabilityEvery())
          .mount(api);
      return api;
    }

    HttpResponse<String> get(String path, String... headers) {
      return send(request(path, headers));
    }

    HttpResponse<String> post(String path, JsonObject body) {
      return send(
          request(path, "Authorization", "Bearer " + admin, "Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body.encode())));
    }

    HttpResponse<String> patch(String path, String token, JsonObject body) {
      return send(
          request(path, "Authorization", "Bearer " + token, "Content-Type", "application/json")
              .method("PATCH", BodyPublishers.ofString(body.encode())));
    }

    /** Adds a release past the plan of the routes; the problem's name, or null. */
    String add(Release release) {
      var refusal = new AtomicReference<String>();
      CatalogueFixture.get(
          repository
              .add(Author.SERVER, release)
              .otherwise(
                  failure -> {
                    refusal.set(((ProblemException) failure).problem().name());
                    return null;
                  }));
      return refusal.get();
    }

    HttpRequest.Builder request(String path, String... headers) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
      return headers.length == 0 ? request : request.headers(headers);
    }

    /** Puts this on the board, as if Redis had said so just now. */
    void shows(UUID release, long counter, int free, byte... bitmap) {
      var capacity = catalogue.release(release).terms().capacity();
      var counts = new Counts(false, 0, 0, 0, 0, 0, free);
      var availability =
          Availability.of(
              release, 7, counter, redisNowMs.get(), System.nanoTime(), counts, bitmap, capacity);
      board.publish(new Entry(availability, new ClaimIds(), true));
    }
  }

  static final HttpConfig HTTP =
      new HttpConfig(
          "127.0.0.1",
          0,
          1,
          List.of(),
          List.of(),
          HttpConfig.BODY_MAX,
          HttpConfig.IDLE_TIMEOUT,
          HttpConfig.HEADER_TIMEOUT,
          HttpConfig.BODY_TIMEOUT,
          HttpConfig.ANSWER_TIMEOUT,
          100);

  private static final AdministrationConfig RULES =
      new AdministrationConfig(
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofMinutes(1));

  static final CatalogueConfig LIMITS =
      new CatalogueConfig(
          Duration.ofSeconds(30), Duration.ofMillis(50), 10_000, 2, Duration.ofSeconds(1));

  final AtomicLong redisNowMs =
      new AtomicLong(Instant.parse("2029-12-01T00:00:00Z").toEpochMilli());
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  Vertx vertx;
  Pool pool;
  Node one;
  Node two;
  String admin;
  private Tokens tokens;
  private String database;

  @Override
  public void beforeAll(ExtensionContext context) {
    vertx = Vertx.vertx();
    database = Stores.freshDatabase();
    pool = Stores.pool(vertx, database);
    get(pool.query("INSERT INTO partition (id) SELECT generate_series(0, 7)").execute());
    var clock = Clock.systemUTC();
    tokens = new Tokens("0123456789abcdef0123456789abcdef".getBytes(), clock);
    admin = token(Role.ADMIN);
    one = new Node();
    two = new Node();
    one.post(
        "/api/v1/offices",
        new JsonObject("{\"id\":\"sampit\",\"name\":\"Sampit\",\"zone\":\"Asia/Jakarta\"}"));
    addService("passport-new", "A");
    addService("passport-renewal", "B");
  }

  String token(Role role) {
    var ends = Clock.systemUTC().instant().plusSeconds(600).getEpochSecond();
    return tokens.issue(new Caller(UUID.randomUUID(), Set.of(role), List.of(), Set.of(), ends));
  }

  private void addService(String id, String letter) {
    one.post(
        "/api/v1/services",
        new JsonObject()
            .put("office", "sampit")
            .put("id", id)
            .put("name", id)
            .put("letter", letter)
            .put("category", "PASSPORT"));
  }

  /** A release of one day with eight slots of two seats. */
  JsonObject draft(String service, String day) {
    return new JsonObject()
        .put("office", "sampit")
        .put("service", service)
        .put("from", day)
        .put("to", day)
        .put("dayStarts", "08:00")
        .put("dayEnds", "10:00")
        .put("slotMinutes", 15)
        .put("capacity", 2)
        .put("opensAt", "2029-12-28T14:00:00+07:00")
        .put("admission", "open");
  }

  /** Adds a release and waits until both nodes know it. */
  UUID release(String service, String day) {
    var id =
        UUID.fromString(body(one.post("/api/v1/releases", draft(service, day))).getString("id"));
    get(two.refresher.refresh());
    return id;
  }

  /** A release of one slot, as it is meant in the zone of this office. */
  static Release planned(Office office, Service service) {
    var day = LocalDate.parse("2030-01-07");
    var eight = LocalTime.parse("08:00");
    var opens = Instant.parse("2029-12-28T07:00:00Z");
    var terms = new Terms(day, day, eight, eight.plusMinutes(15), 15, 2, opens, "open");
    var slots = SlotPlan.slots(terms, office.zone());
    return new Release(UUID.randomUUID(), office, service, terms, slots, null);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static JsonObject body(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (var each : List.of(one.own, two.own, vertx)) get(each.close());
  }
}
