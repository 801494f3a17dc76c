package io.antrean.fuzz;

import java.net.http.HttpHeaders;

/** What came back; status 0 when the connection was closed, -1 when nothing came in time. */
record Reply(int status, HttpHeaders headers, String body) {

  static final int CLOSED = 0;
  static final int SILENCE = -1;

  static Reply none(int status) {
    return new Reply(status, HttpHeaders.of(java.util.Map.of(), (name, value) -> true), "");
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }
}
