package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.function.BiPredicate;

/**
 * Somebody who looks at what is free, as a good client does: with the ETag of what it has. It fails
 * when an answer can not be true, where no seat comes back.
 */
final class Watching {

  private static final String NOTHING_YET = "\"e0.0\"";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rush rush;

  Watching(Rush rush) {
    this.rush = rush;
  }

  Session begin(Session session) {
    return session.set("etag", NOTHING_YET).set("free", rush.release().seats());
  }

  /** Before the opening all is free, and later never more than was seen before. */
  HttpRequestActionBuilder look() {
    // An answer that was under way at the opening may tell of before or of after it.
    return slots("slots", (free, seen) -> rush.until(0).isZero() || free == seats());
  }

  /** When all is over: what nobody was told is free, and nothing else. */
  HttpRequestActionBuilder lastLook(Claiming claiming) {
    return slots("slots at the end", (free, seen) -> free == seats() - claiming.seatsTold());
  }

  private int seats() {
    return rush.release().seats();
  }

  private HttpRequestActionBuilder slots(String name, BiPredicate<Integer, Integer> isTrue) {
    return http(name)
        .get("/api/v1/releases/" + rush.release().id() + "/slots")
        .header("If-None-Match", "#{etag}")
        .requestTimeout(Duration.ofSeconds(10))
        .check(
            status().in(200, 304),
            header("ETag").saveAs("etag"),
            bodyString()
                .transformWithSession(Watching::free)
                .validate(
                    "seats that can be free",
                    (free, session) -> {
                      var seen = session.getInt("free");
                      if (free <= seen && isTrue.test(free, seen)) return free;
                      throw new IllegalStateException(free + " free, " + seen + " before");
                    })
                .saveAs("free"));
  }

  /** Seats free in all slots; 304 has no body, and says that it is as it was. */
  private static Integer free(String body, Session session) {
    if (body == null || body.isEmpty()) return session.getInt("free");
    try {
      var free = 0;
      for (var slot : JSON.readTree(body).path("slots")) free += slot.path("free").asInt();
      return free;
    } catch (JsonProcessingException notJson) {
      throw new IllegalStateException("no JSON: " + body, notJson);
    }
  }
}
