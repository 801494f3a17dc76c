package io.antrean.ledger;

import io.vertx.core.json.JsonObject;

/** How many seats of a release are in each state. */
record SeatCounts(int free, int held, int confirmed, int cooling, int offered, int withheld) {

  static final SeatCounts NONE = new SeatCounts(0, 0, 0, 0, 0, 0);

  /** As PostgreSQL keeps them. */
  static SeatCounts of(Integer[] counts) {
    return new SeatCounts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }

  Integer[] array() {
    return new Integer[] {free, held, confirmed, cooling, offered, withheld};
  }

  int total() {
    return free + held + confirmed + cooling + offered + withheld;
  }

  JsonObject json() {
    return new JsonObject()
        .put("free", free)
        .put("held", held)
        .put("confirmed", confirmed)
        .put("cooling", cooling)
        .put("offered", offered)
        .put("withheld", withheld);
  }
}
