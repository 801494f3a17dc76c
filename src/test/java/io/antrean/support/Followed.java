package io.antrean.support;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A stream of server-sent events as a browser follows it, and what it was told so far. */
public final class Followed implements AutoCloseable {

  /** {@code id} is null where the event has none. */
  public record Event(String id, JsonObject data) {}

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Socket socket;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private volatile String status;
  private volatile int heartbeats;
  private volatile boolean ended;

  private Followed(Socket socket) {
    this.socket = socket;
  }

  /** {@code lastEventId} is null for a first time. */
  public static Followed open(int port, String path, String lastEventId) {
    try {
      var followed = new Followed(new Socket("127.0.0.1", port));
      var request = "GET " + path + " HTTP/1.1\r\nHost: office\r\n";
      if (lastEventId != null) request += "Last-Event-ID: " + lastEventId + "\r\n";
      followed.socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.UTF_8));
      var thread = new Thread(followed::read);
      thread.setDaemon(true);
      thread.start();
      Eventually.find(SOON, () -> followed.status, found -> found != null);
      return followed;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (var in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String id = null;
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("HTTP/1.1 ")) status = line.substring(9, 12);
        else if (line.startsWith("id: ")) id = line.substring(4);
        else if (line.equals(":")) heartbeats++;
        // The last chunk.
        else if (line.equals("0")) ended = true;
        else if (line.startsWith("data: ")) {
          events.add(new Event(id, new JsonObject(line.substring(6))));
          id = null;
        }
      }
    } catch (IOException e) {
      // Closed by the spec.
    }
    ended = true;
  }

  public String status() {
    return status;
  }

  public int heartbeats() {
    return heartbeats;
  }

  public boolean hasEnded() {
    return Eventually.find(SOON, () -> ended, found -> found);
  }

  /** What it was told, once it is so much, or what there is by then. */
  public List<Event> events(int count) {
    return Eventually.find(SOON, () -> List.copyOf(events), found -> found.size() >= count);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
