package io.antrean.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.antrean.http.Uuids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What a ticket says: all that an officer needs without a network, and no more of the people than
 * their initials. Seats, numbers and labels are in the order of the party. {@code issuedAt} is
 * since when the booking is as the ticket says.
 */
record Ticket(
    String id,
    UUID booking,
    Instant issuedAt,
    String office,
    String service,
    UUID release,
    LocalDateTime slot,
    ZoneId zone,
    List<Integer> seats,
    List<String> numbers,
    List<String> labels) {

  /** The {@code typ} of its header. */
  static final String TYPE = "antrean-ticket+jws";

  private static final int ID_BYTES = 12;

  /**
   * The id of a booking's ticket as long as its first member has this seat. A seat that is given
   * again is given another time, so a booking that moves away and back has three ids. It tells
   * nothing of the booking to who does not know it: the revocation list is for anybody.
   */
  static String id(UUID booking, LocalDateTime slot, int seat, int given) {
    var text = booking + " " + slot + " " + seat + " " + given;
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var bytes = digest.digest(text.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(bytes, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  LocalDate day() {
    return slot.toLocalDate();
  }

  /** The end of the slot's day at the office. */
  Instant notAfter() {
    return day().plusDays(1).atStartOfDay(zone).toInstant();
  }

  /** The payload of its JWS; the same ticket is always the same text. */
  String json() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("jti", id).put("sub", booking.toString());
    json.put("iat", issuedAt.getEpochSecond()).put("exp", notAfter().getEpochSecond());
    json.put("office", office).put("service", service).put("release", release.toString());
    json.put("slot", slot.toString()).put("zone", zone.getId());
    var seatList = json.putArray("seats");
    seats.forEach(seatList::add);
    var numberList = json.putArray("numbers");
    numbers.forEach(numberList::add);
    json.put("persons", numbers.size());
    var labelList = json.putArray("labels");
    labels.forEach(labelList::add);
    return json.toString();
  }

  /** The ticket of a signed payload; an IllegalArgumentException when it is not one. */
  static Ticket read(JsonNode json) {
    try {
      return new Ticket(
          text(json, "jti"),
          uuid(json, "sub"),
          Instant.ofEpochSecond(json.path("iat").asLong()),
          text(json, "office"),
          text(json, "service"),
          uuid(json, "release"),
          LocalDateTime.parse(text(json, "slot")),
          ZoneId.of(text(json, "zone")),
          list(json, "seats", JsonNode::asInt),
          list(json, "numbers", JsonNode::asText),
          list(json, "labels", JsonNode::asText));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("its slot or zone is not one", e);
    }
  }

  private static UUID uuid(JsonNode json, String name) {
    var uuid = Uuids.parse(text(json, name));
    if (uuid == null) throw new IllegalArgumentException("its " + name + " is not a UUID");
    return uuid;
  }

  private static String text(JsonNode json, String name) {
    var text = json.path(name).textValue();
    if (text == null) throw new IllegalArgumentException("its payload has no " + name);
    return text;
  }

  private static <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> item) {
    if (!json.path(name).isArray()) {
      throw new IllegalArgumentException("its payload has no " + name);
    }
    var list = new ArrayList<T>();
    json.get(name).forEach(one -> list.add(item.apply(one)));
    return List.copyOf(list);
  }
}
