package io.antrean.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Redis commands as an operator types them, on a connection of their own. */
public final class RedisShell {

  private RedisShell() {}

  /** The reply's lines; none for nil. */
  public static List<String> run(String redisUri, String... words) {
    var at = URI.create(redisUri);
    try (var socket = new Socket(at.getHost(), at.getPort())) {
      socket.setSoTimeout(10_000);
      var command = String.join(" ", words) + "\r\n";
      socket.getOutputStream().write(command.getBytes(StandardCharsets.UTF_8));
      var reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      var lines = new ArrayList<String>();
      read(reader, lines);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only line of the reply; null for nil. */
  public static String one(String redisUri, String... words) {
    var lines = run(redisUri, words);
    return lines.isEmpty() ? null : lines.get(0);
  }

  private static void read(BufferedReader from, List<String> lines) throws IOException {
    var head = from.readLine();
    var rest = head.substring(1);
    switch (head.charAt(0)) {
      case '-' -> throw new IOException(rest);
      case '$' -> {
        if (!rest.equals("-1")) lines.add(from.readLine());
      }
      case '*' -> {
        for (int i = Integer.parseInt(rest); i > 0; i--) read(from, lines);
      }
      default -> lines.add(rest);
    }
  }
}
