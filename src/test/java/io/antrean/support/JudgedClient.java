package io.antrean.support;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation.Answer;
import io.antrean.support.OpenApi.Operation;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A client of the first node that holds every answer against the document that it serves. */
public final class JudgedClient {

  /** An answer read from a socket, where no client would send what was sent. */
  public record RawAnswer(int status, HttpHeaders headers, String body) {}

  private final Installation office;
  private final OpenApi contract;
  private final Set<String> seen = new HashSet<>();

  public JudgedClient(Installation office) {
    this.office = office;
    this.contract =
        new OpenApi(office.send(0, "GET", "/openapi.yaml", null, null, Map.of()).join().body());
  }

  public OpenApi contract() {
    return contract;
  }

  /** The statuses of operations with these tags that no answer had so far: {@code claim 425}. */
  public List<String> unseen(String... tags) {
    return contract.operations().stream()
        .filter(o -> List.of(tags).contains(contract.at(o.at() + "/tags/0").asText()))
        .flatMap(o -> contract.statuses(o).stream().map(status -> o.id() + " " + status))
        .filter(one -> !seen.contains(one))
        .toList();
  }

  public Answer ask(String method, String path, String token, JsonObject body) {
    return ask(method, path, token, body == null ? null : body.encode(), Map.of());
  }

  /** Sends it as it is, and fails unless the answer is one that the document promises. */
  public Answer ask(
      String method, String path, String token, String body, Map<String, String> headers) {
    var response = office.send(0, method, path, token, body, headers).join();
    var text = response.body();
    judge(operation(method, path), response.statusCode(), response.headers(), text);
    var json = text.startsWith("{") ? new JsonObject(text) : new JsonObject();
    return new Answer(response.statusCode(), json, response);
  }

  /** The operation of this address; of another method of it when it does not know this one. */
  private Operation operation(String method, String path) {
    var address = path.replaceAll("\\?.*", "");
    var here =
        contract.operations().stream().filter(o -> OpenApi.matches(o.path(), address)).toList();
    return here.stream()
        .filter(o -> o.method().equals(method))
        .findFirst()
        .orElseGet(() -> here.isEmpty() ? contract.operation("getContract") : here.get(0));
  }

  public void judge(Operation operation, int status, HttpHeaders headers, String body) {
    then(contract.findings(operation, status, headers, body)).isEmpty();
    seen.add(operation.id() + " " + status);
  }

  /** Writes these bytes to a connection of its own and reads until the server closes it. */
  public RawAnswer raw(String operation, String request) {
    try (var socket = new Socket("127.0.0.1", office.node(0).apiPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var answer = parse(text);
      judge(contract.operation(operation), answer.status, answer.headers, answer.body);
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stream of server-sent events that stays open; its first lines have been judged. */
  public record Stream(Socket socket, int status, List<String> lines) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /**
   * Opens a stream and reads up to its first {@code state} or {@code board} event, or all of a
   * refusal.
   */
  public Stream stream(String path) {
    try {
      var socket = new Socket("127.0.0.1", office.node(0).apiPort());
      socket.setSoTimeout(20_000);
      var request = "GET " + path + " HTTP/1.1\r\nHost: office\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var text = new StringBuilder();
      while (!text.toString().matches("(?s).*(event: (state|board)\ndata: .*\n|\"detail\":.*})")) {
        var next = socket.getInputStream().read();
        if (next < 0) throw new IllegalStateException("The stream ended: " + text);
        text.append((char) next);
      }
      var answer = parse(text.toString());
      // Without the sizes of the chunks.
      var body = answer.body.replaceAll("(?m)^[0-9a-f]+\r\n", "").replace("\r\n", "");
      judge(operation("GET", path), answer.status, answer.headers, body);
      return new Stream(socket, answer.status, body.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawAnswer parse(String text) {
    var end = text.indexOf("\r\n\r\n");
    var head = text.substring(0, end).split("\r\n");
    var headers = new HashMap<String, List<String>>();
    for (int i = 1; i < head.length; i++) {
      var parts = head[i].split(": ", 2);
      headers.put(parts[0], List.of(parts[1]));
    }
    var status = Integer.parseInt(head[0].split(" ")[1]);
    return new RawAnswer(
        status, HttpHeaders.of(headers, (name, value) -> true), text.substring(end + 4));
  }
}
