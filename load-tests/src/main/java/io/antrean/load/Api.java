package io.antrean.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** What a load test prepares by the API before the rush: log-in, persons, a release, the clock. */
public final class Api {

  private static final int DAY_TRIES = 50;
  private static final Duration LOADED_WITHIN = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final URI url;
  private final PrintStream progress;
  private final Random random = new Random();
  private String token = "";

  public Api(URI url, PrintStream progress) {
    this.url = url;
    this.progress = progress;
  }

  /** Logs in; the calls below that need an administrator carry the token. */
  public void logIn(String login, String password) throws IOException, InterruptedException {
    token = logInAs(login, password).token();
  }

  /** So many made-up persons, each with an account of their own. */
  public List<Person> persons(int count) throws IOException, InterruptedException {
    return parties(count, 1).stream()
        .map(one -> new Person(one.token(), one.persons().get(0)))
        .toList();
  }

  /** So many made-up persons in families of this size, the last of which may be smaller. */
  public List<Party> parties(int count, int family) throws IOException, InterruptedException {
    progress.println("fetching " + count + " persons");
    var path = "/api/v1/load-test/persons?count=" + count + "&family=" + family;
    var request = request(path, Duration.ofMinutes(10));
    var response =
        http.send(
            request.POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofLines());
    var persons = new LinkedHashMap<String, List<UUID>>();
    var got = 0;
    try (Stream<String> lines = response.body()) {
      var rows = lines.iterator();
      var header = rows.hasNext() ? rows.next() : "";
      if (response.statusCode() != 200 || !header.equals("token,person")) {
        throw new IOException("no persons: " + response.statusCode() + " " + header);
      }
      while (rows.hasNext()) {
        var row = rows.next().split(",");
        persons.computeIfAbsent(row[0], token -> new ArrayList<>()).add(UUID.fromString(row[1]));
        if (++got % 10_000 == 0) progress.println("  " + got + " persons");
      }
    }
    if (got != count) throw new IOException("asked for " + count + " persons, got " + got);
    return persons.entrySet().stream().map(p -> new Party(p.getKey(), p.getValue())).toList();
  }

  /** Creates a release on free days of a far year and waits until its slots can be seen. */
  public Release release(String office, String service, int seats, Instant opensAt)
      throws IOException, InterruptedException {
    return release(office, service, ReleasePlan.of(seats), opensAt);
  }

  /** The same, of a plan of one's own. */
  public Release release(String office, String service, ReleasePlan plan, Instant opensAt)
      throws IOException, InterruptedException {
    var opening = opensAt.truncatedTo(ChronoUnit.MILLIS);
    for (int i = 0; i < DAY_TRIES; i++) {
      var from = LocalDate.of(2031, 1, 1).plusDays(random.nextInt(20_000));
      var body = plan.json(office, service, from, opening.toString());
      var response = post("/api/v1/releases", body);
      if (response.statusCode() == 409 && response.body().contains("release-overlaps")) continue;
      var id = UUID.fromString(json(response, 201).path("id").asText());
      progress.println("release " + id + " of " + plan.seats() + " seats opens at " + opening);
      return new Release(id, opening, plan.seats(), slots(id));
    }
    throw new IOException("found no free days for a release in " + DAY_TRIES + " tries");
  }

  private List<String> slots(UUID release) throws IOException, InterruptedException {
    var deadline = Instant.now().plus(LOADED_WITHIN);
    while (true) {
      var response = get("/api/v1/releases/" + release + "/slots");
      var slots = new ArrayList<String>();
      if (response.statusCode() == 200) {
        for (var slot : JSON.readTree(response.body()).path("slots")) {
          slots.add(slot.path("slot").asText());
        }
      }
      if (!slots.isEmpty()) return slots;
      if (Instant.now().isAfter(deadline)) {
        throw new IOException("the release is not loaded: " + response.statusCode());
      }
      Thread.sleep(200);
    }
  }

  /**
   * The server's clock less ours, in ms: of a few answers the one that came quickest, taken to have
   * been written half-way.
   */
  public long clockOffsetMs(Release release) throws IOException, InterruptedException {
    long best = Long.MAX_VALUE;
    long offset = 0;
    for (int i = 0; i < 10; i++) {
      var sentMs = System.currentTimeMillis();
      var sentNs = System.nanoTime();
      var response = get("/api/v1/releases/" + release.id() + "/slots");
      var tookNs = System.nanoTime() - sentNs;
      var server = response.headers().firstValueAsLong("Server-Time-Ms");
      if (server.isEmpty()) throw new IOException("an answer of a release has no Server-Time-Ms");
      if (tookNs < best) {
        best = tookNs;
        offset = server.getAsLong() - sentMs - tookNs / 2_000_000;
      }
    }
    progress.println("the server's clock is " + offset + " ms ahead of ours");
    return offset;
  }

  /** A citizen's token as a log-in gives it, and when it expires. */
  public record Login(String token, Instant expiresAt) {}

  /** Logs in beside the administrator, with whose token the other calls go on. */
  public Login logInAs(String login, String password) throws IOException, InterruptedException {
    var body = JSON.createObjectNode().put("login", login).put("password", password);
    var session = json(post("/api/v1/sessions", body.toString()), 201);
    return new Login(
        session.path("token").asText(), Instant.parse(session.path("expiresAt").asText()));
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path, Duration.ofSeconds(10)).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    var request = request(path, Duration.ofSeconds(30)).header("Content-Type", "application/json");
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, Duration timeout) {
    var request = HttpRequest.newBuilder(url.resolve(path)).timeout(timeout);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private static JsonNode json(HttpResponse<String> response, int expected) throws IOException {
    if (response.statusCode() == expected) return JSON.readTree(response.body());
    throw new IOException(
        response.request().uri() + " said " + response.statusCode() + ": " + response.body());
  }
}
