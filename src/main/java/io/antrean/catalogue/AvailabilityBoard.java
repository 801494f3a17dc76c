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
   * Whether this claim can be refused from memory: all seats are gone, none is on its way back, and
   * the claim is none of those that got one. False whenever that is not certain.
   */
  public boolean soldOut(UUID release, UUID claim) {
    var entry = entries.get(release);
    if (entry == null || !entry.complete) return false;
    var now = entry.availability;
    return now.freeTotal() == 0
        && !now.returning()
        && !now.closed()
        && nanoTime.getAsLong() - now.fetchedNanos() <= SOLD_OUT_AGE_MAX_NANOS
        && !entry.ids.contains(claim);
  }

  /** Puts a snapshot up; the ids that it covers have been added before. */
  void publish(Entry entry) {
    entries.put(entry.availability.release(), entry);
  }

  void remove(UUID release) {
    entries.remove(release);
  }
}
