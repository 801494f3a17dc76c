package io.antrean.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Bytes that are no request, or two in one, or one that ends too early. */
final class Malformed {

  private static final String POST = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private static final List<String> SAID =
      List.of(
          "GET\r\n\r\n",
          "GET /\r\n\r\n",
          "NONSENSE\r\n\r\n",
          "GET / HTTP/9.9\r\n\r\n",
          "GET / HTTP/2.0\r\nHost: x\r\n\r\n",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "GET http://127.0.0.1:9/api/v1/offices HTTP/1.1\r\nHost: x\r\n\r\n",
          "CONNECT 127.0.0.1:9 HTTP/1.1\r\nHost: x\r\n\r\n",
          "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /api/v1/offices HTTP/1.1\r\nHost x\r\n\r\n",
          "GET /api/v1/offices HTTP/1.1\r\n: x\r\n\r\n",
          "GET /api/v1/offices HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
          "GET /api/v1/offices HTTP/1.1\r\nHost: x\r\nA\u0000B: y\r\n\r\n",
          "GET /api/v1/offices HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n",
          "GET /api/v1/offices HTTP/1.1\nHost: x\n\n",
          "GET /api/v1/offices HTTP/1.1\rHost: x\r\r",
          "\r\n\r\nGET /api/v1/offices HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /api/v1/offices HTTP/1.0\r\n\r\n",
          POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
          POST + "Content-Length: +2\r\n\r\n{}",
          POST + "Content-Length: 0x2\r\n\r\n{}",
          POST + "Content-Length: 2\r\n" + CHUNKED + "0\r\n\r\nGET /x HTTP/1.1\r\nHost: x\r\n\r\n",
          POST + CHUNKED + "zz\r\n\r\n",
          POST + CHUNKED + "ffffffffffffffff\r\nx",
          POST + "Transfer-Encoding: x\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
          POST + "Content-Length: 9\r\n\r\n{",
          POST + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");

  private Malformed() {}

  static byte[] bytes(Random random) {
    var text = Texts.of(random, SAID);
    if (random.nextInt(12) == 0) text = "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n";
    if (random.nextInt(12) == 0) text = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001";
    var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int left = random.nextInt(3); left > 0; left--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** To be sent again by hand. */
  static String command(byte[] bytes) {
    return Request.printed(bytes) + " | nc -q 2 127.0.0.1 8080";
  }
}
