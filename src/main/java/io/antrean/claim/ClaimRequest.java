package io.antrean.claim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.antrean.http.FieldErrors;
import io.antrean.http.Uuids;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;

/**
 * The body of a claim, read and checked by hand: it is on the hot path. {@code party} is null where
 * the request named none.
 */
record ClaimRequest(List<String> slots, boolean orNext, List<UUID> party) {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final byte[] NOTHING = {};

  /** With it a byte order mark begins, and no JSON. */
  private static final byte MARK = (byte) 0xef;

  /**
   * Reads the body, null for none; what is wrong with it goes into {@code errors}, all of it at
   * once.
   */
  static ClaimRequest read(Buffer body, FieldErrors errors) {
    var reading = new Reading(errors);
    var bytes = body == null ? NOTHING : body.getBytes();
    if (!isUtf8(bytes)) errors.add("", "json");
    else read(bytes, reading);
    return new ClaimRequest(reading.slots, reading.orNext, reading.party);
  }

  /**
   * Jackson would take UTF-16 and UTF-32 too, which have zeros, and pass over a byte order mark;
   * JSON in UTF-8 has neither.
   */
  private static boolean isUtf8(byte[] bytes) {
    if (bytes.length > 0 && bytes[0] == MARK) return false;
    for (var one : bytes) if (one == 0) return false;
    return true;
  }

  private static void read(byte[] bytes, Reading reading) {
    try (var parser = JSON.createParser(bytes)) {
      reading.object(parser);
    } catch (IOException e) {
      var message = e.getMessage();
      reading.errors.add("", message.startsWith("Duplicate field") ? "duplicate" : "json");
    }
  }

  private static final class Reading {
    private final FieldErrors errors;
    private List<String> slots = List.of();
    private boolean orNext;
    private List<UUID> party;
    private boolean slotsSeen;

    Reading(FieldErrors errors) {
      this.errors = errors;
    }

    void object(JsonParser json) throws IOException {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        errors.add("", "object");
        return;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) field(json, json.currentName());
      if (json.nextToken() != null) errors.add("", "json");
      if (!slotsSeen) errors.add("/slots", "required");
    }

    private void field(JsonParser json, String name) throws IOException {
      json.nextToken();
      switch (name) {
        case "slots" -> {
          slotsSeen = true;
          slots = texts(json, "/slots", Claim.SLOTS_MAX);
          checkSlots();
        }
        case "orNext" -> {
          if (!json.currentToken().isBoolean()) wrong(json, "/orNext", "flag");
          else orNext = json.getBooleanValue();
        }
        case "party" -> party = persons(texts(json, "/party", Claim.PARTY_MAX));
        default -> wrong(json, FieldErrors.pointer(name), "unknown");
      }
    }

    private void wrong(JsonParser json, String pointer, String key) throws IOException {
      json.skipChildren();
      errors.add(pointer, key);
    }

    private List<String> texts(JsonParser json, String pointer, int max) throws IOException {
      if (json.currentToken() != JsonToken.START_ARRAY) {
        wrong(json, pointer, "list");
        return List.of();
      }
      var found = new ArrayList<String>(2);
      var count = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.VALUE_STRING) found.add(json.getText());
        else wrong(json, pointer + "/" + count, "text");
        count++;
      }
      if (count < 1 || count > max) errors.add(pointer, "list-size", 1, max);
      return found;
    }

    private void checkSlots() {
      for (int i = 0; i < slots.size(); i++) {
        if (!isLocalMinute(slots.get(i))) errors.add("/slots/" + i, "slot");
      }
      var isTwice = slots.size() > 1 && new LinkedHashSet<>(slots).size() < slots.size();
      if (isTwice) errors.add("/slots", "twice");
    }

    /** {@code 2030-01-07T08:00}; whether there is such a slot is the release's to say. */
    private static boolean isLocalMinute(String text) {
      if (text.length() != 16) return false;
      for (int i = 0; i < 16; i++) {
        var c = text.charAt(i);
        var ok =
            switch (i) {
              case 4, 7 -> c == '-';
              case 10 -> c == 'T';
              case 13 -> c == ':';
              default -> c >= '0' && c <= '9';
            };
        if (!ok) return false;
      }
      return true;
    }

    private List<UUID> persons(List<String> texts) {
      var ids = new LinkedHashSet<UUID>();
      for (int i = 0; i < texts.size(); i++) {
        var id = Uuids.parse(texts.get(i));
        if (id == null) errors.add("/party/" + i, "uuid");
        else if (!ids.add(id)) errors.add("/party/" + i, "twice");
      }
      return List.copyOf(ids);
    }
  }
}
