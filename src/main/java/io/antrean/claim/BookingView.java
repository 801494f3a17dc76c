package io.antrean.claim;

import io.antrean.claim.Booking.Member;
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
    var self = self(booking);
    var text = begin(booking).append(self).append("\",\"ticket\":\"").append(self);
    text.append("/ticket\",\"cancel\":\"").append(self);
    return end(text.append("\",\"reschedule\":\"").append(self).append("/reschedule"));
  }

  /** A booking that is HELD, whose only address is its claim's. */
  static Buffer held(Booking booking, String self) {
    return end(begin(booking).append(self));
  }

  /** The address of this booking. */
  public static String self(Booking booking) {
    return BOOKINGS + booking.id();
  }

  /** All up to the address that it has for itself. */
  private static StringBuilder begin(Booking booking) {
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
    return text.append(",\"links\":{\"self\":\"");
  }

  private static void changes(StringBuilder text, int changes) {
    text.append(",\"changes\":").append(changes);
    text.append(",\"changesLeft\":").append(Booking.CHANGES_MAX - changes);
  }

  private static Buffer end(StringBuilder text) {
    return Buffer.buffer(text.append("\"}}").toString());
  }

  private static void list(
      StringBuilder to, List<Member> members, BiConsumer<StringBuilder, Member> one) {
    for (int i = 0; i < members.size(); i++) {
      if (i > 0) to.append(',');
      one.accept(to, members.get(i));
    }
  }

  private static void quoted(StringBuilder to, Object value) {
    to.append('"').append(value).append('"');
  }
}
