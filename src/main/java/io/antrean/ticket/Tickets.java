package io.antrean.ticket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.antrean.claim.Booking;
import io.antrean.config.TicketConfig;
import io.antrean.ticket.TicketRepository.Details;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes tickets of bookings. The same booking is the same ticket, byte by byte, on every node,
 * until it is moved or another key signs; so what was made once is kept. One instance serves all
 * event loops of a node.
 */
public final class Tickets {

  private static final int INITIALS_MAX = 3;

  private final TicketKeys keys;
  private final Clock clock;
  private final Drawing drawing;

  /** By what goes into it; a drawing by the compact form and its title, which has a space. */
  private final Cache<String, String> made;

  public Tickets(TicketKeys keys, Clock clock, Drawing drawing, TicketConfig config) {
    this.keys = keys;
    this.clock = clock;
    this.drawing = drawing;
    this.made =
        Caffeine.newBuilder()
            .maximumWeight(config.cacheBytes())
            .weigher((String of, String what) -> of.length() + what.length())
            .executor(Runnable::run)
            .build();
  }

  /** Whether a booking in this state has a ticket. */
  static boolean isGivenFor(Booking booking) {
    return booking.state().equals(Booking.CONFIRMED) || booking.state().equals("CHECKED_IN");
  }

  /** The compact form of its ticket. */
  String compact(Booking booking, Details details) {
    var key = keys.signer(clock.instant());
    var unsigned = Jws.unsigned(key, Ticket.TYPE, ticket(booking, details).json());
    // Not by a loader: it would make others wait for each other.
    var known = made.getIfPresent(unsigned);
    if (known != null) return known;
    var signed = Jws.sign(key, unsigned);
    made.put(unsigned, signed);
    return signed;
  }

  /** The drawing of the compact form, with the numbers below. */
  Future<String> svg(Booking booking, Details details) {
    var compact = compact(booking, details);
    var numbers = numbers(booking);
    var title = "%s, %s, %s".formatted(text(numbers), details.officeName(), time(booking));
    var of = compact + ' ' + title;
    var known = made.getIfPresent(of);
    if (known != null) return Future.succeededFuture(known);
    return drawing
        .draw(() -> QrCodeDrawing.svg(compact, title, numbers))
        .onSuccess(svg -> made.put(of, svg));
  }

  private static Ticket ticket(Booking booking, Details details) {
    var first = booking.members().get(0);
    var since = details.changedAt() == null ? booking.decidedAt() : details.changedAt();
    return new Ticket(
        Ticket.id(booking.id(), booking.slot(), first.seat(), first.given()),
        booking.id(),
        since,
        booking.office(),
        booking.service(),
        booking.release(),
        booking.slot(),
        details.zone(),
        booking.members().stream().map(Booking.Member::seat).toList(),
        numbers(booking),
        details.persons().stream().map(Tickets::initials).toList());
  }

  static List<String> numbers(Booking booking) {
    return booking.members().stream().map(booking::number).toList();
  }

  /** The numbers in one line. */
  static String text(List<String> numbers) {
    return String.join(" ", numbers);
  }

  /** The slot for people, in the office's time. */
  static String time(Booking booking) {
    return booking.slot().toString().replace('T', ' ');
  }

  /** Tells who of a party is who, and nobody else who they are. */
  static String initials(String name) {
    return Stream.of(Objects.requireNonNullElse(name, "").strip().split("[\\s.'-]+"))
        .filter(word -> !word.isEmpty())
        .limit(INITIALS_MAX)
        .map(word -> word.substring(0, word.offsetByCodePoints(0, 1)))
        .collect(Collectors.joining())
        .toUpperCase(Locale.ROOT);
  }
}
