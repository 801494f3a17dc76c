package io.antrean.redis;

import java.util.UUID;

/** Names of a partition's keys. All carry its hash tag, so they live on one Redis node. */
public final class PartitionKeys {

  /** How the name of a channel of answers ends. */
  public static final String ANSWERS = ":answers";

  private PartitionKeys() {}

  private static String tag(int partition) {
    return "{p" + partition + "}";
  }

  /** The key that says which epoch the partition is in; the first key of every script. */
  public static String epoch(int partition) {
    return tag(partition) + ":epoch";
  }

  /** The channel on which {@code settle} tells verdicts. */
  public static String verdicts(int partition) {
    return tag(partition) + ":verdicts";
  }

  /** The channel on which {@code settle} tells who asked what PostgreSQL has answered. */
  public static String answers(int partition) {
    return tag(partition) + ANSWERS;
  }

  /** What all keys of this epoch begin with. */
  public static String prefix(int partition, int epoch) {
    return tag(partition) + ":e" + epoch + ":";
  }

  public static String ledger(int partition, int epoch) {
    return prefix(partition, epoch) + "ledger";
  }

  public static String meta(int partition, int epoch) {
    return prefix(partition, epoch) + "meta";
  }

  public static String releases(int partition, int epoch) {
    return prefix(partition, epoch) + "releases";
  }

  /** The hash of a release; its other keys begin with this name. */
  public static String release(int partition, int epoch, UUID release) {
    return prefix(partition, epoch) + "r:" + release;
  }

  /** The changes of bookings that PostgreSQL has not answered yet. */
  public static String moves(int partition, int epoch) {
    return prefix(partition, epoch) + "m";
  }

  public static String claims(int partition, int epoch) {
    return prefix(partition, epoch) + "c";
  }
}
