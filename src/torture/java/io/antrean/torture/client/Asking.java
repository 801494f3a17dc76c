package io.antrean.torture.client;

import io.antrean.torture.client.Http.Reply;
import io.antrean.torture.cluster.Cluster;
import io.antrean.torture.cluster.Proxy;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Asks a node about a claim, and writes down what was said. Belongs to one thread. */
public final class Asking implements AutoCloseable {

  private static final int TIMEOUT_MS = 4000;

  private final List<Http> nodes = new ArrayList<>();
  private final History history;
  private Move present;

  public Asking(Cluster cluster, History history) {
    this.history = history;
    for (Proxy proxy : cluster.toNodes()) nodes.add(new Http(proxy.port(), TIMEOUT_MS));
  }

  /** The same for a change of its booking. */
  public Told move(Claim claim, Move move, int node, String prefer) {
    claim.moves(move);
    present = move;
    var told = ask(claim, Told.Verb.MOVE, node, prefer);
    if (!told.isRefusal()) claim.perhapsMoved(move);
    return told;
  }

  /** The answer, or that there was none. */
  public Told ask(Claim claim, Told.Verb verb, int node, String prefer) {
    var sent = System.currentTimeMillis();
    Told told;
    try {
      var reply = send(claim, verb, nodes.get(node), prefer);
      told = told(verb, node, sent, reply);
    } catch (IOException | DecodeException e) {
      told = Told.unknown(verb, node, sent, System.currentTimeMillis());
    }
    history.add(claim, told);
    return told;
  }

  private Reply send(Claim claim, Told.Verb verb, Http http, String prefer) throws IOException {
    var booking = "/api/v1/bookings/" + claim.id();
    return switch (verb) {
      case JOIN -> http.send("PUT", claim.entry(), claim.token(), claim.body(), null);
      case LOOK -> http.send("GET", claim.entry(), claim.token(), null, null);
      case LEAVE -> http.send("DELETE", claim.entry(), claim.token(), null, null);
      case PUT ->
          claim.waits()
              ? http.send("POST", claim.entry() + "/accept", claim.token(), null, prefer)
              : http.send("PUT", claim.path(), claim.token(), claim.body(), prefer);
      case GET_CLAIM -> http.send("GET", claim.path(), claim.token(), null, null);
      case GET_BOOKING -> http.send("GET", booking, claim.token(), null, null);
      case MOVE -> {
        var path = booking + "/reschedule";
        yield http.send("POST", path, claim.token(), present.body(), prefer);
      }
      case DELETE -> {
        claim.cancels();
        yield http.send("DELETE", booking, claim.token(), null, prefer);
      }
    };
  }

  private static Told told(Told.Verb verb, int node, long sent, Reply reply) {
    var got = System.currentTimeMillis();
    var body = reply.body().startsWith("{") ? new JsonObject(reply.body()) : new JsonObject();
    var status = reply.status();
    if (status >= 300) {
      var word = body.getString("type", "?").replace("/problems/", "");
      var outcome = body.getString("outcome");
      if (outcome != null) word = outcome;
      return new Told(verb, node, sent, got, status, word, null, null, null, null, null);
    }
    return new Told(
        verb,
        node,
        sent,
        got,
        status,
        body.getString("state", "?").intern(),
        body.getString("slot"),
        ints(body.getJsonArray("seats")),
        texts(body.getJsonArray("numbers")),
        body.getString("confirmedAt"),
        body.getString("claimedAt"));
  }

  private static List<Integer> ints(JsonArray array) {
    if (array == null) return null;
    return IntStream.range(0, array.size()).mapToObj(array::getInteger).toList();
  }

  private static List<String> texts(JsonArray array) {
    if (array == null) return null;
    return IntStream.range(0, array.size()).mapToObj(array::getString).toList();
  }

  @Override
  public void close() {
    nodes.forEach(Http::close);
  }
}
