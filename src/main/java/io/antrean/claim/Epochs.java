package io.antrean.claim;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;

/**
 * The epoch of each partition as PostgreSQL last told this node; 0 while unknown. Written by
 * whoever watches the partitions, read on every event loop.
 */
public final class Epochs {

  private final AtomicIntegerArray epochs;
  private volatile IntConsumer onDoubt = partition -> {};

  /** {@code partitions} is how many there are in the table, whatever the configuration says. */
  public Epochs(int partitions) {
    epochs = new AtomicIntegerArray(partitions);
  }

  public int count() {
    return epochs.length();
  }

  public int of(int partition) {
    return partition < epochs.length() ? epochs.get(partition) : 0;
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
