package io.antrean;

import io.antrean.config.Config;
import io.antrean.devmode.DevMode;
import java.io.PrintStream;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Serves until the process is told to stop; in dev mode with stores of its own. */
final class Serving {

  private static final long READY_MS = 60_000;

  private final boolean dev;
  private final Map<String, String> environment;
  private final Clock clock;
  private final PrintStream out;
  private DevMode stores;
  private Node node;

  Serving(boolean dev, Map<String, String> environment, Clock clock, PrintStream out) {
    this.dev = dev;
    this.environment = environment;
    this.clock = clock;
    this.out = out;
  }

  /** The exit code, once it has stopped by a signal; throws when it can not start. */
  int run() throws Exception {
    var stopped = new CountDownLatch(1);
    try {
      start();
    } catch (Exception e) {
      stop();
      throw e;
    }
    // Runs to its end before the JVM is gone: Ctrl-C and SIGTERM are the ordinary way to stop.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop();
                  stopped.countDown();
                },
                "stop"));
    stopped.await();
    return 0;
  }

  private void start() throws Exception {
    var given = new HashMap<String, String>();
    if (dev) {
      stores = DevMode.start(Config.devDir(environment), out);
      given.putAll(stores.environment());
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("ANTREAN_")) given.put(name, value);
        });
    var config = Config.from(given);
    node = Node.start(config, clock).await(READY_MS, TimeUnit.MILLISECONDS);
    node.whenReady(READY_MS).await(READY_MS, TimeUnit.MILLISECONDS);
    out.println("api http://127.0.0.1:" + node.apiPort());
    out.println("management http://127.0.0.1:" + node.managementPort());
    if (dev) {
      out.println("postgres " + config.postgres().uri());
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
      if (node != null) node.stop().await();
    } catch (RuntimeException e) {
      out.println("The server did not stop cleanly: " + e.getMessage());
    } finally {
      if (stores != null) stores.close();
    }
  }
}
