package io.antrean.account;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.UUID;

/**
 * Somebody an account may book for, as the account knows them; {@code permitExpires} is the last
 * day of the stay permit that counts, null for who has none.
 */
public record Person(UUID id, String name, LocalDate permitExpires) {

  public Person(UUID id, String name) {
    this(id, name, null);
  }

  JsonObject json() {
    return new JsonObject().put("id", id.toString()).put("name", name);
  }
}
