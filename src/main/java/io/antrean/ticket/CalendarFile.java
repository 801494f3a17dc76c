package io.antrean.ticket;

import io.antrean.claim.Booking;
import io.antrean.ticket.TicketRepository.Details;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A booking as an iCalendar file (RFC 5545, 5546). Its UID never changes and its SEQUENCE grows
 * with every change, so that a calendar that has it already takes the newer one; one that was
 * cancelled takes itself out. Times are UTC: they need no rules of a zone, and show the right
 * instant wherever the calendar is; the office's own time is in the description.
 */
final class CalendarFile {

  /** RFC 5545: octets of a line, its end left out. */
  private static final int LINE_OCTETS = 75;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final StringBuilder text = new StringBuilder(1000);

  private CalendarFile() {}

  static boolean isCancelled(Booking booking) {
    return booking.state().equals(Booking.CANCELLED);
  }

  static String method(Booking booking) {
    return isCancelled(booking) ? "CANCEL" : "PUBLISH";
  }

  static String of(Booking booking, Details details) {
    var file = new CalendarFile();
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//Antrean//Antrean//EN");
    file.line("METHOD:" + method(booking));
    file.event(booking, details);
    file.line("END:VCALENDAR");
    return file.text.toString();
  }

  private void event(Booking booking, Details details) {
    var numbers = Tickets.text(Tickets.numbers(booking));
    // The earlier one where the clocks show it twice, as the slot is meant.
    var starts = booking.slot().atZone(details.zone()).withEarlierOffsetAtOverlap().toInstant();
    var since = details.changedAt() == null ? booking.decidedAt() : details.changedAt();
    var cancelled = isCancelled(booking);
    line("BEGIN:VEVENT");
    line("UID:" + booking.id() + "@antrean");
    line("SEQUENCE:" + details.changes());
    line("DTSTAMP:" + utc(since));
    line("LAST-MODIFIED:" + utc(since));
    line("DTSTART:" + utc(starts));
    line("DTEND:" + utc(starts.plus(details.slotLength())));
    line("STATUS:" + (cancelled ? "CANCELLED" : "CONFIRMED"));
    line("TRANSP:" + (cancelled ? "TRANSPARENT" : "OPAQUE"));
    line("CLASS:PRIVATE");
    // Needed by RFC 5546; an office has no address that answers calendars.
    line("ORGANIZER;CN=\"" + parameter(details.officeName()) + "\":invalid:nomail");
    line("SUMMARY:" + escaped(numbers + " " + details.serviceName()));
    line("LOCATION:" + escaped(details.officeName()));
    line(
        "DESCRIPTION:"
            + escaped("%s\n%s %s".formatted(numbers, Tickets.time(booking), details.zone())));
    if (!cancelled) alarm(numbers + " " + details.serviceName());
    line("END:VEVENT");
  }

  private void alarm(String what) {
    line("BEGIN:VALARM");
    line("ACTION:DISPLAY");
    line("TRIGGER;RELATED=START:-P1D");
    line("DESCRIPTION:" + escaped(what));
    line("END:VALARM");
  }

  /** One line of content, folded: a line that goes on begins with a space. */
  private void line(String content) {
    var octets = 0;
    for (int at = 0; at < content.length(); ) {
      var next = content.offsetByCodePoints(at, 1);
      var letter = content.substring(at, next);
      var more = letter.getBytes(StandardCharsets.UTF_8).length;
      if (octets + more > LINE_OCTETS) {
        text.append("\r\n ");
        octets = 1;
      }
      text.append(letter);
      octets += more;
      at = next;
    }
    text.append("\r\n");
  }

  private static String utc(Instant instant) {
    return UTC.format(instant);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n");
  }

  /** Within double quotes there are none, and no way to write one that all understand. */
  private static String parameter(String text) {
    return text.replace('"', '\'');
  }
}
