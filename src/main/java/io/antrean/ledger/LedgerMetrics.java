package io.antrean.ledger;

import io.antrean.claim.Rejection;
import io.antrean.claim.Verdict.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What the ledger reports: of the partitions that this node owns. */
public final class LedgerMetrics {

  /** Where a partition stands on this node; {@code ELSEWHERE} when another node owns it. */
  enum State {
    ELSEWHERE,
    STARTING,
    RECOVERING,
    OPEN,
    /**
     * PostgreSQL has lost commits that Redis has no more: it stands still until somebody decides.
     */
    BEHIND
  }

  private static final class Partition {
    volatile long backlog;
    volatile double lagSeconds;
    volatile long setAsideOpen;
    volatile long waiting;
    volatile State state = State.ELSEWHERE;

    /** What another node owns by now is told by that node, and no longer here. */
    boolean owned() {
      return state != State.ELSEWHERE;
    }
  }

  private static final class Difference {
    volatile int seats;
    Gauge gauge;
  }

  private static final List<Outcome> OFFERS =
      List.of(Outcome.OFFERED, Outcome.DECLINED, Outcome.ENDED);

  private final MeterRegistry registry;
  private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
  private final Map<String, Counter> recoveries = new ConcurrentHashMap<>();
  private final Map<UUID, Difference> differences = new ConcurrentHashMap<>();
  private final DistributionSummary batch;
  private final Counter ended;
  private final Counter closed;

  public LedgerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.batch =
        DistributionSummary.builder("antrean.ledger.batch.size")
            .description("Ledger entries that PostgreSQL took in one transaction")
            .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
            .register(registry);
    this.closed =
        Counter.builder("antrean.no.shows")
            .description("Members of bookings that nobody had come for when their day was closed")
            .register(registry);
    this.ended =
        Counter.builder("antrean.bookings.ended")
            .description("Bookings that ended otherwise than by the ledger, settled in Redis")
            .register(registry);
    for (var reason : Rejection.values()) rejections(reason);
    for (var outcome : OFFERS) offers(outcome);
    setAsides();
    doubleBookings();
    for (var cause : Causes.ALL) recoveries(cause);
  }

  private Counter rejections(Rejection reason) {
    return Counter.builder("antrean.ledger.rejected")
        .description("Claims that PostgreSQL refused after Redis had granted them")
        .tag("reason", reason.text().replace('-', '_'))
        .register(registry);
  }

  private Counter setAsides() {
    return Counter.builder("antrean.ledger.set.aside")
        .description("Ledger entries that PostgreSQL can not take, set aside for an operator")
        .register(registry);
  }

  /** A seat that two people were given: 0, or wake somebody. */
  private Counter doubleBookings() {
    return Counter.builder("antrean.double.bookings")
        .description("Seats that Redis gave to a second person, which PostgreSQL refused")
        .register(registry);
  }

  private Counter recoveries(String cause) {
    return recoveries.computeIfAbsent(
        cause,
        c ->
            Counter.builder("antrean.recoveries")
                .description("Partitions rebuilt from PostgreSQL, by cause")
                .tag("cause", c)
                .register(registry));
  }

  void recovery(String cause) {
    recoveries(cause).increment();
  }

  void setAside() {
    setAsides().increment();
  }

  void setAsideOpen(int partition, long count) {
    of(partition).setAsideOpen = count;
  }

  /** So many members of bookings have not come. */
  void noShows(int members) {
    closed.increment(members);
  }

  /** So many bookings ended otherwise than by the ledger, and Redis has been told. */
  void ended(int bookings) {
    ended.increment(bookings);
  }

  /** How many entries of the partition's waiting lists wait. */
  void waiting(int partition, long entries) {
    of(partition).waiting = entries;
  }

  /** Counts what PostgreSQL said of an offer: offered, declined or ended. */
  void offer(Outcome outcome) {
    offers(outcome).increment();
  }

  private Counter offers(Outcome outcome) {
    return Counter.builder("antrean.offers")
        .description("Offers to the waiting lists, by what PostgreSQL said of them")
        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  void applied(int entries) {
    batch.record(entries);
  }

  void rejected(Rejection reason) {
    rejections(reason).increment();
    if (reason.needsRecovery()) doubleBookings().increment();
  }

  void backlog(int partition, long entries, double lagSeconds) {
    var one = of(partition);
    one.backlog = entries;
    one.lagSeconds = lagSeconds;
  }

  /** What an audit of a release found, that another one before it had found too. */
  void difference(UUID release, int seats) {
    differences.computeIfAbsent(release, this::difference).seats = seats;
  }

  /** The release is retired, or another node audits it now. */
  void differenceEnds(UUID release) {
    var ended = differences.remove(release);
    if (ended != null) registry.remove(ended.gauge);
  }

  private Difference difference(UUID release) {
    var one = new Difference();
    one.gauge =
        Gauge.builder("antrean.conservation.difference", one, d -> d.seats)
            .description(
                "Seats and counters of a release that Redis and PostgreSQL tell differently")
            .tag("release", release.toString())
            .register(registry);
    return one;
  }

  void state(int partition, State state) {
    of(partition).state = state;
  }

  /** The partitions that this node owns now. */
  List<Integer> owned() {
    return partitions.keySet().stream().filter(p -> of(p).owned()).toList();
  }

  boolean isBehind(int partition) {
    return of(partition).state == State.BEHIND;
  }

  private Partition of(int partition) {
    return partitions.computeIfAbsent(partition, this::register);
  }

  private Partition register(int number) {
    var one = new Partition();
    var label = Integer.toString(number);
    Gauge.builder("antrean.ledger.backlog.entries", one, p -> p.owned() ? p.backlog : 0)
        .description("Ledger entries of an owned partition that PostgreSQL does not have yet")
        .tag("partition", label)
        .register(registry);
    Gauge.builder("antrean.ledger.lag.seconds", one, p -> p.owned() ? p.lagSeconds : 0)
        .description("Age of the oldest ledger entry that PostgreSQL does not have yet")
        .tag("partition", label)
        .register(registry);
    Gauge.builder("antrean.ledger.set.aside.open", one, p -> p.owned() ? p.setAsideOpen : 0)
        .description("Set-aside entries of an owned partition that wait for an administrator")
        .tag("partition", label)
        .register(registry);
    Gauge.builder("antrean.waitlist.entries", one, p -> p.owned() ? p.waiting : 0)
        .description("Entries of the waiting lists of an owned partition that wait")
        .tag("partition", label)
        .register(registry);
    for (var state : State.values()) {
      Gauge.builder("antrean.partition.state", one, p -> p.state == state ? 1 : 0)
          .description("1 for the state that a partition is in on this node")
          .tag("partition", label)
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
    return one;
  }
}
