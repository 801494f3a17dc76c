package io.antrean.torture.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection to Redis of the suite's own: one command at a time, raw bytes in the answers. */
public final class Resp implements AutoCloseable {

  private final Socket socket = new Socket();
  private final InputStream in;

  Resp(int port) throws IOException {
    socket.connect(new InetSocketAddress("127.0.0.1", port), 2000);
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The answer: byte[], Long, List, or null; an error is an IOException with its text. */
  public Object call(Object... words) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (var word : words) {
      var raw = word instanceof byte[] b ? b : bytes(word.toString());
      out.writeBytes(("$" + raw.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(raw);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    socket.getOutputStream().write(out.toByteArray());
    return read();
  }

  /** The answer as a text; null when there is none. */
  public String text(Object... words) throws IOException {
    return string(call(words));
  }

  /** The answer as a list. */
  public List<?> list(Object... words) throws IOException {
    return call(words) instanceof List<?> list ? list : List.of();
  }

  /** A word of an answer as a text. */
  public static String string(Object answer) {
    if (answer == null) return null;
    return answer instanceof byte[] raw
        ? new String(raw, StandardCharsets.ISO_8859_1)
        : answer.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Object read() throws IOException {
    var line = line();
    var rest = line.substring(1);
    switch (line.charAt(0)) {
      case '+':
        return bytes(rest);
      case '-':
        throw new IOException(rest);
      case ':':
        return Long.valueOf(rest);
      case '$':
        var length = Integer.parseInt(rest);
        if (length < 0) return null;
        var raw = in.readNBytes(length);
        if (raw.length < length || in.read() < 0 || in.read() < 0) throw new IOException("ended");
        return raw;
      default:
        var count = Integer.parseInt(rest);
        var list = new ArrayList<Object>();
        for (int i = 0; i < count; i++) list.add(read());
        return list;
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c; (c = in.read()) != '\r'; ) {
      if (c < 0) throw new IOException("ended");
      line.append((char) c);
    }
    if (in.read() < 0 || line.length() == 0) throw new IOException("ended");
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
