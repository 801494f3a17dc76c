package io.antrean.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/**
 * What the server said of a claim: a booking (state, slot, seats, numbers) or a problem (its name,
 * and {@code outcome} where it has one). What it did not say is empty.
 */
public record Answer(
    int status,
    String problem,
    String outcome,
    String state,
    String slot,
    List<Integer> seats,
    List<String> numbers) {

  private static final String PROBLEMS = "/problems/";
  private static final ObjectMapper JSON = new ObjectMapper();

  public Answer {
    seats = List.copyOf(seats);
    numbers = List.copyOf(numbers);
  }

  /** Reads an answer; a body that is no JSON object is a problem named {@code unreadable}. */
  public static Answer of(int status, String body) {
    JsonNode json;
    try {
      json = JSON.readTree(body == null ? "" : body);
    } catch (JsonProcessingException notJson) {
      json = JSON.missingNode();
    }
    if (!json.isObject()) {
      return new Answer(status, "unreadable", "", "", "", List.of(), List.of());
    }
    var type = json.path("type").asText();
    var seats = new ArrayList<Integer>();
    json.path("seats").forEach(seat -> seats.add(seat.asInt()));
    var numbers = new ArrayList<String>();
    json.path("numbers").forEach(number -> numbers.add(number.asText()));
    return new Answer(
        status,
        type.startsWith(PROBLEMS) ? type.substring(PROBLEMS.length()) : type,
        json.path("outcome").asText(),
        json.path("state").asText(),
        json.path("slot").asText(),
        seats,
        numbers);
  }

  /** The promise that counts: the booking is durable. */
  public boolean confirmed() {
    return (status == 200 || status == 201) && state.equals("CONFIRMED");
  }

  /** The server says that the booking was given back. */
  public boolean cancelled() {
    return status == 200 && state.equals("CANCELLED");
  }

  public boolean held() {
    return (status == 200 || status == 202) && state.equals("HELD");
  }

  /** What the server counts it as in {@code antrean_claims_total}. */
  public String counted() {
    if (!problem.isEmpty()) return problem.replace('-', '_');
    return state.equals("HELD") ? "held" : "confirmed";
  }

  /** The same claim should be sent again later: the server could not say. */
  public boolean again() {
    return status == 425 || status == 429 || status >= 500;
  }

  /** The server decided: a booking in some state, or a refusal that will not change by itself. */
  public boolean decided() {
    return !again() && !held();
  }
}
