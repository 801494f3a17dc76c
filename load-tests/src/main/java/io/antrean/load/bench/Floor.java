package io.antrean.load.bench;

import io.antrean.load.Release;
import io.antrean.load.bench.Processor.Side;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * The least that a claim can cost on this machine, in microseconds of its processors, each part
 * measured alone: HTTP with a constant answer and the generator that asks it, the decision with
 * sixty-four claims a call, and the insert with hundreds of rows a transaction. It has no token, no
 * ledger, no verdict and no settle in it, and nobody waits for anybody.
 */
record Floor(double http, double redis, double postgres) {

  private static final int CONNECTIONS = 256;
  private static final int CLAIMS_A_CALL = 64;
  private static final Duration LONGEST = Duration.ofSeconds(30);

  /** {@code release} has {@code claims} seats free, and as many claims of it are ready. */
  static Floor measure(
      Map<String, String> env,
      Subject subject,
      RedisAlone redis,
      Pgbench pgbench,
      Release release,
      byte[][] ready,
      int seconds,
      Path log)
      throws IOException, SQLException, InterruptedException {
    double http;
    try (var constant = new ConstantServer(env, log)) {
      http = http(constant.url(), constant.pid(), ready);
    }
    var decision = redis.measure(release, subject.partition(release), ready.length, CLAIMS_A_CALL);
    var before = subject.sample().processor().get(Side.POSTGRES);
    var rows = pgbench.rowsPerSecond(seconds) * seconds;
    var after = subject.sample().processor().get(Side.POSTGRES);
    return new Floor(http, decision.microseconds(), (after - before) * 1e6 / rows);
  }

  private static double http(URI url, long pid, byte[][] ready) throws IOException {
    var processor = new Processor(pid);
    var loop = new ClosedLoop(url, CONNECTIONS, LONGEST);
    loop.run(ready.length, 409, i -> ready[i]);
    var before = processor.seconds();
    loop.run(2 * ready.length, 409, i -> ready[i % ready.length]);
    var after = processor.seconds();
    double spent = 0;
    for (var side : new Side[] {Side.SERVER, Side.GENERATOR}) {
      spent += after.get(side) - before.get(side);
    }
    return spent * 1e6 / (2.0 * ready.length);
  }

  /** Claims a second, if all processors did nothing else. */
  double perSecond() {
    return Runtime.getRuntime().availableProcessors() * 1e6 / (http + redis + postgres);
  }
}
