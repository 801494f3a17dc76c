package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy and the server must see the same requests, or one client slips its own to another. */
@DisplayName("A request that says twice where it ends")
class FramingSpec {

  private static final String POST = "POST /taken HTTP/1.1\r\nHost: x\r\n";
  private static final String SECOND = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

  @RegisterExtension final ServedApi api = new ServedApi();

  private final List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();

  @BeforeEach
  void serve() {
    api.serve(
        ServedApi.config(),
        (vertx, router) -> {
          router
              .route("/*")
              .handler(
                  ctx -> {
                    asked.add(ctx.request().path());
                    ctx.end("taken");
                  });
        });
  }

  private static long answers(String text) {
    return text.split("HTTP/1\\.1 [0-9]", -1).length - 1L;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
        "Content-Length: 0, 44\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Transfer-Encoding : chunked\r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding: identity, chunked, x\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
      })
  void smuggles_no_second_one(String framing) {
    var said = api.raw(POST + framing + SECOND);
    then(answers(said)).as(said).isLessThanOrEqualTo(1);
    then(asked).doesNotContain("/smuggled");
  }

  @Test
  void or_not_at_all_is_refused_and_no_defect_of_ours() {
    var said = api.raw(POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n");
    // The connection may be closed before the refusal is out.
    then(said).doesNotContain(" 500 ");
    then(asked).isEmpty();
  }

  @Test
  void as_one_that_says_it_once_does() {
    var last = SECOND.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    var said = api.raw(POST + "Content-Length: 0\r\n\r\n" + last);
    then(answers(said)).isEqualTo(2);
    then(asked).containsExactly("/taken", "/smuggled");
  }
}
