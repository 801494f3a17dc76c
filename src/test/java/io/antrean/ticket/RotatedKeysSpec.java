package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same file, changed between the starts of two nodes, as an operator does it. */
@DisplayName("A key that was rotated")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RotatedKeysSpec {

  private static final String OLD = "1:" + seed(1);
  private static final Path FILE = file();
  private static final Instant END = Instant.parse("2101-01-01T00:00:00Z");

  @RegisterExtension
  static final Installation office =
      new Installation(1, Map.of("ANTREAN_TICKET_KEY_FILE", FILE.toString()));

  private static String ticketOfBefore;
  private static TicketFixture.Booked booked;

  private final TicketFixture tickets = new TicketFixture(office);

  private static Path file() {
    try {
      var file = Files.createTempFile("ticket", ".key");
      file.toFile().deleteOnExit();
      return Files.writeString(file, OLD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String seed(int fill) {
    var seed = new byte[32];
    seed[31] = (byte) fill;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(seed);
  }

  @Test
  @Order(1)
  void has_signed() {
    booked = tickets.booked(1);
    ticketOfBefore = tickets.file(booked, "ticket");
  }

  @Test
  @Order(2)
  void verifies_until_its_time_is_past_and_signs_no_more() throws IOException {
    Files.writeString(FILE, OLD + " until=" + END + "\n2:" + seed(2) + "\n");
    office.stopNode(0);
    office.startNode();
    var after = tickets.file(booked, "ticket");
    then(TicketFixture.payload(after)).isEqualTo(TicketFixture.payload(ticketOfBefore));
    then(TicketFixture.part(after, 0)).isNotEqualTo(TicketFixture.part(ticketOfBefore, 0));

    var morning = TicketFixture.morningOf(booked.day());
    then(word(ticketOfBefore, morning)).isEqualTo("VALID");
    then(word(after, morning)).isEqualTo("VALID");
    then(word(ticketOfBefore, END.minusSeconds(1))).isEqualTo("NO LONGER VALID");
    then(word(ticketOfBefore, END)).isEqualTo("KEY PAST ITS TIME");
    then(word(after, END)).isEqualTo("NO LONGER VALID");
    then(word(ticketOfBefore + "x", END)).isEqualTo("MALFORMED");
    then(word(changed(ticketOfBefore), END)).isEqualTo("BAD SIGNATURE");
  }

  private String word(String ticket, Instant now) {
    return tickets.verified(ticket, null, now).get(0);
  }

  private static String changed(String ticket) {
    var parts = ticket.split("\\.");
    return parts[0] + "." + parts[1].substring(4) + "." + parts[2];
  }

  @Test
  @Order(3)
  void is_not_published_once_it_is_taken_out() throws IOException {
    Files.writeString(FILE, "2:" + seed(2) + "\n");
    office.stopNode(0);
    office.startNode();
    then(word(ticketOfBefore, TicketFixture.morningOf(booked.day()))).isEqualTo("UNKNOWN KEY");
  }
}
