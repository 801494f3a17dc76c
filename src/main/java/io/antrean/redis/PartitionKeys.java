package io.antrean.redis;

import java.util.UUID;

/** Names of a partition's keys. All carry its hash tag, so they live on one Redis node. */
public final class PartitionKeys {

  /** Every partition's channel on which {@code settle} tells verdicts. */
  public static final String ALL_VERDICTS = "{p[0-9]*}:verdicts";

  /**
   * Every partition's channel on which {@code settle} tells what PostgreSQL has answered to whom.
   */
  public static final String ALL_ANSWERS = "{p[0-9]*}:answers";

  private PartitionKeys() {}

  private static String tag(int partition) {
    return "{p" + partition + "}";
  }

  /** The key that says which epoch the partition is in; the first key of every script. */
  public static String epoch(int partition) {
    return tag(partition) + ":epoch";
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

  /** A release on its way in, staged by one loader; its other keys begin with this name. */
  public static String stage(int partition, int epoch, UUID loader, UUID release) {
    return prefix(partition, epoch) + "stage:" + loader + ":" + release;
  }

  /** The changes of bookings that PostgreSQL has not answered yet. */
  public static String moves(int partition, int epoch) {
    return prefix(partition, epoch) + "m";
  }

  /** Who is blocked after no-shows, and what of the holders' hashes carries it. */
  public static String blocks(int partition, int epoch) {
    return prefix(partition, epoch) + "b";
  }

  /** The releases on whose waiting list somebody waits. */
  public static String waitedFor(int partition, int epoch) {
    return prefix(partition, epoch) + "w";
  }

  /** The offers of the waiting lists that nobody has taken yet. */
  public static String offers(int partition, int epoch) {
    return prefix(partition, epoch) + "o";
  }

  public static String claims(int partition, int epoch) {
    return prefix(partition, epoch) + "c";
  }
}
