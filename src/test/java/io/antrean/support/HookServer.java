package io.antrean.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** A receiver of webhooks on a port of its own, and what has arrived there, in order. */
public final class HookServer implements AutoCloseable {

  /** A request as it came; headers by their names in small letters. */
  public record Received(String path, Map<String, String> headers, String body) {

    public JsonObject json() {
      return new JsonObject(body);
    }

    public String type() {
      return json().getString("type").replace("io.antrean.booking.", "");
    }

    public String booking() {
      return json().getString("subject");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile ToIntFunction<Received> status = one -> 204;

  private HookServer(HttpServer server) {
    this.server = server;
  }

  public static HookServer open() {
    try {
      var hook = new HookServer(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
      hook.server.createContext("/", hook::receive);
      hook.server.setExecutor(hook.threads);
      hook.server.start();
      return hook;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** What is answered from now on; it may take its time. */
  public void answers(ToIntFunction<Received> with) {
    status = with;
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  /** What has come so far is not spoken of any more. */
  public void forget() {
    received.clear();
  }

  /** What came of one booking. */
  public List<Received> of(Object booking) {
    return received.stream().filter(one -> booking.toString().equals(one.booking())).toList();
  }

  /** The kinds of what came of one booking. */
  public List<String> kinds(Object booking) {
    return of(booking).stream().map(Received::type).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    var headers = new HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    var one = new Received(exchange.getRequestURI().toString(), headers, body);
    received.add(one);
    var code = status.applyAsInt(one);
    if (code >= 300 && code < 400) exchange.getResponseHeaders().set("Location", url("/moved"));
    exchange.sendResponseHeaders(code, -1);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
