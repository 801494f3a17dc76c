package io.antrean.ledger;

/** The id of a stream entry: Redis's clock in ms, and a number among those of the same ms. */
public record EntryId(long ms, int seq) implements Comparable<EntryId> {

  /** Before the first entry of a stream. */
  public static final EntryId START = new EntryId(0, 0);

  /** Reads {@code 1890000000000-3}. */
  public static EntryId parse(String text) {
    var dash = text.indexOf('-');
    return new EntryId(
        Long.parseLong(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
  }

  @Override
  public int compareTo(EntryId other) {
    return ms != other.ms ? Long.compare(ms, other.ms) : Integer.compare(seq, other.seq);
  }

  @Override
  public String toString() {
    return ms + "-" + seq;
  }
}
