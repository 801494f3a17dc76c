package io.antrean.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/**
 * Whether this node should get requests, by named checks. A check reads what its part already
 * knows; it never asks a store, since it is called on an event loop.
 */
public final class Health {

  /** What a check says; {@code reason} is for the operator and null when up. */
  public record State(boolean up, String reason) {

    public static State ok() {
      return new State(true, null);
    }

    public static State down(String reason) {
      return new State(false, reason);
    }

    /** Down with this trouble; up when it is null. */
    public static State of(String trouble) {
      return trouble == null ? ok() : down(trouble);
    }
  }

  private final Map<String, Supplier<State>> checks = new ConcurrentSkipListMap<>();
  private volatile boolean stopping;

  /** Adds a check, or replaces the one of this name. */
  public void register(String name, Supplier<State> check) {
    checks.put(name, check);
  }

  /** From now on not ready: the balancer in front sends no more. */
  public void stopping() {
    stopping = true;
  }

  /** Whether every check is up and the server is not stopping. */
  public boolean ready() {
    return !stopping && checks.values().stream().allMatch(check -> state(check).up());
  }

  /** {@code {"status": "up"|"down", "checks": [{"name", "up", "reason"}]}}. */
  JsonObject report() {
    var listed = new JsonArray();
    var up = !stopping;
    if (stopping) listed.add(line("server", State.down("The server is stopping")));
    for (var check : checks.entrySet()) {
      var state = state(check.getValue());
      up &= state.up();
      listed.add(line(check.getKey(), state));
    }
    return new JsonObject().put("status", up ? "up" : "down").put("checks", listed);
  }

  private static JsonObject line(String name, State state) {
    return new JsonObject().put("name", name).put("up", state.up()).put("reason", state.reason());
  }

  /** A check that throws is down; its kind says more than its words, which may name somebody. */
  private static State state(Supplier<State> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return State.down("The check itself failed: " + e.getClass().getSimpleName());
    }
  }
}
