package io.antrean.ledger;

import io.antrean.claim.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Where a booking wants to be instead, as {@code redis/reschedule.lua} has taken it: seats of one
 * slot, one for each member of its party, in their order. {@code coolingMs} is how long the seats
 * cool that it leaves.
 */
public record Change(long coolingMs, UUID release, int slot, List<Seat> seats) {

  /** A seat, and how often it was given, this time included. */
  public record Seat(int seat, int given) {}

  private static final int HEAD = 27;
  private static final int SEAT = 4;

  /** Reads what stands behind the record of a ledger's line. */
  static Change read(Buffer line, int at) {
    return new Change(
        line.getLong(at),
        Bytes.uuid(line, at + 8),
        line.getUnsignedShort(at + 24),
        seats(line, at + HEAD, line.getUnsignedByte(at + 26)));
  }

  /** Reads so many seats. */
  static List<Seat> seats(Buffer from, int at, int count) {
    var seats = new ArrayList<Seat>(count);
    for (int i = 0; i < count; i++) {
      var s = at + i * SEAT;
      seats.add(new Seat(from.getUnsignedShort(s), from.getUnsignedShort(s + 2)));
    }
    return List.copyOf(seats);
  }
}
