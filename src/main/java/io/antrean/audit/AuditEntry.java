package io.antrean.audit;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One line of the audit trail. {@code actor} is null for what nobody asked for, and for what went
 * around the server; {@code login} is who that is today.
 */
record AuditEntry(
    long number,
    Instant at,
    UUID actor,
    String login,
    List<String> roles,
    String what,
    String office,
    String object,
    JsonObject before,
    JsonObject after,
    String requestId) {

  JsonObject json() {
    var by =
        actor == null
            ? null
            : new JsonObject().put("account", actor.toString()).put("login", login);
    return new JsonObject()
        .put("number", number)
        .put("at", Instants.text(at))
        .put("actor", by)
        .put("roles", new JsonArray(roles))
        .put("what", what)
        .put("office", office)
        .put("object", object)
        .put("before", named(before))
        .put("after", named(after))
        .put("requestId", requestId);
  }

  /** The columns of a row, called as the contract calls things: {@code opens_at}, opensAt. */
  private static JsonObject named(JsonObject columns) {
    if (columns == null) return null;
    var named = new JsonObject();
    columns.forEach(column -> named.put(camel(column.getKey()), column.getValue()));
    return named;
  }

  private static String camel(String column) {
    var parts = column.split("_");
    var name = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      name.append(Character.toUpperCase(parts[i].charAt(0))).append(parts[i].substring(1));
    }
    return name.toString();
  }
}
