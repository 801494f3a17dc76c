package io.antrean.load.capacity;

/**
 * An opening in steps of ten milliseconds. Claims wait at the nodes up to a bound, beyond which
 * they are told 503 and come again a second later; Redis decides until the seats are gone; from a
 * moment later on the nodes refuse by themselves.
 */
final class Opening {

  /** What became of it; times in ms after the opening. */
  record Result(
      long soldOutMs,
      long answeredMs,
      long longestQueueMs,
      long retries,
      double nodesBusy,
      double redisBusy,
      double confirmedMs) {}

  private static final long STEP_MS = 10;
  private static final long LONGEST_MS = 30 * 60 * 1000;
  private static final int RETRY_STEPS = 100;

  /** Claims that wait on one event loop, ANTREAN_CLAIM_WAITING_MAX. */
  private static final double WAITING_MAX = 4096;

  /** A node hears of it with its next reading of what is free. */
  private static final long TOLD_AFTER_MS = 200;

  private final Rush rush;
  private final Office office;
  private final Costs costs;
  private final double[] later = new double[RETRY_STEPS];
  private double asking;
  private double waiting;
  private double granted;
  private double answered;
  private double retries;
  private double applied;
  private double nodeUs;
  private double redisUs;
  private long soldOutMs = -1;
  private long longestQueueMs;

  Opening(Rush rush, Office office, Costs costs) {
    this.rush = rush;
    this.office = office;
    this.costs = costs;
  }

  /** Runs until everybody has a final answer and PostgreSQL all bookings, half an hour at most. */
  Result run() {
    long now = 0;
    long answeredMs = -1;
    while (now < LONGEST_MS && (answeredMs < 0 || applied < granted)) {
      step(now);
      now += STEP_MS;
      if (answeredMs < 0 && answered >= rush.people() - 0.5) answeredMs = now;
    }
    var cores = (double) office.nodes() * office.coresANode();
    var until = Math.max(1, answeredMs < 0 ? now : answeredMs) * 1000.0;
    return new Result(
        soldOutMs,
        answeredMs < 0 ? Long.MAX_VALUE : answeredMs,
        longestQueueMs,
        Math.round(retries),
        nodeUs / until / cores,
        redisUs / until / office.partitions(),
        now);
  }

  private void step(long now) {
    var slot = (int) (now / STEP_MS % RETRY_STEPS);
    asking += rush.arrivals(now, now + STEP_MS) + later[slot];
    later[slot] = 0;
    var budget = STEP_MS * 1000.0 * office.nodes() * office.coresANode();
    var spent = 0.0;
    if (soldOutMs >= 0 && now >= soldOutMs + TOLD_AFTER_MS) {
      // Memory refuses all, also those who wait for Redis.
      asking += waiting;
      waiting = 0;
      var refused = Math.min(asking, budget / costs.nodeRefusal());
      answered += refused;
      asking -= refused;
      spent = refused * costs.nodeRefusal();
    } else {
      spent = admit(slot, budget);
    }
    nodeUs += spent;
    decide(now);
    var confirmed =
        Math.min(
            granted - applied, STEP_MS * 1000.0 * office.postgresCores() / costs.postgresGrant());
    applied += confirmed;
    if (asking > 0) {
      var rate = budget / costs.nodeRefusal() / STEP_MS;
      longestQueueMs = Math.max(longestQueueMs, Math.round(asking / rate));
    }
  }

  /** To Redis as far as there is room; the others hear 503 and come again. */
  private double admit(int slot, double budget) {
    var loops = (double) office.nodes() * office.coresANode();
    var room = Math.max(0, WAITING_MAX * loops - waiting);
    var admitted = Math.min(Math.min(asking, room), budget / costs.nodeGrant());
    asking -= admitted;
    waiting += admitted;
    var spent = admitted * costs.nodeGrant();
    if (admitted < room) return spent;
    var turned = Math.min(asking, (budget - spent) / costs.nodeRefusal());
    asking -= turned;
    later[slot] += turned;
    retries += turned;
    return spent + turned * costs.nodeRefusal();
  }

  private void decide(long now) {
    var decided = Math.min(waiting, STEP_MS * 1000.0 * office.partitions() / costs.redisDecision());
    waiting -= decided;
    answered += decided;
    granted = Math.min(rush.seats(), granted + decided);
    redisUs += decided * costs.redisDecision();
    if (soldOutMs < 0 && granted >= rush.seats()) soldOutMs = now + STEP_MS;
  }
}
