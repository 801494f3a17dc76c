package io.antrean.catalogue;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * The ids of the claims that hold or held a seat of a release: a set that only grows, 16 bytes an
 * id and some room. One event loop adds; any thread asks. One that sees an {@link Availability}
 * sees every id that was added before that was published; it may miss, never invent, later ones.
 */
final class ClaimIds {

  private static final int ENTRIES_LEAST = 64;

  /** Two longs an entry, both 0 for an empty one; at most three quarters are full. */
  private volatile long[] table = new long[2 * ENTRIES_LEAST];

  private final long salt = new SecureRandom().nextLong();
  private int size;

  /** How many were added, the same one twice included: Redis's list is counted, not looked at. */
  int received() {
    return size;
  }

  void add(long high, long low) {
    var entries = table;
    if (4L * (size + 1) > 3L * (entries.length / 2)) table = entries = grown(entries);
    put(entries, high, low);
    size++;
  }

  boolean contains(UUID id) {
    var high = id.getMostSignificantBits();
    var low = id.getLeastSignificantBits();
    // Stands for an empty entry; whoever makes it an id is sent to Redis.
    if ((high | low) == 0) return true;
    var entries = table;
    int at = place(high, low, entries.length);
    while ((entries[at] | entries[at + 1]) != 0) {
      if (entries[at] == high && entries[at + 1] == low) return true;
      at = at + 2 == entries.length ? 0 : at + 2;
    }
    return false;
  }

  private long[] grown(long[] entries) {
    var larger = new long[2 * entries.length];
    for (int i = 0; i < entries.length; i += 2) {
      if ((entries[i] | entries[i + 1]) != 0) put(larger, entries[i], entries[i + 1]);
    }
    return larger;
  }

  private void put(long[] entries, long high, long low) {
    int at = place(high, low, entries.length);
    while ((entries[at] | entries[at + 1]) != 0) at = at + 2 == entries.length ? 0 : at + 2;
    entries[at] = high;
    entries[at + 1] = low;
  }

  /** Clients choose their ids: without the salt they could choose them to meet in one place. */
  private int place(long high, long low, int length) {
    var mixed = mixed(mixed(high ^ salt) ^ low);
    return (int) (mixed >>> 33) % (length / 2) * 2;
  }

  private static long mixed(long bits) {
    var half = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    return half ^ (half >>> 33);
  }
}
