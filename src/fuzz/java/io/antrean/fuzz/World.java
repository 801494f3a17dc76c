package io.antrean.fuzz;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofString;

import io.antrean.fuzz.Known.Caller;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The office that is asked: citizens, families, staff, releases; made for one lane at a time. */
final class World {

  private static final int CITIZENS = 40;
  private static final int FAMILIES = 10;
  private static final int RELEASES = 6;

  private final int port;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> staff = new LinkedHashMap<>();

  World(int port) {
    this.port = port;
    for (var login : List.of("officer", "supervisor", "admin", "ani")) {
      var body = new JsonObject().put("login", login).put("password", login + "-demo");
      staff.put(login, json("POST", "/api/v1/sessions", null, body).getString("token"));
    }
  }

  /** The document that the server serves. */
  String contract() {
    return send("GET", "/openapi.yaml", null, null).body();
  }

  /** What the lane of this number may begin with: nothing of it is another lane's. */
  Known known(int lane) {
    var known = new Known();
    for (var login : List.of("officer", "supervisor", "admin")) {
      known.add(new Caller(login, staff.get(login), List.of()));
    }
    people(known, "citizen", CITIZENS, 1);
    people(known, "family", FAMILIES, 3);
    for (int i = 0; i < RELEASES; i++)
      release(known, "%d-%02d-%02d".formatted(2030 + lane / 12, lane % 12 + 1, i + 1), i);
    known.learn("office", "sampit");
    known.learn("service", "passport-new");
    known.learn("service", "passport-renewal");
    known.learn("service", "stay-permit-extension");
    return known;
  }

  /** Sessions end on the way: more citizens, when few are left. */
  void restock(Known known) {
    if (known.callers("citizen") < CITIZENS / 4) people(known, "citizen", CITIZENS, 1);
    if (known.callers("family") < FAMILIES / 3) people(known, "family", FAMILIES, 3);
  }

  private void people(Known known, String name, int accounts, int family) {
    var path = "/api/v1/load-test/persons?count=%d&family=%d".formatted(accounts * family, family);
    var rows = send("POST", path, staff.get("admin"), null).body().lines().skip(1).toList();
    var persons = new LinkedHashMap<String, List<String>>();
    for (var row : rows) {
      var parts = row.split(",");
      persons.computeIfAbsent(parts[0], none -> new ArrayList<>()).add(parts[1]);
    }
    persons.forEach((token, own) -> known.add(new Caller(name, token, own)));
    persons.values().forEach(own -> known.learn("person", own.get(0)));
  }

  /** One of a few seats, or of many; the last one opens in the far future. */
  private void release(Known known, String day, int number) {
    var terms =
        new JsonObject()
            .put("office", "sampit")
            .put("service", number % 2 == 0 ? "passport-new" : "passport-renewal")
            .put("from", day)
            .put("to", day)
            .put("dayStarts", "08:00")
            .put("dayEnds", "10:00")
            .put("slotMinutes", 15)
            .put("capacity", number < 2 ? 1 : 50)
            .put(
                "opensAt", number == RELEASES - 1 ? "2029-12-01T00:00:00Z" : "2025-01-01T00:00:00Z")
            .put("admission", "open");
    var id = json("POST", "/api/v1/releases", staff.get("admin"), terms).getString("id");
    known.learn("release", id);
    known.learn("day", day);
    known.learn(Known.dayOf(id), day);
  }

  private JsonObject json(String method, String path, String token, JsonObject body) {
    var answer = send(method, path, token, body);
    if (answer.statusCode() >= 300) throw new IllegalStateException(path + " " + answer.body());
    return new JsonObject(answer.body());
  }

  HttpResponse<String> send(String method, String path, String token, JsonObject body) {
    return sendTo(port, method, path, token, body);
  }

  HttpResponse<String> sendTo(
      int toPort, String method, String path, String token, JsonObject body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + toPort + path))
            .method(method, body == null ? noBody() : ofString(body.encode()));
    if (body != null) request.header("Content-Type", "application/json");
    if (token != null) request.header("Authorization", "Bearer " + token);
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(method + " " + path, e);
    }
  }
}
