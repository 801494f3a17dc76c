package io.antrean.booking;

import io.antrean.claim.BookingNumber;
import io.antrean.http.EventStreams;
import io.antrean.http.Instants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;

/**
 * One change of a booking, and the booking as it was from then on. {@code no} grows with each; the
 * first is CONFIRMED, 0. {@code changes} counts how often it was moved till then; {@code
 * officeClosed} says that the office has closed at its slot.
 */
public record BookingEvent(
    UUID booking,
    long no,
    String state,
    Instant at,
    LocalDateTime slot,
    int changes,
    List<String> numbers,
    boolean officeClosed) {

  /** What a client that has seen nothing yet has seen last. */
  static final long NOTHING = -1;

  public BookingEvent {
    numbers = List.copyOf(numbers);
  }

  /** As it is sent. */
  Buffer toBuffer() {
    var data =
        new JsonObject()
            .put("booking", booking.toString())
            .put("state", state)
            .put("slot", slot.toString())
            .put("numbers", new JsonArray(numbers))
            .put("changes", changes)
            .put("at", Instants.text(at));
    if (officeClosed) data.put("officeClosed", true);
    return EventStreams.event(Long.toString(no), "state", data);
  }

  /** The number that the member of this row is called by. */
  public static String number(Row row) {
    return BookingNumber.text(
        row.getString("letter"),
        row.getLocalDateTime("slot"),
        row.getInteger("seat"),
        row.getInteger("given"));
  }
}
