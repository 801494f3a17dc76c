package io.antrean.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.antrean.ticket.TicketRepository.Revoked;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ids of tickets that are not valid any more, of slots from the day {@code from} on and, where
 * {@code until} is not null, before that day: beyond it the list had no room.
 */
record RevocationList(
    Instant issuedAt, LocalDate from, LocalDate until, Set<String> cancelled, Set<String> moved) {

  /** The {@code typ} of its header. */
  static final String TYPE = "antrean-revocations+jws";

  /** The payload of its JWS; the same list is always the same text. */
  static String json(Instant issuedAt, LocalDate from, LocalDate until, List<Revoked> revoked) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("iat", issuedAt.getEpochSecond()).put("from", from.toString());
    json.put("until", until == null ? null : until.toString());
    var cancelled = json.putArray("cancelled");
    var moved = json.putArray("moved");
    for (var one : revoked) (one.moved() ? moved : cancelled).add(one.id());
    return json.toString();
  }

  /** The list of a signed payload; an IllegalArgumentException when it is not one. */
  static RevocationList read(JsonNode json) {
    try {
      var until = json.path("until").textValue();
      return new RevocationList(
          Instant.ofEpochSecond(json.path("iat").asLong()),
          LocalDate.parse(json.path("from").asText()),
          until == null ? null : LocalDate.parse(until),
          ids(json.path("cancelled")),
          ids(json.path("moved")));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its days are not days", e);
    }
  }

  private static Set<String> ids(JsonNode list) {
    var ids = new HashSet<String>();
    list.forEach(id -> ids.add(id.asText()));
    return ids;
  }

  /** Whether a revoked ticket of this day would be on the list. */
  boolean covers(LocalDate day) {
    return !day.isBefore(from) && (until == null || day.isBefore(until));
  }
}
