package io.antrean.claim;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/**
 * The epoch of each partition as PostgreSQL last told this node; 0 while unknown. Written by
 * whoever watches the partitions, read on every event loop. A node that is younger than this one
 * may have added partitions, so there are not only those that were there when it started.
 */
public final class Epochs {

  /** A partition is a smallint in PostgreSQL; room for each costs less than to look for more. */
  private static final int PARTITIONS_MAX = 1 + Short.MAX_VALUE;

  private final AtomicIntegerArray epochs = new AtomicIntegerArray(PARTITIONS_MAX);
  private volatile IntConsumer onDoubt = partition -> {};

  public int of(int partition) {
    return epochs.get(partition);
  }

  /** What PostgreSQL says now. Epochs only grow: an older word that comes late changes nothing. */
  public void learn(int partition, int epoch) {
    epochs.accumulateAndGet(partition, epoch, Math::max);
  }

  /** Redis said that the partition is in another world: somebody should ask PostgreSQL soon. */
  public void doubt(int partition) {
    onDoubt.accept(partition);
  }

  /** Who is told of a doubt; called on any event loop. */
  public void onDoubt(IntConsumer listener) {
    onDoubt = listener;
  }
}
