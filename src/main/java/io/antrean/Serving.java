package io.antrean;

import io.antrean.config.Config;
import io.antrean.devmode.DevMode;
import io.vertx.core.Future;
import java.io.PrintStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Serves until the process is told to stop; in dev mode with stores of its own. One thread starts
 * and stops everything; a signal interrupts it, wherever it is.
 */
final class Serving {

  private static final long READY_MS = 60_000;

  /** How long a stop waits for a server that is still starting, to stop it in order. */
  private static final long STARTED_MS = 20_000;

  private static final String SERVER_URI = "ANTREAN_POSTGRES_URI";
  private static final String OWNER_URI = "ANTREAN_POSTGRES_OWNER_URI";

  private final boolean dev;
  private final Map<String, String> environment;
  private final Clock clock;
  private final PrintStream out;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean told;
  private DevMode stores;
  private Future<Node> starting;

  Serving(boolean dev, Map<String, String> environment, Clock clock, PrintStream out) {
    this.dev = dev;
    this.environment = environment;
    this.clock = clock;
    this.out = out;
  }

  /** The exit code, once it has stopped by a signal; throws when it can not start. */
  int run() throws Exception {
    var serving = Thread.currentThread();
    // First of all: Ctrl-C and SIGTERM are the ordinary way to stop, in the middle of a start too.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> tell(serving), "stop"));
    try {
      start();
      // Ends by the interrupt only.
      ended.await();
    } catch (Exception e) {
      if (!told) throw e;
    } finally {
      stop();
      ended.countDown();
    }
    return 0;
  }

  /** The JVM is gone when this returns, so it waits; each step of the stop has its bound. */
  private void tell(Thread serving) {
    told = true;
    serving.interrupt();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start() throws Exception {
    var given = new HashMap<String, String>();
    if (dev) {
      stores = DevMode.start(Config.devDir(environment), out);
      given.putAll(stores.environment());
      // Who names a PostgreSQL of their own means its owner too, and no demo unless they say so.
      if (environment.containsKey(SERVER_URI)) {
        given.remove(OWNER_URI);
        given.remove("ANTREAN_DEMO");
      }
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("ANTREAN_")) given.put(name, value);
        });
    var config = Config.from(given);
    starting = Node.start(config, clock);
    var node = starting.await(READY_MS, TimeUnit.MILLISECONDS);
    node.whenReady(READY_MS).await(READY_MS, TimeUnit.MILLISECONDS);
    out.println("api http://127.0.0.1:" + node.apiPort());
    out.println("management http://127.0.0.1:" + node.managementPort());
    if (dev) {
      var owner = config.postgres().ownerUri();
      var uri = owner.isEmpty() ? config.postgres().uri() : owner;
      out.println("postgres " + uri.replaceFirst("//([^:/@]*):[^@]*@", "//$1@"));
      out.println("redis " + config.redis().uri());
    }
    if (config.demo()) {
      out.println("log-ins (login / password): ani / ani-demo, budi / budi-demo (citizens),");
      out.println("  officer / officer-demo, supervisor / supervisor-demo, admin / admin-demo");
    }
    out.println("ready");
    out.flush();
  }

  private void stop() {
    try {
      if (starting == null) return;
      var node = starting.otherwiseEmpty().await(STARTED_MS, TimeUnit.MILLISECONDS);
      if (node != null) node.stop().await();
    } catch (Exception e) {
      out.println("The server did not stop cleanly: " + e);
    } finally {
      if (stores != null) stores.close();
    }
  }
}
