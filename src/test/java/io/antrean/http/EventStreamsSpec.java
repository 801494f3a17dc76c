package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Event streams")
class EventStreamsSpec {

  private static final UUID TOPIC = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);

  @RegisterExtension final ServedApi api = new ServedApi();
  private EventStreams streams;
  private Context loop;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeEach
  void serve() {
    api.serve(
        ServedApi.config(),
        (vertx, router) -> {
          loop = vertx.getOrCreateContext();
          streams = new EventStreams(vertx, 3, Duration.ofMillis(200));
          router
              .get("/:topic/events")
              .handler(
                  ctx -> {
                    var last = EventStreams.lastEventId(ctx);
                    var first = last == null ? null : event("after " + last);
                    streams.subscribe(ctx, UUID.fromString(ctx.pathParam("topic")), first);
                  });
        });
  }

  private static Buffer event(String text) {
    return EventStreams.event("e1.2", "availability", new JsonObject().put("text", text));
  }

  private void onLoop(Runnable action) {
    ServedApi.get(
        io.vertx.core.Future.<Void>future(
            done ->
                loop.runOnContext(
                    go -> {
                      action.run();
                      done.complete();
                    })));
  }

  @Test
  void have_a_head_that_ends_so_that_the_connection_goes_on() throws IOException {
    try (var socket = new Socket("127.0.0.1", api.port)) {
      socket.setSoTimeout(5_000);
      var head = "HEAD /" + TOPIC + "/events HTTP/1.1\r\nHost: x\r\n\r\n";
      socket.getOutputStream().write((head + head).getBytes(StandardCharsets.UTF_8));
      var in = new BufferedReader(new InputStreamReader(socket.getInputStream()));
      for (int i = 0; i < 2; i++) {
        then(in.readLine()).isEqualTo("HTTP/1.1 200 OK");
        var lines = new ArrayList<String>();
        for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) lines.add(line);
        then(String.join(" ", lines).toLowerCase()).contains("text/event-stream");
      }
      onLoop(() -> then(streams.open()).isZero());
    }
  }

  private BufferedReader open(UUID topic, String headers) throws IOException {
    var socket = new Socket("127.0.0.1", api.port);
    sockets.add(socket);
    socket.setSoTimeout(10_000);
    var head = "GET /" + topic + "/events HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
    return new BufferedReader(new InputStreamReader(socket.getInputStream()));
  }

  private static void thenSees(BufferedReader stream, String... lines) throws IOException {
    for (var wanted : lines) {
      var read = new ArrayList<String>();
      do read.add(String.valueOf(stream.readLine()));
      while (read.size() < 50 && !read.get(read.size() - 1).startsWith(wanted));
      then(read.get(read.size() - 1)).as("of " + read).startsWith(wanted);
    }
  }

  @Test
  void tell_all_subscribers_of_a_topic_and_no_others() throws Exception {
    var ani = open(TOPIC, "");
    var budi = open(TOPIC, "Last-Event-ID: e1.1\r\n");
    var other = open(OTHER, "");
    thenSees(ani, "HTTP/1.1 200", "Content-Type: text/event-stream", "retry: ");
    thenSees(budi, "retry: ", "id: e1.2", "event: availability", "data: {\"text\":\"after e1.1\"}");
    thenSees(other, "retry: ");
    // WHEN
    onLoop(() -> streams.publish(TOPIC, event("news")));
    onLoop(() -> streams.publish(OTHER, event("else")));
    // THEN
    thenSees(ani, "id: e1.2", "event: availability", "data: {\"text\":\"news\"}");
    thenSees(budi, "data: {\"text\":\"news\"}");
    thenSees(other, "data: {\"text\":\"else\"}");
    thenSees(ani, ":");
  }

  @Test
  void are_bounded_and_counted() throws Exception {
    for (int i = 0; i < 3; i++) thenSees(open(TOPIC, ""), "retry: ");
    thenSees(open(TOPIC, ""), "HTTP/1.1 503");
    // WHEN
    sockets.get(0).close();
    // THEN
    await().until(() -> streams.open() == 2);
    thenSees(open(OTHER, ""), "retry: ");
    onLoop(() -> streams.end(TOPIC, event("over")));
    await().until(() -> streams.open() == 1);
    then(streams.hasSubscribers(TOPIC)).isFalse();
  }

  @Test
  void cut_off_a_subscriber_who_does_not_read() throws Exception {
    thenSees(open(TOPIC, ""), "HTTP/1.1 200");
    var large = event("x".repeat(100_000));
    await()
        .until(
            () -> {
              onLoop(() -> streams.publish(TOPIC, large));
              return streams.open() == 0;
            });
  }

  @Test
  void do_not_hold_up_a_stop() throws Exception {
    var ani = open(TOPIC, "");
    thenSees(ani, "retry: ");
    var began = System.nanoTime();
    ServedApi.get(api.stop());
    then(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    then(ani.lines().toList()).contains("0");
  }

  @Test
  void belong_to_the_event_loop_that_made_them() {
    then(Assertions.catchThrowable(() -> streams.publish(TOPIC, event("x"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event loop");
  }
}
