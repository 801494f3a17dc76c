package io.antrean.ticket;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Tells a person at the door what a ticket is worth; of one that nobody signed it tells nothing.
 */
public final class VerificationReport {

  /** A list that is older may lack many cancels: of a whole day. */
  private static final Duration LIST_AGE_MAX = Duration.ofHours(24);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu, HH:mm", Locale.ENGLISH);

  private final TicketVerifier verifier;
  private final Instant now;
  private final PrintStream out;

  public VerificationReport(TicketVerifier verifier, Instant now, PrintStream out) {
    this.verifier = verifier;
    this.now = now;
    this.out = out;
  }

  /** Prints the verdict on this compact form, and returns its exit code. */
  public int print(String compact) {
    var found = verifier.verify(compact);
    var verdict = found.verdict();
    out.println(verdict.word);
    out.println("  " + verdict.meaning);
    if (found.detail() != null) out.println("  Why: " + found.detail() + ".");
    if (found.ticket() != null) print(found.ticket());
    out.flush();
    return verdict.exitCode;
  }

  private void print(Ticket ticket) {
    row("number", Tickets.text(ticket.numbers()));
    row("slot", text(ticket.slot(), ticket.zone()));
    row("office", ticket.office());
    row("service", ticket.service());
    row("persons", persons(ticket));
    row("booking", ticket.booking().toString());
    row("since", text(LocalDateTime.ofInstant(ticket.issuedAt(), ticket.zone()), ticket.zone()));
    var list = verifier.revocations();
    if (list == null) {
      out.println("  Warning: no revocation list was looked at; name one with --revocations.");
      return;
    }
    var issued = LocalDateTime.ofInstant(list.issuedAt(), ticket.zone());
    row("revoked", "list of " + text(issued, ticket.zone()));
    if (Duration.between(list.issuedAt(), now).compareTo(LIST_AGE_MAX) > 0) {
      out.println("  Warning: the revocation list is older than a day; fetch it again.");
    }
    if (!list.covers(ticket.day())) {
      out.println("  Warning: the revocation list does not reach the day of this ticket.");
    }
  }

  private static String persons(Ticket ticket) {
    var of = new ArrayList<String>();
    for (int i = 0; i < ticket.numbers().size() && i < ticket.labels().size(); i++) {
      of.add(ticket.numbers().get(i) + " " + ticket.labels().get(i));
    }
    return ticket.numbers().size() + " (" + String.join(", ", of).strip() + ")";
  }

  private void row(String name, String value) {
    out.println("  %-8s %s".formatted(name, value));
  }

  private static String text(LocalDateTime time, ZoneId zone) {
    return TIME.format(time) + " (" + zone + ")";
  }
}
