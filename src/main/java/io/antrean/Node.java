package io.antrean;

import io.antrean.catalogue.AvailabilityMetrics;
import io.antrean.catalogue.AvailabilityRefresher;
import io.antrean.catalogue.CatalogueRefresher;
import io.antrean.claim.VerdictFeed;
import io.antrean.config.Config;
import io.antrean.devmode.DemoData;
import io.antrean.http.Health;
import io.antrean.http.Health.State;
import io.antrean.http.HttpServerVerticle;
import io.antrean.http.ManagementServer;
import io.antrean.ledger.LedgerWriter;
import io.antrean.ledger.Ownership;
import io.antrean.ledger.OwnershipRepository;
import io.antrean.metrics.Metrics;
import io.antrean.postgres.Migrations;
import io.antrean.postgres.Postgres;
import io.antrean.postgres.StoreCheck;
import io.antrean.redis.AvailabilityReader;
import io.antrean.redis.RedisCheck;
import io.antrean.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server process: starts in the order in which parts need each other, stops in reverse. */
public final class Node {

  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final Config config;
  private final Clock wall;
  private final Metrics metrics = new Metrics();
  private final Vertx vertx;
  private final List<ApiLoop> loops = new ArrayList<>();
  private final List<String> apiServers = new ArrayList<>();
  private final List<Supplier<Future<?>>> stops = new ArrayList<>();
  private final Health health = new Health();
  private HttpServerVerticle api;
  private ManagementServer management;
  private App app;

  private Node(Config config, Clock wall) {
    this.config = config;
    this.wall = wall;
    var options =
        new VertxOptions()
            .setEventLoopPoolSize(config.http().eventLoops())
            .setPreferNativeTransport(true)
            .setMetricsOptions(Metrics.vertxOptions());
    vertx = Vertx.builder().with(options).withMetrics(metrics.vertxFactory()).build();
  }

  /** Starts a node; a failed Future says why, and leaves nothing running. */
  public static Future<Node> start(Config config, Clock wall) {
    var node = new Node(config, wall);
    var started = Promise.<Node>promise();
    // Everything that several event loops share lives on this one.
    node.vertx.runOnContext(v -> node.run().onComplete(started));
    return started
        .future()
        .recover(failure -> node.stop().transform(done -> Future.failedFuture(failure)));
  }

  private Future<Node> run() {
    // No check is there yet: without this one a node that is starting would say that it is ready.
    health.register("started", () -> State.of("The server is starting"));
    management = new ManagementServer(config.management(), health, metrics.registry());
    var postgres = Postgres.pool(vertx, config.postgres());
    stops.add(postgres::close);
    var partitions = new OwnershipRepository(postgres);
    return vertx
        .deployVerticle(management)
        .compose(id -> vertx.executeBlocking(() -> migrate()))
        .compose(done -> refuseIfAny(StoreCheck.problems(postgres)))
        .compose(done -> partitions.makePartitions(config.partitions()))
        .compose(
            count -> {
              app = new App(config, vertx, wall, metrics, postgres, count);
              return AccountUpkeep.start(vertx, app, stops)
                  .compose(done -> Administration.start(vertx, app, stops))
                  .compose(done -> demo())
                  .compose(done -> redis());
            })
        .compose(this::readers)
        .compose(done -> own(partitions))
        // Last: a crowd that waits at the door must not keep the house from being opened.
        .compose(done -> serve())
        .map(done -> ready());
  }

  private Void migrate() {
    Migrations.run(config.postgres());
    return null;
  }

