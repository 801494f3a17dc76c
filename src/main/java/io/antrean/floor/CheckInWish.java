package io.antrean.floor;

import io.antrean.booking.Numbers;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The body of a check-in: who is there, by their ticket, number or booking. {@code persons} are
 * those of the party who have come, null for all; {@code reason} is for the priority lane, for an
 * override of the times, or both. {@code at} is when it was done on paper, else null.
 */
record CheckInWish(
    ReadTicket ticket,
    Numbers.Said number,
    UUID booking,
    List<UUID> persons,
    boolean priority,
    boolean override,
    String reason,
    Instant at) {

  static final int REASON_MAX = 500;

  private static final int TICKET_MAX = 8_000;
  private static final int NUMBER_MAX = 20;
  private static final int PARTY_MAX = 5;

  /** Throws {@code 400} with all that is wrong, {@code 415} without JSON. */
  static CheckInWish read(
      RoutingContext ctx, LocalDate today, Function<String, ReadTicket> tickets) {
    var input = JsonInput.of(ctx);
    var errors = input.errors();
    var ticket = input.optionalText("ticket", 1, TICKET_MAX);
    var number = input.optionalText("number", 1, NUMBER_MAX);
    var booking = input.has("booking") ? input.uuid("booking") : null;
    var given = 0;
    for (var name : List.of("ticket", "number", "booking")) if (input.has(name)) given++;
    if (given != 1) errors.add("", "ticket-number-or-booking");
    var persons = input.optionalUuids("persons", 1, PARTY_MAX);
    if (persons != null && new HashSet<>(persons).size() < persons.size()) {
      errors.add("/persons", "twice");
    }
    var priority = input.flag("priority", false);
    var override = input.flag("override", false);
    var reason = input.optionalText("reason", 1, REASON_MAX);
    if ((priority || override) && !input.has("reason")) errors.add("/reason", "required");
    var at = input.optionalInstant("onPaperAt");
    var said = number == null ? null : read(number, at, today, errors);
    input.end();
    return new CheckInWish(
        ticket == null ? null : tickets.apply(ticket),
        said,
        booking,
        persons,
        priority,
        override,
        reason,
        at);
  }

  private static Numbers.Said read(
      String number, Instant onPaperAt, LocalDate today, FieldErrors errors) {
    // A number is said again every day: what was done on paper names the booking.
    if (onPaperAt != null) errors.add("/number", "ticket-number-or-booking");
    var said = Numbers.read(number, today);
    if (said == null) errors.add("/number", "number");
    return said;
  }
}
