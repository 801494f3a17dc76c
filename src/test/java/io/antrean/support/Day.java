package io.antrean.support;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A day of an office that no other spec uses: releases of one service never share a slot. */
public record Day(LocalDate date) {

  private static final LocalDate FIRST = LocalDate.of(2030, 1, 7);
  private static final AtomicInteger NEXT = new AtomicInteger();

  public static Day next() {
    return new Day(FIRST.plusDays(NEXT.getAndIncrement()));
  }

  /** The slot at this time, {@code 2030-01-07T08:00}. */
  public String at(String time) {
    return date + "T" + time;
  }

  /** The terms of a release of this day, so many seats a slot. */
  public JsonObject terms(int capacity) {
    return new JsonObject()
        .put("from", date.toString())
        .put("to", date.toString())
        .put("capacity", capacity);
  }

  /** As above, with quarters of an hour from eight o'clock. */
  public JsonObject terms(int capacity, int slots) {
    var ends = date.atTime(8, 0).plusMinutes(15L * slots).toLocalTime();
    return terms(capacity).put("dayEnds", ends.toString());
  }

  /** A claim of the slots at these times, in order of preference. */
  public JsonObject wish(String... times) {
    var slots = Arrays.stream(times).map(this::at).toList();
    return new JsonObject().put("slots", new JsonArray(slots));
  }

  /** As above, for these persons. */
  public JsonObject wish(List<String> party, String... times) {
    return wish(times).put("party", new JsonArray(party));
  }
}
