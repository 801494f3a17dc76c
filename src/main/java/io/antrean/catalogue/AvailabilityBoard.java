package io.antrean.catalogue;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What this node knows to be free, by release. One event loop writes it, all read it; a reader sees
 * whole snapshots only.
 */
public final class AvailabilityBoard {

  /** How old a snapshot may be to say "sold out" from: a seat that comes back waits longer. */
  private static final long SOLD_OUT_AGE_MAX_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * So long before a seat that cools is claimable again memory falls silent: longer than a snapshot
   * is believed, so that nobody hears "sold out" of a seat that is free.
   */
  private static final long SILENT_BEFORE_BACK_MS = 2000;

  /** {@code complete} when {@code ids} has every claim up to this snapshot. */
  record Entry(Availability availability, ClaimIds ids, boolean complete) {}

  private final Map<UUID, Entry> entries = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  public AvailabilityBoard() {
    this(System::nanoTime);
  }

  AvailabilityBoard(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** The latest snapshot of this release, however old, or null while it is not loaded in Redis. */
  public Availability of(UUID release) {
    var entry = entries.get(release);
    return entry == null ? null : entry.availability;
  }

  /**
   * Whether this claim can be refused from memory: all seats are gone, none comes back within a
   * moment, and the claim is none of those that got one. False whenever that is not certain.
   */
  public boolean soldOut(UUID release, UUID claim) {
    var entry = entries.get(release);
    if (entry == null || !entry.complete) return false;
    var now = entry.availability;
    var ageNanos = nanoTime.getAsLong() - now.fetchedNanos();
    return now.freeTotal() == 0
        && !now.closed()
        && ageNanos <= SOLD_OUT_AGE_MAX_NANOS
        && !comesBackSoon(now, ageNanos)
        && !entry.ids.contains(claim);
  }

  /** Whether anybody has got a seat of it: it has opened, whatever a clock says now. */
  public boolean hasGranted(UUID release) {
    var entry = entries.get(release);
    return entry != null && entry.ids.received() > 0;
  }

  private static boolean comesBackSoon(Availability then, long ageNanos) {
    if (then.backAtMs() == 0) return false;
    var nowMs = then.asOfMs() + TimeUnit.NANOSECONDS.toMillis(ageNanos);
    return nowMs + SILENT_BEFORE_BACK_MS >= then.backAtMs();
  }

  /** Puts a snapshot up; the ids that it covers have been added before. */
  void publish(Entry entry) {
    entries.put(entry.availability.release(), entry);
  }

  void remove(UUID release) {
    entries.remove(release);
  }
}
