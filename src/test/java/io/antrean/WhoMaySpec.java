package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.WhoMayTable.Line;
import io.antrean.WhoMayTable.Who;
import io.antrean.WhoMayThings.Thing;
import io.antrean.support.Installation;
import io.antrean.support.Mailbox;
import io.antrean.support.OpenApi;
import io.antrean.support.OpenApi.Operation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route against every role, own and foreign object: the page is {@code who-may.txt}. */
@DisplayName("Who may do what")
class WhoMaySpec {

  private static final Mailbox mailbox = Mailbox.open();

  @RegisterExtension
  static final Installation office =
      new Installation(
          1, mailbox.environment(Map.of("ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8")));

  private static final Map<String, String> WORDS =
      Map.of("unauthenticated", "401", "forbidden", "403");
  private static final Map<String, String> DEMO =
      Map.of("office", "sampit", "service", "passport-new");
  private static final Pattern NAMED = Pattern.compile("\\{([a-zA-Z]+)}");

  private record Reply(int status, HttpHeaders headers, String body) {}

  private static OpenApi contract;
  private static WhoMayThings things;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void open() {
    var document = office.send(0, "GET", "/openapi.yaml", null, null, Map.of()).join().body();
    contract = new OpenApi(document);
    things = new WhoMayThings(office);
  }

  @AfterAll
  static void close() {
    mailbox.close();
  }

  private static List<Line> lines() {
    return WhoMayTable.read();
  }

  @Test
  void every_operation_of_the_document_is_on_the_page() {
    var said = new TreeSet<String>();
    for (var line : lines()) said.add(line.operation());
    var missing = contract.operations().stream().filter(o -> !said.contains(o.id())).toList();
    then(missing)
        .as(
            "who-may.txt lacks these. So they are answered now, of no object: judge it, name the"
                + " object, and add%n%s",
            String.join("\n", missing.stream().map(this::lineToAdd).toList()))
        .isEmpty();
    var known = contract.operations().stream().map(Operation::id).toList();
    then(said).as("operations of who-may.txt, which openapi.yaml has too").isSubsetOf(known);
  }

  @Test
  void every_route_of_the_server_is_on_the_page() {
    var onPage =
        lines().stream()
            .map(line -> contract.operation(line.operation()))
            .map(operation -> operation.method() + " " + operation.path())
            .distinct()
            .toList();
    then(MountedRoutes.of(office.node(0)))
        .as("a route that openapi.yaml or who-may.txt lacks: give it an operationId and a line")
        .isSubsetOf(onPage);
  }

  /** A stream of events has its own ticket, since a browser sends no header there. */
  @Test
  void the_document_says_the_same_of_who_needs_no_token() {
    for (var line : lines()) {
      if (line.object().equals("pass")) continue;
      var open =
          !contract.at(contract.operation(line.operation()).at() + "/security").isMissingNode();
      var byTicket = line.operation().equals("followBooking");
      then(line.told(Who.NOBODY).equals("401")).as(line.toString()).isEqualTo(!open || byTicket);
    }
  }

  private String lineToAdd(Operation operation) {
    var thing = things.make("-");
    var told = new ArrayList<String>();
    for (var who : Who.values()) {
      var answer = ask(operation, thing, who, "");
      told.add(told(answer));
    }
    return WhoMayTable.line(operation.id(), "-", told) + "   " + operation.path();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void is_as_the_page_says(Line line) {
    var operation = contract.operation(line.operation());
    var thing = things.make(line.object());
    var differs = new ArrayList<String>();
    for (var who : inTurn(line)) {
      var answer = ask(operation, thing, who, line.sent());
      var told = told(answer);
      var expected = line.told(who);
      if (!told.equals(expected.equals("none") ? "yes" : expected)) {
        differs.add(who + ": " + expected + " is " + told + " " + answer.body());
      }
      if (!expected.equals("yes")) differs.addAll(traces(who, thing, answer));
    }
    if (line.object().equals("sessions")) things.forgetSessions();
    then(differs).as(line + " (" + operation.method() + " " + operation.path() + ")").isEmpty();
  }

  /** Who is refused first: an object that was cancelled is nobody's to refuse. */
  private static List<Who> inTurn(Line line) {
    var done = Arrays.stream(Who.values()).filter(who -> line.told(who).equals("yes")).toList();
    var turn = new ArrayList<>(List.of(Who.values()));
    turn.removeAll(done);
    turn.addAll(done);
    return turn;
  }

  /** What an answer is in the page's words. */
  private static String told(Reply answer) {
    var status = answer.status();
    if (status < 300) return "yes";
    if (status == 404) return "404";
    var body = answer.body().startsWith("{") ? new JsonObject(answer.body()) : new JsonObject();
    var problem = body.getString("type", "?").replace("/problems/", "");
    return WORDS.getOrDefault(problem, problem);
  }

  /** What such an answer has of an object that is not for who asks. */
  private static List<String> traces(Who who, Thing thing, Reply answer) {
    var all = answer.headers().map() + answer.body();
    return thing.traces().stream()
        .filter(all::contains)
        .map(trace -> who + " is told of " + trace + " " + all)
        .toList();
  }

  private Reply ask(Operation operation, Thing thing, Who who, String sent) {
    var query = sent.startsWith("?") ? filled(sent, thing) : "";
    var uri = URI.create("http://127.0.0.1:" + office.node(0).apiPort() + path(operation, thing));
    var body = sent.startsWith("{") ? sent : example(operation);
    var request = HttpRequest.newBuilder(uri.resolve(uri + query));
    var publisher = BodyPublishers.noBody();
    if (!body.isEmpty()) {
      publisher = BodyPublishers.ofString(filled(body, thing));
      request.header("Content-Type", "application/json");
    }
    var token = things.token(who, thing);
    if (token != null) request.header("Authorization", "Bearer " + token);
    return reply(request.method(operation.method(), publisher).build());
  }

  private Reply reply(HttpRequest request) {
    try {
      var answer = http.send(request, BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        var type = answer.headers().firstValue("Content-Type").orElse("");
        // An event stream has no end: that it is opened is enough.
        var bytes = type.equals("text/event-stream") ? body.readNBytes(1) : body.readAllBytes();
        var text = new String(bytes, StandardCharsets.UTF_8);
        return new Reply(answer.statusCode(), answer.headers(), text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The example of the request, or an empty text when nothing is sent. */
  private static String example(Operation operation) {
    var at = operation.at() + "/requestBody/content/application~1json";
    for (var example : contract.at(at + "/examples")) return example.get("value").toString();
    var schema = contract.at(at + "/schema/$ref").asText();
    if (schema.isEmpty()) return contract.at(at).isMissingNode() ? "" : "{}";
    return contract.at(schema.substring(1) + "/examples/0").toString();
  }

  /** What the object does not name is of the demo, or a UUID that there is not. */
  private static String path(Operation operation, Thing thing) {
    return NAMED
        .matcher(operation.path())
        .replaceAll(
            named -> {
              var known = thing.names().getOrDefault(named.group(1), DEMO.get(named.group(1)));
              return known == null ? UUID.randomUUID().toString() : known;
            });
  }

  private static String filled(String text, Thing thing) {
    var filled = text;
    for (var name : thing.names().entrySet()) {
      filled = filled.replace("<" + name.getKey() + ">", name.getValue());
    }
    return filled;
  }
}
