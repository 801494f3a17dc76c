package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The HTTP server")
class HttpServerSpec {

  private static final String GET = "GET /fast HTTP/1.1\r\nHost: x\r\n";
  private static final Duration SOON = Duration.ofMillis(300);

  @RegisterExtension final ServedApi api = new ServedApi();

  private static void routes(Vertx vertx, Router router) {
    router.get("/fast").handler(ctx -> ctx.end("fast"));
    router.get("/slow").handler(ctx -> vertx.setTimer(700, t -> ctx.end("slow")));
    router.get("/never").handler(ctx -> {});
    router
        .get("/streams")
        .handler(
            ctx -> {
              ctx.response().setChunked(true).write("begun ");
              vertx.setTimer(2500, t -> ctx.end("ended"));
            });
    router.post("/fast").handler(ctx -> ctx.end("posted"));
  }

  private void serve(Duration requestTimeout, int connectionsMax) {
    api.serve(ServedApi.config(List.of(), requestTimeout, connectionsMax), HttpServerSpec::routes);
  }

  /** Writes a byte each 100 ms, as a slow or hostile client does, until the server closes. */
  private String drip(String head, String drops) throws IOException, InterruptedException {
    try (var socket = new Socket("127.0.0.1", api.port)) {
      socket.setSoTimeout(10_000);
      var dripping =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                  for (var drop : drops.toCharArray()) {
                    socket.getOutputStream().write(drop);
                    Thread.sleep(100);
                  }
                } catch (IOException | InterruptedException e) {
                  // The server has closed, as it should.
                }
              });
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      then(dripping).as("closed before the last drop").isNotDone();
      return answer;
    }
  }

  @Test
  void ends_a_head_that_comes_drop_by_drop() throws Exception {
    serve(SOON, 100);
    then(drip("GET /fast HT", "x".repeat(60))).isEmpty();
  }

  @Test
  void ends_a_body_that_comes_drop_by_drop() throws Exception {
    serve(SOON, 100);
    var head = "POST /fast HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n";
    then(drip(head, "x".repeat(60)))
        .startsWith("HTTP/1.1 408 ")
        .contains("/problems/request-timeout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 2000000000", "Transfer-Encoding: chunked"})
  void cuts_off_a_body_that_is_too_large(String length) throws Exception {
    serve(Duration.ofSeconds(60), 100);
    try (var socket = new Socket("127.0.0.1", api.port)) {
      socket.setSoTimeout(10_000);
      var head = "POST /fast HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n";
      var part = length.startsWith("C") ? "x".repeat(1000) : "3e8\r\n" + "x".repeat(1000) + "\r\n";
      var sent = CompletableFuture.supplyAsync(() -> sendUntilCut(socket, head, part));
      var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8);
      then(answer).isEqualTo("HTTP/1.1 413");
      then(sent).as("cut off").succeedsWithin(Duration.ofSeconds(10));
      then(sent.join()).as("bytes that left, most of them into buffers").isLessThan(50_000_000);
    }
  }

  private static long sendUntilCut(Socket socket, String head, String part) {
    var sent = 0L;
    try {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      for (var bytes = part.getBytes(StandardCharsets.UTF_8); sent < 2_000_000_000; ) {
        socket.getOutputStream().write(bytes);
        sent += bytes.length;
      }
    } catch (IOException e) {
      // The server has cut the connection, as it should.
    }
    return sent;
  }

  @Test
  void does_not_end_an_answer_that_takes_longer_than_a_request_may() {
    serve(SOON, 100);
    then(api.get("/slow").body()).isEqualTo("slow");
  }

  @Test
  void says_that_nobody_knows_when_nobody_answers() {
    serve(SOON, 100);
    var answer = api.get("/never");
    then(answer.statusCode()).isEqualTo(503);
    then(answer.body()).contains("\"outcome\":\"unknown\"");
    then(api.get("/fast").body()).isEqualTo("fast");
    then(api.get("/streams").body()).isEqualTo("begun ended");
  }

  @Test
  void refuses_what_is_not_http_or_too_long_as_a_problem() {
    serve(Duration.ofSeconds(10), 100);
    then(api.raw("GET /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.0 414 ")
        .contains("/problems/uri-too-long");
    then(api.raw(GET + "X: " + "x".repeat(9000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ")
        .contains("/problems/headers-too-large");
    then(api.raw(GET + "no colon\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("/problems/malformed-request");
  }

  @Test
  void closes_connections_past_its_bound_and_takes_new_ones_later() throws Exception {
    serve(Duration.ofSeconds(10), 3);
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < 3; i++) sockets.add(new Socket("127.0.0.1", api.port));
    for (var socket : sockets) {
      socket.getOutputStream().write((GET + "\r\n").getBytes(StandardCharsets.UTF_8));
      then(socket.getInputStream().read()).isEqualTo('H');
    }
    // WHEN
    then(api.raw()).isEmpty();
    // THEN
    sockets.get(0).close();
    await()
        .ignoreExceptions()
        .until(() -> api.raw(GET + "Connection: close\r\n\r\n").endsWith("fast"));
    for (var socket : sockets) socket.close();
  }

  @Test
  void speaks_no_http_2_without_tls() {
    serve(Duration.ofSeconds(10), 100);
    then(api.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).startsWith("HTTP/2.0 501 ");
  }

  @Test
  void shares_one_port_among_event_loops() {
    var loops = ConcurrentHashMap.<String>newKeySet();
    var config =
        new io.antrean.config.HttpConfig(
            "127.0.0.1",
            0,
            2,
            List.of(),
            List.of(),
            16384,
            Duration.ofSeconds(9),
            SOON,
            SOON,
            SOON,
            100);
    api.serve(
        config,
        2,
        (vertx, router) ->
            router
                .get("/loop")
                .handler(
                    ctx -> {
                      loops.add(Thread.currentThread().getName());
                      ctx.end();
                    }));
    for (int i = 0; i < 6; i++) {
      api.raw("GET /loop HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
    then(loops).hasSize(2);
  }

  @Test
  void answers_what_is_under_way_when_it_stops_and_takes_nothing_new() throws Exception {
    serve(Duration.ofSeconds(10), 100);
    var slow = CompletableFuture.supplyAsync(() -> api.get("/slow").body());
    Thread.sleep(300);
    // WHEN
    var began = System.nanoTime();
    ServedApi.get(api.stop());
    // THEN
    then(slow.join()).isEqualTo("slow");
    then(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    then(org.assertj.core.api.Assertions.catchThrowable(() -> new Socket("127.0.0.1", api.port)))
        .isInstanceOf(IOException.class);
  }
}
