package io.antrean.fuzz;

import java.util.Base64;
import java.util.List;
import java.util.Random;

/** Headers that clients, proxies and those who try it send. */
final class OddHeaders {

  static final List<String> CONTENT_TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "application/json; charset=utf-16",
          "application/json; boundary=x; charset",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "multipart/form-data",
          "application/merge-patch+json",
          "*/*",
          "json",
          ";",
          "application/json, text/html");

  private static final List<String> OTHERS =
      List.of(
          "Prefer: respond-async",
          "Prefer: wait=1",
          "Prefer: wait=-1, respond-async",
          "Prefer: wait=99999999999999999999",
          "Prefer: wait=",
          "Prefer: ;;,=\"",
          "Prefer: respond-async; foo=\"bar, wait=1\", handling=lenient",
          "Accept-Language: id",
          "Accept-Language: en;q=0.1, id;q=0.9",
          "Accept-Language: ;q=, *;q=2, ---, \u00e9",
          "Accept-Language: " + "id,".repeat(500),
          "Accept: text/html",
          "Accept: ,;q=x",
          "Accept-Encoding: gzip, br;q=0",
          "If-None-Match: *",
          "If-None-Match: \"e1.1\", W/\"e0.0",
          "If-None-Match: ,,\"",
          "If-Match: *",
          "If-Modified-Since: never",
          "Last-Event-ID: -1",
          "Last-Event-ID: e1.1",
          "Last-Event-ID: 99999999999999999999",
          "Last-Event-ID: \u00ff",
          "Origin: null",
          "Origin: https://elsewhere.example",
          "Range: bytes=0-1",
          "Range: bytes=5-1",
          "X-Forwarded-For: 1.1.1.1, ::1, [::]:1, x",
          "X-Forwarded-Proto: https",
          "Forwarded: for=\"_x\";proto=https",
          "X-HTTP-Method-Override: DELETE",
          "X-Request-Id: a\tb",
          "X-Request-Id: " + "x".repeat(200),
          "Cookie: " + "a=b; ".repeat(300),
          "Host: ",
          "Host: a:b:c",
          "Expect: 100-continue",
          "Expect: nothing",
          "Upgrade: websocket",
          "Upgrade: h2c",
          "Content-Encoding: gzip",
          "Connection: close",
          "Connection: upgrade, x",
          "Content-Length: 0",
          "Content-Length: 5",
          "Content-Length: 500",
          "Content-Length: -1",
          "Content-Length: 99999999999999999999",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, chunked",
          "X-Long: " + "x".repeat(9_000));

  private final Random random;
  private final List<String> headers;
  private final List<String> what;

  OddHeaders(Random random, List<String> headers, List<String> what) {
    this.random = random;
    this.headers = headers;
    this.what = what;
  }

  /** Adds none, mostly. */
  void add() {
    while (random.nextInt(5) == 0) {
      var header = Texts.of(random, OTHERS);
      headers.add(header);
      what.add(header.substring(0, Math.min(50, header.length())));
    }
  }

  /** What stands in place of a token. */
  static String authorization(Random random, String token) {
    var parts = token.split("\\.");
    var at = random.nextInt(token.length());
    var other = token.charAt(at) == 'A' ? 'B' : 'A';
    return switch (random.nextInt(9)) {
      case 0 -> "Bearer";
      case 1 -> "Bearer " + token.substring(0, at) + other + token.substring(at + 1);
      case 2 -> "Bearer " + token.substring(0, at);
      case 3 -> "Basic " + encoded("admin:admin-demo");
      case 4 -> "Bearer " + encoded("{\"alg\":\"none\"}") + "." + parts[1 % parts.length] + ".";
      case 5 -> "Bearer " + ".".repeat(random.nextInt(5_000));
      case 6 -> "Bearer \u00e9\u0001";
      case 7 -> "bearer  " + token + " " + token;
      default -> token;
    };
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes());
  }
}
