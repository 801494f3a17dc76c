package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.support.Day;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.JudgedClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tickets, keys and revocations; every answer is held against the document. */
@DisplayName("Real answers about tickets are those of the contract")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContractTicketsSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final List<String> FILES = List.of("/ticket", "/ticket.svg", "/calendar.ics");

  private static JudgedClient client;

  @BeforeAll
  static void connect() {
    client = new JudgedClient(office);
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void the_files_of_a_booking() {
    var day = Day.next();
    var release = office.release(day.terms(1));
    var citizens = office.citizens(2);
    var id = UUID.randomUUID();
    var booking = "/api/v1/bookings/" + id;
    for (var file : FILES) {
      is(client.ask("GET", booking + file, citizens.get(0), null), 404, "not-found");
    }
    var claimed = office.claim(0, citizens.get(0), release, id, day.wish("08:00"));
    var link = claimed.body().getJsonObject("links").getString("ticket");
    then(link).isEqualTo(booking + "/ticket");
    for (var file : FILES) {
      then(client.ask("GET", booking + file, citizens.get(0), null).status()).isEqualTo(200);
      is(client.ask("GET", booking + file, citizens.get(1), null), 404, "not-found");
      is(client.ask("GET", booking + file, null, null), 401, "unauthenticated");
    }
    office.call(0, "DELETE", booking, citizens.get(0), null);
    is(client.ask("GET", booking + "/ticket", citizens.get(0), null), 409, "no-ticket");
    is(client.ask("GET", booking + "/ticket.svg", citizens.get(0), null), 409, "no-ticket");
    then(client.ask("GET", booking + "/calendar.ics", citizens.get(0), null).status())
        .isEqualTo(200);
  }

  @Test
  void what_an_officer_takes_along() {
    then(client.ask("GET", "/.well-known/jwks.json", null, null).status()).isEqualTo(200);
    var path = "/api/v1/tickets/revocations";
    await()
        .until(
            () -> {
              var tag = client.ask("GET", path, null, null).header("ETag");
              var known = Map.of("If-None-Match", tag);
              return client.ask("GET", path, null, null, known).status() == 304;
            });
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void every_status_of_the_document_was_seen_or_needs_a_store_that_is_away() {
    then(client.unseen("Tickets")).allMatch(left -> left.endsWith(" 503") || left.endsWith(" 429"));
  }
}
