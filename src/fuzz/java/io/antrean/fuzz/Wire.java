package io.antrean.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** A connection on which any bytes can be sent; it is opened again when it was closed. */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MS = 15_000;
  private static final int HEAD_MAX = 64 * 1024;

  private final int port;
  private Socket socket;
  private InputStream in;

  Wire(int port) {
    this.port = port;
  }

  /** Sends it and reads the answer; {@code last} closes the connection afterwards. */
  Reply send(byte[] request, boolean head, boolean last) {
    var wasOpen = socket != null;
    var reply = once(request, head);
    // An idle connection may have been closed meanwhile, which says nothing of this request.
    if (reply.status() == Reply.CLOSED && wasOpen) {
      close();
      reply = once(request, head);
    }
    if (last || reply.status() <= 0 || reply.header("Connection").equals("close")) close();
    return reply;
  }

  private Reply once(byte[] request, boolean head) {
    try {
      if (socket == null) open();
      socket.getOutputStream().write(request);
      return read(head);
    } catch (SocketTimeoutException e) {
      return Reply.none(Reply.SILENCE);
    } catch (IOException e) {
      close();
      return Reply.none(Reply.CLOSED);
    }
  }

  private void open() throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  private Reply read(boolean isHead) throws IOException {
    var lines = head();
    var status = Integer.parseInt(lines.get(0).split(" ")[1]);
    if (status == 100) return read(isHead);
    var named = new HashMap<String, List<String>>();
    for (var line : lines.subList(1, lines.size())) {
      var parts = line.split(": ?", 2);
      named.computeIfAbsent(parts[0].toLowerCase(), none -> new ArrayList<>()).add(parts[1]);
    }
    var headers = HttpHeaders.of(named, (name, value) -> true);
    if (isHead || status == 204 || status == 304) return new Reply(status, headers, "");
    var length = headers.firstValue("content-length");
    if (headers.firstValue("content-type").orElse("").equals("text/event-stream")) {
      var begin = chunk();
      close();
      return new Reply(status, headers, text(begin));
    }
    if (length.isPresent()) {
      return new Reply(status, headers, text(in.readNBytes(Integer.parseInt(length.get()))));
    }
    if (headers.firstValue("transfer-encoding").orElse("").equals("chunked")) {
      var all = new ByteArrayOutputStream();
      for (var part = chunk(); part.length > 0; part = chunk()) all.writeBytes(part);
      return new Reply(status, headers, text(all.toByteArray()));
    }
    return new Reply(status, headers, text(in.readAllBytes()));
  }

  private List<String> head() throws IOException {
    var lines = new ArrayList<String>();
    for (var line = line(); !line.isEmpty(); line = line()) lines.add(line);
    if (lines.isEmpty() || !lines.get(0).matches("HTTP/1\\.[01] [0-9]{3}.*")) {
      throw new IOException("This is no answer: " + lines);
    }
    return lines;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (var c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() > HEAD_MAX) throw new IOException("The connection was closed");
      if (c != '\r') line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  private byte[] chunk() throws IOException {
    var size = Integer.parseInt(line(), 16);
    var bytes = in.readNBytes(size);
    line();
    return bytes;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      if (socket != null) socket.close();
    } catch (IOException e) {
      // It is gone, which is what was wanted.
    }
    socket = null;
  }
}
