package io.antrean.torture.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive connection to a node, one request at a time, nothing repeated behind our back: a
 * failure means that nobody knows what became of the request.
 */
public final class Http implements AutoCloseable {

  /** What was answered. */
  public record Reply(int status, String body) {}

  private final int port;
  private final int timeoutMs;
  private Socket socket;
  private InputStream in;

  public Http(int port, int timeoutMs) {
    this.port = port;
    this.timeoutMs = timeoutMs;
  }

  /** Sends a request and waits for its answer; {@code body} and {@code prefer} may be null. */
  public Reply send(String method, String path, String token, String body, String prefer)
      throws IOException {
    try {
      if (socket == null) connect();
      socket.getOutputStream().write(request(method, path, token, body, prefer));
      return reply();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void connect() throws IOException {
    socket = new Socket();
    socket.connect(new InetSocketAddress("127.0.0.1", port), timeoutMs);
    socket.setSoTimeout(timeoutMs);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  private static byte[] request(
      String method, String path, String token, String body, String prefer) {
    var head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    if (token != null) head.append("Authorization: Bearer ").append(token).append("\r\n");
    if (prefer != null) head.append("Prefer: ").append(prefer).append("\r\n");
    if (body != null) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length());
      head.append("\r\n\r\n").append(body);
    } else {
      head.append("\r\n");
    }
    return head.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private Reply reply() throws IOException {
    var status = Integer.parseInt(line().substring(9, 12));
    var length = -1;
    var chunked = false;
    var close = false;
    for (var line = line(); !line.isEmpty(); line = line()) {
      var lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:"))
        length = Integer.parseInt(line.substring(15).strip());
      chunked |= lower.startsWith("transfer-encoding:");
      close |= lower.startsWith("connection: close");
    }
    var body = chunked ? chunks() : in.readNBytes(Math.max(0, length));
    if (!chunked && body.length < length) throw new IOException("cut in the middle of an answer");
    if (close) close();
    return new Reply(status, new String(body, StandardCharsets.UTF_8));
  }

  private byte[] chunks() throws IOException {
    var all = new ByteArrayOutputStream();
    while (true) {
      var size = Integer.parseInt(line(), 16);
      var chunk = in.readNBytes(size);
      if (chunk.length < size) throw new IOException("cut in the middle of an answer");
      all.writeBytes(chunk);
      line();
      if (size == 0) return all.toByteArray();
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder(64);
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) throw new IOException("the connection was closed");
      if (c != '\r') line.append((char) c);
    }
    return line.toString();
  }

  @Override
  public void close() {
    if (socket == null) return;
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
    socket = null;
  }
}
