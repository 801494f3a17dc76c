package io.antrean.account;

import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/** A token, and what it says of its account. */
public record Session(String token, Caller caller, List<Person> persons) {

  /** As the contract writes it. Roles are in the order of their rank. */
  JsonObject json() {
    return new JsonObject()
        .put("token", token)
        .put("expiresAt", Instants.text(Instant.ofEpochSecond(caller.expiresAtSeconds())))
        .put("roles", new JsonArray(caller.roles().stream().sorted().map(Role::text).toList()))
        .put("persons", new JsonArray(persons.stream().map(Person::json).toList()));
  }
}
