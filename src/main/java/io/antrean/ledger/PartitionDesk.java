package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.config.Config;
import io.antrean.config.LedgerConfig;
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
  private final PgConnectOptions postgres;
  private final Catalogue catalogue;
  private final Config config;
  private final LedgerMetrics metrics;
  private final BooleanSupplier clocksApart;
  private final LongSupplier redisNowMs;
  private final ConservationRepository audits;

  public PartitionDesk(
      UUID owner,
      Config config,
      PgConnectOptions postgres,
      Catalogue catalogue,
      LedgerMetrics metrics,
      BooleanSupplier clocksApart,
      LongSupplier redisNowMs,
      ConservationRepository audits) {
    this.owner = owner;
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
      Sweep sweep,
      Runnable closing) {

    void close() {
      closing.run();
    }
  }

  UUID owner() {
    return owner;
  }

  LedgerConfig config() {
    return config.ledger();
  }

  Catalogue catalogue() {
    return catalogue;
  }

  /** How long a statement may take before its connection is given up. */
  long patienceMs() {
    return config().drainMax().toMillis();
  }

  /** Fails when one of the stores can not be reached now; then nothing stays open. */
  Future<Desk> open(Vertx vertx, Context context, int partition) {
    var link = new RedisLink(vertx, config.redis());
    var reader = new RedisLink(vertx, config.redis());
    return link.start()
        .compose(done -> reader.start())
        .compose(done -> PgConnection.connect(vertx, postgres))
        .compose(
            connection ->
                connection
                    .query(PLAIN_PLANS)
                    .execute()
                    .onFailure(failure -> connection.close())
                    .map(set -> desk(vertx, partition, link, reader, connection)))
        .onFailure(
            failure -> {
              link.close();
              reader.close();
            });
  }

  private Desk desk(
      Vertx vertx, int partition, RedisLink link, RedisLink reader, SqlConnection connection) {
    var world = new World(link, partition);
    var stream = new LedgerStream(reader, partition);
    var repository = new LedgerRepository(connection);
    var settler = new Settler(link);
    var retirements = new RetirementRepository(connection);
    var setAsides = new SetAsideRepository(connection);
    var applier = new Applier(repository, setAsides, metrics, config().lease());
    var waitlist = new WaitlistRows(connection, partition);
    var bookings = new BookingRows(connection, setAsides, waitlist, PAGE_SEATS);
    var loader = new ReleaseLoader(world, partition, redisNowMs);
    var sweep = new Sweep(vertx, link, partition, config().sweepPause(), loader.own());
    var drain = new Drain(stream, repository, retirements, applier, catalogue, config().batchMax());
    var blocks = new Blocks(link, connection, catalogue, partition);
    var rebuild = new Rebuild(bookings, loader);
    var recovery =
        new Recovery(world, settler, repository, drain, rebuild, catalogue, owner, blocks);
    var retirement =
        new Retirement(link, world, retirements, catalogue, config().retireAfter(), redisNowMs);
    var conservation =
        new Conservation(
            world,
            new RedisSeatsReader(link),
            new PostgresSeatsReader(connection, setAsides, waitlist, PAGE_SEATS, redisNowMs),
            catalogue,
            config().auditEvery(),
            metrics,
            audits);
    var offering =
        new Offering(
            new OfferScripts(link, partition, config.claim(), config.waitlist()),
            waitlist,
            catalogue,
            redisNowMs,
            config.waitlist().offersMax(),
            metrics);
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
            offering,
            conservation,
            blocks,
            new DayClosing(connection, config.noShow()),
            new EndedBookings(link, connection, metrics, config.noShow().closeBatch()));
    return new Desk(
        world,
        stream,
        repository,
        applier,
        settler,
        new LostCommits(world, stream, settler, repository, metrics, owner),
        recovery,
        upkeep,
        sweep,
        () -> {
          sweep.close();
          conservation.close();
          link.close();
          reader.close();
          connection.close();
        });
  }
}
