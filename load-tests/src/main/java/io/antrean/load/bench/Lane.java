package io.antrean.load.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One keep-alive connection of a {@link Generator}: one request under way at a time. It reads
 * answers that say their Content-Length, which those of the API do.
 */
final class Lane {

  private static final int ANSWER_MAX = 64 * 1024;
  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.ISO_8859_1);
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(ANSWER_MAX);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private long dueNs;

  Lane(InetSocketAddress server, Selector selector) throws IOException {
    channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  long dueNs() {
    return dueNs;
  }

  void send(byte[] request, long due) throws IOException {
    out = ByteBuffer.wrap(request);
    in.clear();
    dueNs = due;
    flush();
  }

  /** Writes what is left of the request; asks to be called again when the socket is full. */
  void flush() throws IOException {
    channel.write(out);
    key.interestOps(
        out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  /** The status of the answer when it is whole, 0 while it is not. */
  int receive() throws IOException {
    if (channel.read(in) < 0) throw new IOException("the server closed the connection");
    if (!in.hasRemaining()) throw new IOException("an answer over " + ANSWER_MAX + " bytes");
    return isWhole() ? status() : 0;
  }

  /** Read as bytes, on the spot: what the generator spends, the server lacks. */
  private boolean isWhole() throws IOException {
    var bytes = in.array();
    int length = -1;
    for (int line = 0, end; (end = endOfLine(bytes, line)) >= 0; line = end + 2) {
      if (end == line) {
        if (length < 0) throw new IOException("an answer without Content-Length");
        return in.position() >= end + 2 + length;
      }
      if (startsWith(bytes, line, CONTENT_LENGTH)) {
        length = number(bytes, line + CONTENT_LENGTH.length, end);
      }
    }
    return false;
  }

  private int endOfLine(byte[] bytes, int from) {
    for (int i = from; i + 1 < in.position(); i++) {
      if (bytes[i] == '\r' && bytes[i + 1] == '\n') return i;
    }
    return -1;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if ((bytes[at + i] | 0x20) != name[i]) return false;
    }
    return true;
  }

  private static int number(byte[] bytes, int from, int to) {
    var n = 0;
    for (int i = from; i < to; i++) if (bytes[i] != ' ') n = n * 10 + bytes[i] - '0';
    return n;
  }

  private int status() {
    return number(in.array(), STATUS_AT, STATUS_AT + 3);
  }

  void close() throws IOException {
    channel.close();
  }
}