  private static Future<Void> refuseIfAny(Future<List<String>> problems) {
    return problems.compose(
        found ->
            found.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalStateException(String.join("\n", found))));
  }

  private Future<Void> demo() {
    if (!config.demo()) return Future.succeededFuture();
    return new DemoData(
            app.postgres,
            app.catalogueRepository,
            app.accounts,
            app.passwords,
            app.identity,
            app.partitions,
            config.demoHistory())
        .put(wall.instant());
  }

  private Future<RedisLink> redis() {
    var link = new RedisLink(vertx, config.redis());
    stops.add(link::close);
    return link.start()
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "ANTREAN_REDIS_URI: Redis can not be reached: " + failure.getMessage(),
                        failure)))
        .compose(done -> StoreCheck.installation(app.postgres))
        .compose(installation -> refuseIfAny(RedisCheck.problems(link, installation)))
        .compose(done -> app.clock.measure(link))
        .map(link);
  }

  /** What keeps this node's memory: the catalogue, what is free, and the verdicts. */
  private Future<Void> readers(RedisLink link) {
    var postgres = config.postgres();
    var catalogue =
        new CatalogueRefresher(
            vertx,
            app.catalogueRepository,
            app.catalogue,
            config.catalogue().refreshEvery(),
            postgres
                .connectTimeout()
                .plus(postgres.statementTimeout())
                .plus(CatalogueRefresher.ANSWER_GRACE),
            Postgres.options(postgres));
    app.catalogueRefresher = catalogue;
    stops.add(catalogue::close);
    var availability =
        new AvailabilityRefresher(
            vertx,
            app.catalogue,
            app.board,
            new AvailabilityMetrics(metrics.registry(), app.board),
            config.catalogue().availabilityEvery(),
            new AvailabilityReader(link, app.epochs::of)::read);
    closeAtStop(availability::close);
    app.verdicts = new VerdictFeed(new RedisLink(vertx, config.redis()));
    stops.add(app.verdicts::close);
    closeAtStop(app.revocations::close);
    var measures = Measures.start(vertx, link, app);
    stops.add(measures::close);
    health.register("redis", () -> State.of(link.connected() ? null : "Redis is not connected"));
    health.register(
        "postgres",
        () ->
            State.of(catalogue.fresh() ? null : "The catalogue could not be read from PostgreSQL"));
    health.register("partitions", () -> State.of(app.ownership.trouble()));
    return catalogue
        .start()
        .compose(done -> app.verdicts.start())
        .compose(done -> app.revocations.start())
        .onSuccess(done -> availability.start());
  }

  private void closeAtStop(Runnable close) {
    stops.add(
        () -> {
          close.run();
          return Future.succeededFuture();
        });
  }

  private Future<Void> serve() {
    var deployed = new ArrayList<Future<String>>();
    for (int i = 0; i < config.http().eventLoops(); i++) {
      var loop = new ApiLoop(app);
      var number = i;
      loops.add(loop);
      api = new HttpServerVerticle(config.http(), () -> loop.router(vertx, number), loop::shortcut);
      deployed.add(vertx.deployVerticle(api).onSuccess(apiServers::add));
    }
    health.register(
        "claims",
        () ->
            State.of(
                loops.stream().allMatch(ApiLoop::redisConnected)
                    ? null
                    : "An event loop has no connection to Redis"));
    return Future.all(deployed).mapEmpty();
  }

  private Future<Void> own(OwnershipRepository partitions) {
    var desks = app.partitionDesk();
    var ownership =
        new Ownership(
            app.node,
            partitions,
            () -> new RedisLink(vertx, config.redis()),
            app.clock,
            app.epochs,
            config.ledger(),
            app.ownership,
            p -> new LedgerWriter(p, desks, app.ledgerMetrics, app.epochs));
    return vertx
        .deployVerticle(ownership)
        .onSuccess(id -> stops.add(() -> vertx.undeploy(id)))
        .mapEmpty();
  }

  private Node ready() {
    StatisticsDesk.start(vertx, app, stops);
    health.register("started", State::ok);
    log.info("event=started api={} management={}", apiPort(), managementPort());
    return this;
  }

  /** Waits until every check is up, so that a first claim finds an open partition; bounded. */
  public Future<Void> whenReady(long maxMs) {
    var promise = Promise.<Void>promise();
    var deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(maxMs);
    vertx.setPeriodic(
        20,
        timer -> {
          if (health.ready()) promise.tryComplete();
          else if (System.nanoTime() > deadline)
            promise.tryFail("The server did not become ready; see /ready");
          else return;
          vertx.cancelTimer(timer);
        });
    return promise.future();
  }

  public int apiPort() {
    return api.port();
  }

  public int managementPort() {
    return management.port();
  }

  App app() {
    return app;
  }

  Vertx vertx() {
    return vertx;
  }

  /**
   * Not ready any more; then the requests under way finish, the ledger drains, the stores close.
   * Bounded by the configuration; what is not done by then is found by the next owner.
   */
  public Future<Void> stop() {
    health.stopping();
    loops.forEach(ApiLoop::endStreams);
    var http = new ArrayList<Future<Void>>();
    apiServers.forEach(id -> http.add(vertx.undeploy(id)));
    return Future.join(http)
        .otherwiseEmpty()
        .compose(done -> inReverse(stops.size() - 1))
        .timeout(config.stopMax().toMillis(), TimeUnit.MILLISECONDS)
        .transform(done -> vertx.close())
        .onComplete(done -> metrics.close());
  }

  private Future<Void> inReverse(int next) {
    if (next < 0) return Future.succeededFuture();
    if (next == stops.size() - 1) loops.forEach(ApiLoop::close);
    return stops.get(next).get().otherwiseEmpty().compose(done -> inReverse(next - 1));
  }
}
