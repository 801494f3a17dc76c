package io.antrean.torture.cluster;

import io.antrean.config.SecretFiles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole installation of real processes on loopback: nodes, Redis, PostgreSQL, and a proxy on each
 * way between them and from the clients.
 */
public final class Cluster {

  /** How many server nodes run. */
  public static final int NODES = 3;

  /** A silent owner's partition is free after it. */
  public static final long LEASE_MS = 2000;

  private static final long READY_MS = 90_000;

  private final Path folder;
  private final Path logs;
  private final Vertx vertx = Vertx.vertx();
  private final boolean smallDisks;
  private final RedisServer redis;
  private final PostgresServer postgres;
  private final List<ServerNode> nodes = new ArrayList<>();
  private final List<Proxy> toRedis = new ArrayList<>();
  private final List<Proxy> toPostgres = new ArrayList<>();
  private final List<Proxy> toNodes = new ArrayList<>();

  /** The folders {@code redis} and {@code postgres} may be small file systems of their own. */
  public Cluster(Path folder, Path programs, Path jar) {
    this.folder = folder;
    this.logs = folder.resolve("logs");
    try {
      for (var name : List.of("redis", "postgres", "logs")) {
        Files.createDirectories(folder.resolve(name));
      }
      smallDisks = "1".equals(System.getenv("TORTURE_OWN_MOUNTS")) && mountSmallDisks();
      SecretFiles.createMissing(folder.resolve("secrets"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var clock = MovableClock.in(folder.toAbsolutePath(), logs.resolve("clock.log"));
    redis = new RedisServer(folder.resolve("redis"), logs.resolve("redis.log"), clock);
    postgres =
        new PostgresServer(folder.resolve("postgres"), programs, logs.resolve("postgres.log"));
    for (int i = 0; i < NODES; i++) {
      toRedis.add(new Proxy(vertx, redis.port()));
      toPostgres.add(new Proxy(vertx, postgres.port()));
      var port = Shell.freePort();
      var management = Shell.freePort();
      nodes.add(
          new ServerNode(
              jar,
              environment(i, port, management),
              logs.resolve("node-" + i + ".log"),
              port,
              management));
      toNodes.add(new Proxy(vertx, port));
    }
  }

  /** File systems that are gone with the name space that the run has to itself. */
  private boolean mountSmallDisks() {
    return mount("redis", "600m") && mount("postgres", "1500m");
  }

  private boolean mount(String name, String size) {
    var place = folder.resolve(name).toString();
    var log = logs.resolve("mount.log");
    return Shell.run(log, "mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", place) == 0;
  }

  /** Whether the stores' disks may be filled: they are small, and nobody else's. */
  public boolean hasSmallDisks() {
    return smallDisks;
  }

  private Map<String, String> environment(int node, int port, int managementPort) {
    var secrets = folder.resolve("secrets");
    var all = new HashMap<String, String>();
    all.put("ANTREAN_HTTP_HOST", "127.0.0.1");
    all.put("ANTREAN_HTTP_PORT", Integer.toString(port));
    all.put("ANTREAN_MANAGEMENT_PORT", Integer.toString(managementPort));
    all.put("ANTREAN_REDIS_URI", "redis://127.0.0.1:" + toRedis.get(node).port());
    all.put(
        "ANTREAN_POSTGRES_URI",
        "postgresql://antrean@127.0.0.1:" + toPostgres.get(node).port() + "/antrean");
    all.put("ANTREAN_TOKEN_SECRET_FILE", secrets.resolve("token").toString());
    all.put("ANTREAN_TICKET_KEY_FILE", secrets.resolve("ticket").toString());
    all.put("ANTREAN_PEPPER_FILE", secrets.resolve("pepper").toString());
    all.put("ANTREAN_LOAD_TEST", "true");
    all.put("ANTREAN_PARTITIONS", "4");
    all.put("ANTREAN_EVENT_LOOPS", "2");
    // Small and quick, so that a short fault meets every bound.
    all.put("ANTREAN_LEDGER_LEASE_MS", Long.toString(LEASE_MS));
    all.put("ANTREAN_LEDGER_RENEW_EVERY_MS", "400");
    all.put("ANTREAN_LEDGER_DRAIN_MAX_MS", "4000");
    all.put("ANTREAN_LEDGER_BATCH_MAX", "50");
    all.put("ANTREAN_REDIS_COMMAND_TIMEOUT_MS", "1000");
    all.put("ANTREAN_REDIS_RECONNECT_MAX_MS", "500");
    all.put("ANTREAN_POSTGRES_CONNECT_TIMEOUT_MS", "2000");
    all.put("ANTREAN_POSTGRES_STATEMENT_TIMEOUT_MS", "3000");
    all.put("ANTREAN_CLAIM_WAIT_DEFAULT_MS", "1500");
    all.put("ANTREAN_CLAIM_BACKLOG_MAX", "200");
    all.put("ANTREAN_CLAIM_BACKLOG_AGE_MAX_MS", "3000");
    // One administrator makes all releases, and a family asks from several lanes at once.
    all.put("ANTREAN_BOOKING_COOLING_MIN_MS", "2000");
    all.put("ANTREAN_BOOKING_COOLING_MAX_MS", "6000");
    // Some offers are let go by, and an account of the suite waits as long as it likes.
    all.put("ANTREAN_OFFER_LIFE_MS", "3000");
    all.put("ANTREAN_WAITLIST_ACCOUNT_MAX", "1000");
    all.put("ANTREAN_RATE_ACCOUNT_PER_MINUTE", "0");
    // Who does not come once is blocked for the rest of the run.
    all.put("ANTREAN_DAY_CLOSE_PAUSE_MS", "2000");
    all.put("ANTREAN_DAY_CLOSE_EVERY_MS", "300");
    all.put("ANTREAN_DAY_CLOSE_BATCH", "20");
    all.put("ANTREAN_NO_SHOW_FORGIVEN", "0");
    all.put("ANTREAN_NO_SHOW_BLOCK_DAYS", "30");
    all.put("ANTREAN_NO_SHOW_JUDGE_EVERY_MS", "300");
    all.put("ANTREAN_NO_SHOW_JUDGE_BATCH", "20");
    return all;
  }

  /** Starts everything, and waits until all nodes are ready. */
  public void start() {
    redis.start();
    postgres.start();
    nodes.forEach(ServerNode::start);
    var unready = unready(READY_MS);
    if (!unready.isEmpty()) throw new IllegalStateException(unready + "; see " + logs);
  }

  /** Waits for all nodes; what is not ready in time, or nothing. */
  public String unready(long ms) {
    for (int i = 0; i < NODES; i++) {
      if (!Shell.within(ms, nodes.get(i)::isKeptReady)) return "node " + i + " is not ready";
    }
    return "";
  }

  /** Before the start: PostgreSQL archives its log, and backups of it may be taken. */
  public PostgresBackup archivingPostgres() throws IOException {
    return postgres.archive(folder.toAbsolutePath().resolve("backup"));
  }

  /** Ends everything; the nodes gracefully, so that what they say at a stop is in their logs. */
  public void stop() {
    nodes.parallelStream().forEach(ServerNode::stop);
    redis.stop();
    postgres.stop("INT");
    vertx.close().await();
  }

  /** Ends whatever still runs, at once: however the suite ends, it leaves nothing behind. */
  public void kill() {
    nodes.forEach(ServerNode::kill);
    redis.kill();
    postgres.stop("QUIT");
  }

  public Path folder() {
    return folder;
  }

  public Path logs() {
    return logs;
  }

  public RedisServer redis() {
    return redis;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  public ServerNode node(int place) {
    return nodes.get(place);
  }

  public List<ServerNode> nodes() {
    return nodes;
  }

  /** The way from a node to Redis. */
  public List<Proxy> toRedis() {
    return toRedis;
  }

  /** The way from a node to PostgreSQL. */
  public List<Proxy> toPostgres() {
    return toPostgres;
  }

  /** The way from the clients to a node. */
  public List<Proxy> toNodes() {
    return toNodes;
  }
}
