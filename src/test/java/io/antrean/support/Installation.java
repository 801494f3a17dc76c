package io.antrean.support;

import io.antrean.Node;
import io.antrean.devmode.RedisProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A whole installation for a spec class: a database and a Redis of its own, the demo office, and as
 * many server nodes as asked for, in this JVM but with nothing in common but the stores.
 */
public final class Installation implements BeforeAllCallback, AfterAllCallback {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** What a node answered. */
  public record Answer(int status, JsonObject body, HttpResponse<String> response) {

    public String problem() {
      return body.getString("type", "").replace("/problems/", "");
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }
  }

  private final int nodesAtStart;
  private final Map<String, String> environment;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, String> tokens = new HashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String database;
  private RedisProcess redis;

  public Installation(int nodesAtStart) {
    this(nodesAtStart, Map.of());
  }

  public Installation(int nodesAtStart, Map<String, String> environment) {
    this.nodesAtStart = nodesAtStart;
    this.environment = environment;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    database = Stores.freshDatabase();
    redis = Stores.ownRedis();
    for (int i = 0; i < nodesAtStart; i++) startNode();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    nodes.forEach(node -> node.stop().await());
    redis.close();
    // A spec's class keeps this object to the end of its JVM, which runs a hundred of them.
    nodes.clear();
  }

  /** One more node; its place in the list. */
  public int startNode() {
    return startNode(Map.of());
  }

  /** The same with other variables; its place in the list. */
  public int startNode(Map<String, String> other) {
    var more = more();
    more.putAll(other);
    var config = Stores.configOf(database, redis.uri(), more);
    try {
      var node = Node.start(config, Clock.systemUTC()).await(60, TimeUnit.SECONDS);
      node.whenReady(30_000).await(31, TimeUnit.SECONDS);
      nodes.add(node);
      return nodes.size() - 1;
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, String> more() {
    var more = new HashMap<String, String>();
    more.put("ANTREAN_DEMO", "true");
    // What a spec counts is what it has made.
    more.put("ANTREAN_DEMO_HISTORY", "false");
    more.put("ANTREAN_LOAD_TEST", "true");
    // Specs look again forty times a second, which no person does.
    more.put("ANTREAN_RATE_ACCOUNT_PER_MINUTE", "1000000");
    more.put("ANTREAN_RATE_ACCOUNT_BURST", "100000");
    // And they wait for seats that come back.
    more.put("ANTREAN_BOOKING_COOLING_MIN_MS", "2000");
    more.put("ANTREAN_BOOKING_COOLING_MAX_MS", "2000");
    more.putAll(environment);
    return more;
  }

  /** One more node as a process of its own, which the spec may stop and kill. */
  public ServerProcess startProcess() {
    return ServerProcess.start(Stores.environmentOf(database, redis.uri(), more()));
  }

  public Node node(int place) {
    return nodes.get(place);
  }

  public void stopNode(int place) {
    nodes.remove(place).stop().await();
  }

  public RedisProcess redis() {
    return redis;
  }

  public String database() {
    return database;
  }

  /** The demo log-in's token; logged in once. */
  public String token(String login) {
    return tokens.computeIfAbsent(login, this::logIn);
  }

  private String logIn(String login) {
    var body = new JsonObject().put("login", login).put("password", login + "-demo");
    return call(0, "POST", "/api/v1/sessions", null, body).body().getString("token");
  }

  /** Tokens of made-up citizens, each of one person. */
  public List<String> citizens(int count) {
    var path = "/api/v1/load-test/persons?count=" + count;
    var csv = send(0, "POST", path, token("admin"), null, Map.of()).join().body();
    return csv.lines().skip(1).map(line -> line.split(",")[0]).toList();
  }

  /** A release of passport-new as the contract's example; {@code more} replaces fields. */
  public Answer createRelease(int node, JsonObject more) {
    var body =
        new JsonObject()
            .put("office", "sampit")
            .put("service", "passport-new")
            .put("from", "2030-01-07")
            .put("to", "2030-01-07")
            .put("dayStarts", "08:00")
            .put("dayEnds", "10:00")
            .put("slotMinutes", 15)
            .put("capacity", 2)
            .put("opensAt", "2025-01-01T14:00:00+07:00")
            .put("admission", "open")
            .mergeIn(more);
    return call(node, "POST", "/api/v1/releases", token("admin"), body);
  }

  /** The id of a new release, which is loaded. */
  public String release(JsonObject more) {
    return createRelease(0, more).body().getString("id");
  }

  public Answer claim(int node, String token, String release, UUID claim, JsonObject body) {
    return claimAsync(node, token, release, claim, body, Map.of()).join();
  }

  public CompletableFuture<Answer> claimAsync(
      int node,
      String token,
      String release,
      UUID claim,
      JsonObject body,
      Map<String, String> headers) {
    return claimAtPort(nodes.get(node).apiPort(), token, release, claim, body, headers);
  }

  /** A claim through whatever node listens there. */
  public CompletableFuture<Answer> claimAtPort(
      int port,
      String token,
      String release,
      UUID claim,
      JsonObject body,
      Map<String, String> headers) {
    var path = "/api/v1/releases/" + release + "/claims/" + claim;
    return sendToPort(port, "PUT", path, token, body.encode(), headers)
        .thenApply(Installation::answer);
  }

  public Answer call(int node, String method, String path, String token, JsonObject body) {
    return call(node, method, path, token, body, Map.of());
  }

  public Answer call(
      int node,
      String method,
      String path,
      String token,
      JsonObject body,
      Map<String, String> headers) {
    var text = body == null ? null : body.encode();
    return answer(send(node, method, path, token, text, headers).join());
  }

  /** The same through whatever node listens there. */
  public Answer callPort(
      int port,
      String method,
      String path,
      String token,
      JsonObject body,
      Map<String, String> headers) {
    return answer(sendToPort(port, method, path, token, body.encode(), headers).join());
  }

  private static Answer answer(HttpResponse<String> response) {
    var text = response.body();
    var body = text.startsWith("{") ? new JsonObject(text) : new JsonObject();
    return new Answer(response.statusCode(), body, response);
  }

  /** Any request, as a client of this node would send it. */
  public CompletableFuture<HttpResponse<String>> send(
      int node,
      String method,
      String path,
      String token,
      String body,
      Map<String, String> headers) {
    return sendToPort(nodes.get(node).apiPort(), method, path, token, body, headers);
  }

  private CompletableFuture<HttpResponse<String>> sendToPort(
      int port,
      String method,
      String path,
      String token,
      String body,
      Map<String, String> headers) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (body != null) request.header("Content-Type", "application/json");
    if (token != null) request.header("Authorization", "Bearer " + token);
    headers.forEach(request::setHeader);
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The seats free in each slot, as this node tells them from memory. */
  public List<Integer> free(int node, String release) {
    var slots = call(node, "GET", "/api/v1/releases/" + release + "/slots", null, null).body();
    return slots.getJsonArray("slots").stream()
        .map(slot -> ((JsonObject) slot).getInteger("free"))
        .toList();
  }

  /** What the management port says. */
  public String management(int node, String path) {
    var uri = URI.create("http://127.0.0.1:" + nodes.get(node).managementPort() + path);
    try {
      var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row. */
  public Object sql(String query) {
    try (var connection = DriverManager.getConnection(Stores.jdbc(database));
        var statement = connection.createStatement()) {
      if (!statement.execute(query)) return statement.getUpdateCount();
      var rows = statement.getResultSet();
      return rows.next() ? rows.getObject(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
