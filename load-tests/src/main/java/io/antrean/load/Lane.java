package io.antrean.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive connection of a {@link ClosedLoop}: one request under way at a time. It reads
 * answers that say their Content-Length, which those of the API do.
 */
final class Lane {

  private static final int ANSWER_MAX = 64 * 1024;
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer in = ByteBuffer.allocate(ANSWER_MAX);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private long sentNs;

  Lane(InetSocketAddress server, Selector selector) throws IOException {
    channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  long sentNs() {
    return sentNs;
  }

  void send(byte[] request) throws IOException {
    out = ByteBuffer.wrap(request);
    in.clear();
    sentNs = System.nanoTime();
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
    var head = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
    var end = head.indexOf("\r\n\r\n");
    if (end < 0) return 0;
    if (in.position() < end + 4 + length(head.substring(0, end).toLowerCase(Locale.ROOT))) return 0;
    return Integer.parseInt(head.substring(STATUS_AT, STATUS_AT + 3));
  }

  private static int length(String head) throws IOException {
    var name = "\r\ncontent-length:";
    var at = head.indexOf(name);
    if (at < 0) throw new IOException("an answer without Content-Length");
    var end = head.indexOf('\r', at + name.length());
    return Integer.parseInt(
        head.substring(at + name.length(), end < 0 ? head.length() : end).trim());
  }

  void close() throws IOException {
    channel.close();
  }
}
