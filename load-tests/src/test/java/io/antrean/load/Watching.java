package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Somebody who looks at what is free, as a good client does: with the ETag of what it has. Tells
 * the report of answers that can not be true, where no seat comes back.
 */
final class Watching {

  private static final String NOTHING_YET = "\"e0.0\"";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rush rush;

  Watching(Rush rush) {
    this.rush = rush;
  }

  Session begin(Session session) {
    return session.set("etag", NOTHING_YET).set("seen", rush.release().seats());
  }

  /** Before the opening all is free, and later never more than was seen before. */
  ChainBuilder look() {
    return slots(
        "slots",
        "shown",
        session ->
            // An answer that was under way at the opening may tell of before or of after it.
            free(session) <= session.getInt("seen")
                && (rush.until(0).isZero() || free(session) == rush.release().seats()));
  }

  /** When all is over: what nobody was told is free, and nothing else. */
  ChainBuilder lastLook(Claiming claiming) {
    return slots(
        "slots at the end",
        "shown at the end",
        session -> free(session) == rush.release().seats() - claiming.seatsTold());
  }

  private ChainBuilder slots(String name, String shown, Predicate<Session> isTrue) {
    var request =
        http(name)
            .get("/api/v1/releases/" + rush.release().id() + "/slots")
            .header("If-None-Match", "#{etag}")
            .requestTimeout(Duration.ofSeconds(10))
            .check(
                status().in(200, 304),
                header("ETag").saveAs("etag"),
                bodyString().saveAs("answer"),
                status().saveAs("status"));
    return exec(session -> session.removeAll("status", "answer"))
        .exec(request)
        .exec(Scenario.judged(shown, isTrue))
        .exec(session -> session.contains("status") ? session.set("seen", free(session)) : session);
  }

  /** Seats free in all slots; 304 has no body, and says that it is as it was. */
  private static int free(Session session) {
    var body = session.getString("answer");
    if (body == null || body.isEmpty()) return session.getInt("seen");
    try {
      var free = 0;
      for (var slot : JSON.readTree(body).path("slots")) free += slot.path("free").asInt();
      return free;
    } catch (JsonProcessingException notJson) {
      throw new IllegalStateException("no JSON: " + body, notJson);
    }
  }
}
