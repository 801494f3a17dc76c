package io.antrean.floor;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Where an officer works, one visitor at a time. It takes those of its services, lanes and stages;
 * an empty list is all of them. {@code closedAt} is null while it is open.
 */
record Counter(
    String office,
    String id,
    String name,
    List<String> services,
    List<String> lanes,
    List<String> stages,
    Instant closedAt) {

  Counter {
    services = List.copyOf(services);
    lanes = List.copyOf(lanes);
    stages = List.copyOf(stages);
  }

  static Counter of(Row row) {
    var closedAt = row.getOffsetDateTime("closed_at");
    return new Counter(
        row.getString("office"),
        row.getString("id"),
        row.getString("name"),
        Arrays.asList(row.getArrayOfStrings("services")),
        Arrays.asList(row.getArrayOfStrings("lanes")),
        Arrays.asList(row.getArrayOfStrings("stages")),
        closedAt == null ? null : closedAt.toInstant());
  }

  JsonObject json() {
    return new JsonObject()
        .put("office", office)
        .put("id", id)
        .put("name", name)
        .put("services", new JsonArray(services))
        .put("lanes", new JsonArray(lanes))
        .put("stages", new JsonArray(stages))
        .put("open", closedAt == null)
        .put("closedAt", closedAt == null ? null : Instants.text(closedAt));
  }
}
