package io.antrean.claim;

import io.antrean.http.Instants;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A booking as the contract writes it in JSON. By hand, since every confirmed claim says it: what
 * is written here are ids, numbers and instants of ours, none of which needs an escape.
 */
public final class BookingView {

  private static final String BOOKINGS = "/api/v1/bookings/";

  /** A booking of one person is shorter. */
  private static final int LENGTH = 768;

  private BookingView() {}

  /**
   * The whole booking. Numbers are said from CONFIRMED on: what PostgreSQL has not taken has none.
   */
  public static Buffer json(Booking booking) {
    return json(booking, List.of());
  }

  /** The same with what its holder should know of stay permits. */
  public static Buffer json(Booking booking, List<PermitWarning> warnings) {
    var self = self(booking);
    var text = begin(booking, warnings).append(self).append("\",\"ticket\":\"").append(self);
    text.append("/ticket\",\"cancel\":\"").append(self);
    return end(text.append("\",\"reschedule\":\"").append(self).append("/reschedule"));
  }

  /** A booking that is HELD, whose only address is its claim's. */
  static Buffer held(Booking booking, String self, List<PermitWarning> warnings) {
    return end(begin(booking, warnings).append(self));
  }

  /** The address of this booking. */
  public static String self(Booking booking) {
    return BOOKINGS + booking.id();
  }

  /** All up to the address that it has for itself. */
  private static StringBuilder begin(Booking booking, List<PermitWarning> warnings) {
    var text = new StringBuilder(LENGTH);
    var confirmed = booking.wasConfirmed();
    var members = booking.members();
    text.append("{\"id\":\"").append(booking.id());
    text.append("\",\"state\":\"").append(booking.state());
    text.append("\",\"office\":\"").append(booking.office());
    text.append("\",\"service\":\"").append(booking.service());
    text.append("\",\"release\":\"").append(booking.release());
    text.append("\",\"slot\":\"").append(booking.slot());
    list(text.append("\",\"seats\":["), members, (to, member) -> to.append(member.seat()));
    list(
        text.append("],\"numbers\":["),
        confirmed ? members : List.of(),
        (to, member) -> quoted(to, booking.number(member)));
    list(text.append("],\"party\":["), members, (to, member) -> quoted(to, member.person()));
    text.append("],\"claimedAt\":\"").append(Instants.text(booking.claimedAt()));
    text.append("\",\"confirmedAt\":");
    if (confirmed) quoted(text, Instants.text(booking.decidedAt()));
    else text.append("null");
    if (confirmed) changes(text, booking.changes());
    if (booking.cancelledLate()) text.append(",\"cancelledLate\":true");
    if (!warnings.isEmpty()) warnings(text, booking, warnings);
    return text.append(",\"links\":{\"self\":\"");
  }

  private static void warnings(StringBuilder text, Booking booking, List<PermitWarning> warnings) {
    text.append(",\"warnings\":[");
    list(
        text,
        warnings,
        (to, one) -> {
          to.append("{\"person\":\"").append(one.person());
          to.append("\",\"permitExpires\":\"").append(one.permitExpires());
          to.append("\",\"slot\":\"").append(booking.slot());
          to.append("\",\"choice\":").append(one.urgent() ? "\"urgent\"" : "null");
          if (one.comeBy() != null) quoted(to.append(",\"comeBy\":"), one.comeBy());
          to.append('}');
        });
    text.append(']');
  }

  private static void changes(StringBuilder text, int changes) {
    text.append(",\"changes\":").append(changes);
    text.append(",\"changesLeft\":").append(Math.max(0, Booking.CHANGES_MAX - changes));
  }

  private static Buffer end(StringBuilder text) {
    return Buffer.buffer(text.append("\"}}").toString());
  }

  private static <T> void list(StringBuilder to, List<T> items, BiConsumer<StringBuilder, T> one) {
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) to.append(',');
      one.accept(to, items.get(i));
    }
  }

  private static void quoted(StringBuilder to, Object value) {
    to.append('"').append(value).append('"');
  }
}
