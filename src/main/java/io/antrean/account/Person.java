package io.antrean.account;

import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** Somebody an account may book for, as the account knows them. */
public record Person(UUID id, String name) {

  JsonObject json() {
    return new JsonObject().put("id", id.toString()).put("name", name);
  }
}
