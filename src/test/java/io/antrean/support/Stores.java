package io.antrean.support;

import io.antrean.config.Config;
import io.antrean.config.SecretFiles;
import io.antrean.devmode.PostgresProcess;
import io.antrean.devmode.RedisProcess;
import io.antrean.postgres.Migrations;
import io.antrean.postgres.Postgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real PostgreSQL and one real Redis for all specs of this JVM, started when first asked for
 * and stopped with it. {@code -Dantrean.test.redis=embedded} takes the embedded Redis 6.2.
 */
public final class Stores {

  private static final String TEMPLATE = "antrean";
  private static final boolean EMBEDDED_REDIS =
      "embedded".equals(System.getProperty("antrean.test.redis"));
  private static final AtomicInteger DATABASES = new AtomicInteger();

  /** The holder idiom: made once, by whoever asks first. */
  private static final class Started {
    static final Stores STORES = start();
  }

  private final Path folder;
  private final PostgresProcess postgres;
  private final RedisProcess redis;

  private Stores(Path folder) throws IOException {
    this.folder = folder;
    this.postgres = PostgresProcess.start(folder.resolve("postgres"));
    this.redis = RedisProcess.start(folder.resolve("redis"), EMBEDDED_REDIS);
    SecretFiles.createMissing(folder.resolve("secrets"));
  }

  private static Stores start() {
    try {
      var folder = Files.createTempDirectory("antrean-specs");
      Afterwards.stopWhatWorksIn(folder);
      var stores = new Stores(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(stores::close));
      var config = stores.config(TEMPLATE, stores.redis.uri(), Map.of());
      Migrations.run(config.postgres());
      return stores;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void close() {
    redis.close();
    postgres.close();
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // A temporary folder.
    }
  }

  /** The shared Redis. What a spec leaves in it, others must not mind. */
  public static String redisUri() {
    return Started.STORES.redis.uri();
  }

  /** A Redis of the spec's own, which it may kill; the spec closes it. */
  public static RedisProcess ownRedis() {
    try {
      var own = ownFolder("redis");
      return RedisProcess.start(own, EMBEDDED_REDIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of the spec's own; what works in it is ended when this JVM is, however that ends. */
  static Path ownFolder(String name) throws IOException {
    return Files.createTempDirectory(Started.STORES.folder, name);
  }

  /** A fresh database with the schema in it; its name. */
  public static String freshDatabase() {
    var name = "spec_" + DATABASES.incrementAndGet();
    try {
      Started.STORES.postgres.sql("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
      return name;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Connections to this database, as a server has them. */
  public static Pool pool(Vertx vertx, String database) {
    return Postgres.pool(vertx, configOf(database, redisUri(), Map.of()).postgres());
  }

  /** As a server is let in. */
  public static String postgresUri(String database) {
    return Started.STORES.postgres.uri(database);
  }

  /** As the owner of the schema is, who may do everything. */
  public static String ownerUri(String database) {
    return Started.STORES.postgres.ownerUri(database);
  }

  /** As the owner. */
  public static String jdbc(String database) {
    return Started.STORES.postgres.jdbc(database);
  }

  /** A node's configuration: this database, this Redis, free ports, and what {@code more} says. */
  public static Config configOf(String database, String redisUri, Map<String, String> more) {
    return Started.STORES.config(database, redisUri, more);
  }

  /** The same as environment variables, for a server process. */
  public static Map<String, String> environmentOf(
      String database, String redisUri, Map<String, String> more) {
    return Started.STORES.environment(database, redisUri, more);
  }

  private Config config(String database, String redisUri, Map<String, String> more) {
    return Config.from(environment(database, redisUri, more));
  }

  private Map<String, String> environment(
      String database, String redisUri, Map<String, String> more) {
    var secrets = folder.resolve("secrets");
    var all = new HashMap<String, String>();
    all.put("ANTREAN_HTTP_HOST", "127.0.0.1");
    all.put("ANTREAN_HTTP_PORT", "0");
    all.put("ANTREAN_MANAGEMENT_PORT", "0");
    all.put("ANTREAN_POSTGRES_URI", postgres.uri(database));
    all.put("ANTREAN_POSTGRES_OWNER_URI", postgres.ownerUri(database));
    all.put("ANTREAN_REDIS_URI", redisUri);
    all.put("ANTREAN_TOKEN_SECRET_FILE", secrets.resolve("token").toString());
    all.put("ANTREAN_TICKET_KEY_FILE", secrets.resolve("ticket").toString());
    all.put("ANTREAN_PEPPER_FILE", secrets.resolve("pepper").toString());
    all.put("ANTREAN_EVENT_LOOPS", "2");
    all.putAll(more);
    return all;
  }
}
