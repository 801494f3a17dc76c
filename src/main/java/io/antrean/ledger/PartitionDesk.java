package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.config.LedgerConfig;
import io.antrean.config.RedisConfig;
import io.antrean.redis.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Opens what a partition's owner works with: two links to Redis and a connection to PostgreSQL. */
public final class PartitionDesk {

  /** Bookings are read back in pages of about this many seats. */
  private static final int PAGE_SEATS = 5000;

  /**
   * The planner must not choose a scan because a table was small when it looked, nor plan each
   * batch anew.
   */
  private static final String PLAIN_PLANS =
      "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_material = off;"
          + " SET plan_cache_mode = force_generic_plan; SET jit = off";

  private final UUID owner;
  private final RedisConfig redis;
  private final PgConnectOptions postgres;
  private final Catalogue catalogue;
  private final LedgerConfig config;
  private final LedgerMetrics metrics;
  private final BooleanSupplier clocksApart;
  private final LongSupplier redisNowMs;
  private final ConservationRepository audits;

  public PartitionDesk(
      UUID owner,
      RedisConfig redis,
      PgConnectOptions postgres,
      Catalogue catalogue,
      LedgerConfig config,
      LedgerMetrics metrics,
      BooleanSupplier clocksApart,
      LongSupplier redisNowMs,
      ConservationRepository audits) {
    this.owner = owner;
    this.redis = redis;
    this.postgres = postgres;
    this.catalogue = catalogue;
    this.config = config;
    this.metrics = metrics;
    this.clocksApart = clocksApart;
    this.redisNowMs = redisNowMs;
    this.audits = audits;
  }

  /** What belongs to one partition's writer, until something fails. */
  record Desk(
      World world,
      LedgerStream stream,
      LedgerRepository repository,
      Applier applier,
      Settler settler,
      LostCommits lostCommits,
      Recovery recovery,
      Upkeep upkeep,
      Runnable closing) {

    void close() {
      closing.run();
    }
  }

  UUID owner() {
    return owner;
  }

  LedgerConfig config() {
    return config;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  /** How long a statement may take before its connection is given up. */
  long patienceMs() {
    return config.drainMax().toMillis();
  }

  /** Fails when one of the stores can not be reached now; then nothing stays open. */
  Future<Desk> open(Vertx vertx, Context context, int partition) {
    var link = new RedisLink(vertx, redis);
    var reader = new RedisLink(vertx, redis);
    return link.start()
        .compose(done -> reader.start())
        .compose(done -> PgConnection.connect(vertx, postgres))
        .compose(
            connection ->
                connection
                    .query(PLAIN_PLANS)
                    .execute()
                    .onFailure(failure -> connection.close())
                    .map(set -> desk(partition, link, reader, connection)))
        .onFailure(
            failure -> {
              link.close();
              reader.close();
            });
  }

  private Desk desk(int partition, RedisLink link, RedisLink reader, SqlConnection connection) {
    var world = new World(link, partition);
    var stream = new LedgerStream(reader, partition);
    var repository = new LedgerRepository(connection);
    var settler = new Settler(link);
    var setAsides = new SetAsideRepository(connection);
    var applier = new Applier(repository, setAsides, metrics, config.lease());
    var bookings = new BookingRows(connection, setAsides, PAGE_SEATS);
    var loader = new ReleaseLoader(world, partition, redisNowMs);
    var recovery =
        new Recovery(
            world,
            stream,
            settler,
            repository,
            applier,
            new Rebuild(bookings, loader),
            catalogue,
            config,
            owner,
            new Sweep(link));
    var retirement =
        new Retirement(link, world, repository, catalogue, config.retireAfter(), redisNowMs);
    var conservation =
        new Conservation(
            new RedisSeatsReader(link),
            new PostgresSeatsReader(connection, setAsides, PAGE_SEATS, redisNowMs),
            catalogue,
            config.auditEvery(),
            metrics,
            audits);
    var upkeep =
        new Upkeep(
            world,
            bookings,
            loader,
            catalogue,
            metrics,
            clocksApart,
            retirement,
            setAsides,
            conservation);
    return new Desk(
        world,
        stream,
        repository,
        applier,
        settler,
        new LostCommits(world, stream, settler, repository, metrics, owner),
        recovery,
        upkeep,
        () -> {
          conservation.close();
          link.close();
          reader.close();
          connection.close();
        });
  }
}
