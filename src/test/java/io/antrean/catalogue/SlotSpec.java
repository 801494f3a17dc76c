package io.antrean.catalogue;

import static io.antrean.catalogue.CatalogueFixture.body;
import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The slots of a release over HTTP")
class SlotSpec {

  @RegisterExtension static final CatalogueFixture office = new CatalogueFixture();

  private static String path(UUID release, String what) {
    return "/api/v1/releases/" + release + "/" + what;
  }

  private static byte[] allFreeBut(int taken) {
    var bitmap = new byte[8];
    for (int slot = 0; slot < 8; slot++) bitmap[slot] = (byte) (slot == taken ? 0xbf : 0x3f);
    return bitmap;
  }

  @Test
  void are_told_from_memory_with_a_version_that_saves_the_second_answer() {
    var id = office.release("passport-new", "2030-01-07");
    var path = path(id, "slots");
    var recovering = office.one.get(path);
    then(recovering.statusCode()).isEqualTo(503);
    then(recovering.headers().firstValue("Retry-After")).isPresent();
    then(body(recovering).getString("type")).isEqualTo("/problems/recovering");

    office.one.shows(id, 12, 15, allFreeBut(0));
    var answer = office.one.get(path);
    then(answer.statusCode()).isEqualTo(200);
    then(answer.headers().firstValue("ETag")).hasValue("\"e7.12\"");
    then(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=1");
    then(answer.headers().firstValue("Server-Time-Ms")).isPresent();
    then(body(answer).fieldNames()).containsExactly("release", "version", "asOf", "slots");
    then(body(answer).getJsonArray("slots")).hasSize(8);
    then(body(answer).getJsonArray("slots").getJsonObject(0))
        .isEqualTo(
            new JsonObject().put("slot", "2030-01-07T08:00").put("capacity", 2).put("free", 1));

    for (var tag : new String[] {"\"e7.12\"", "W/\"e7.12\"", "\"x\", W/\"e7.12\"", "*"}) {
      var same = office.one.get(path, "If-None-Match", tag);
      then(same.statusCode()).as(tag).isEqualTo(304);
      then(same.body()).isEmpty();
      then(same.headers().firstValue("ETag")).hasValue("\"e7.12\"");
    }
    then(office.one.get(path, "If-None-Match", "\"e7.11\"").statusCode()).isEqualTo(200);
    office.one.shows(id, 13, 16, allFreeBut(-1));
    then(office.one.get(path, "If-None-Match", "\"e7.12\"").statusCode()).isEqualTo(200);
  }

  @Test
  void are_followed_by_events_that_are_not_said_twice() throws IOException {
    var id = office.release("passport-new", "2030-02-04");
    office.one.shows(id, 1, 16, allFreeBut(-1));
    try (var first = new Follower(id, "");
        var second = new Follower(id, "Last-Event-ID: e7.1\r\n")) {
      then(first.next()).isEqualTo("availability");
      then(first.id).isEqualTo("e7.1");
      then(new JsonObject(first.data).getString("version")).isEqualTo("e7.1");
      then(first.next()).isEqualTo("state");
      then(second.next()).isEqualTo("state");
      then(new JsonObject(second.data).fieldNames())
          .containsExactly("state", "opensAt", "serverTime");
      then(new JsonObject(second.data).getString("state")).isEqualTo("SCHEDULED");

      var third = office.one.get(path(id, "events"));
      then(third.statusCode()).isEqualTo(503);
      then(body(third).getString("type")).isEqualTo("/problems/overloaded");

      office.one.shows(id, 2, 15, allFreeBut(0));
      then(second.next()).isEqualTo("availability");
      then(second.id).isEqualTo("e7.2");
      then(first.next()).isEqualTo("availability");

      var before = office.redisNowMs.get();
      office.redisNowMs.set(office.one.catalogue.release(id).opensAt().toEpochMilli());
      try {
        then(first.next()).isEqualTo("state");
        then(new JsonObject(first.data).getString("state")).isEqualTo("OPEN");
      } finally {
        office.redisNowMs.set(before);
      }
    }
  }

  /** Reads a stream of events, one at a time, over a socket of its own. */
  private static final class Follower implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader reader;
    String id;
    String data;

    Follower(UUID release, String header) throws IOException {
      socket = new Socket("127.0.0.1", office.one.port);
      socket.setSoTimeout(10_000);
      var request =
          "GET " + path(release, "events") + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The name of the next event; chunk sizes and heartbeats are passed over. */
    String next() throws IOException {
      String name = null;
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("id: ")) id = line.substring(4);
        if (line.startsWith("event: ")) name = line.substring(7);
        if (line.startsWith("data: ")) {
          data = line.substring(6);
          return name;
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
