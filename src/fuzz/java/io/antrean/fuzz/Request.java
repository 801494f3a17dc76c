package io.antrean.fuzz;

import io.antrean.support.OpenApi.Operation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request as it goes over the wire. {@code who} is the name of the caller whose token stands in
 * the headers; {@code what} says what is odd about it; {@code straight}: its path is one of the
 * operation; {@code wrong}: by its own schemas the operation must refuse it. A null {@code body} is
 * none.
 */
record Request(
    Operation operation,
    String method,
    String target,
    List<String> headers,
    byte[] body,
    String who,
    String token,
    List<String> what,
    boolean straight,
    boolean wrong) {

  /** Whether it says itself where its body ends, which may be wrong: then anything may follow. */
  boolean framesItself() {
    return headers.stream().anyMatch(h -> h.matches("(?i)(content-length|transfer-encoding):.*"));
  }

  byte[] bytes() {
    var out = new ByteArrayOutputStream();
    var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(h -> h.startsWith("Host:"))) head.append("Host: fuzz\r\n");
    for (var header : headers) head.append(header).append("\r\n");
    if (body != null && !framesItself())
      head.append("Content-Length: ").append(body.length).append("\r\n");
    out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (body != null) out.writeBytes(body);
    return out.toByteArray();
  }

  /** To be sent again by hand; a token is a variable, since it ends with its server. */
  String curl() {
    var text = new StringBuilder("curl -sS --path-as-is -X " + method);
    for (var header : headers) {
      var shown = token == null ? header : header.replace(token, "$" + who.toUpperCase());
      text.append(" -H ").append(shown.contains("$") ? '"' + shown + '"' : quoted(shown));
    }
    var where = " " + quoted("http://127.0.0.1:8080" + target);
    if (body == null) return text + where;
    var latin1 = new String(body, StandardCharsets.ISO_8859_1);
    return latin1.indexOf(0) < 0
        ? text + " --data-binary " + quoted(latin1) + where
        : printed(body) + " | " + text + " --data-binary @-" + where;
  }

  /** A command that writes these bytes. */
  static String printed(byte[] bytes) {
    var text = new StringBuilder("printf '");
    for (var b : bytes) {
      var c = (char) (b & 0xff);
      if (Character.isLetterOrDigit(c) && c < 127 || " /.:,{}[]-_\"".indexOf(c) >= 0)
        text.append(c);
      else text.append("\\x%02x".formatted((int) c));
    }
    return text + "'";
  }

  /** For bash, byte by byte. */
  static String quoted(String latin1) {
    if (latin1.matches("[ !#-&(-\\[\\]-~\"]*")) return "'" + latin1 + "'";
    var text = new StringBuilder("$'");
    for (char c : latin1.toCharArray()) {
      if (c == '\'' || c == '\\') text.append('\\').append(c);
      else if (c >= ' ' && c < 127) text.append(c);
      else text.append("\\x%02x".formatted((int) c));
    }
    return text + "'";
  }
}
