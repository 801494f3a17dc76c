package io.antrean.notice;

import io.antrean.config.AddressRange;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a webhook is: over https, or over http on this very machine. Which addresses it may have is
 * asked each time that it is connected to, of all that its name stands for: a name may stand for
 * another one by then.
 */
record Destination(String host, int port, boolean tls, String path) {

  static final int URL_MAX = 500;

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  /** What is nobody's on the internet: loopback, private, link-local, multicast, reserved. */
  private static final List<AddressRange> PRIVATE =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/3",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "4000::/2",
              "8000::/1")
          .map(AddressRange::parse)
          .toList();

  /** Null when it is no address that a webhook may have. */
  static Destination parse(String url) {
    try {
      var uri = new URI(url);
      var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      var host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      var tls = scheme.equals("https");
      if (!tls && !(scheme.equals("http") && LOOPBACK.contains(host))) return null;
      if (host.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
        return null;
      }
      var port = uri.getPort() == -1 ? tls ? 443 : 80 : uri.getPort();
      if (port < 1 || port > 65_535) return null;
      var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return new Destination(host, port, tls, path + query);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The addresses of its name, by the system's resolver: blocking. */
  InetAddress[] resolve() throws UnknownHostException {
    return InetAddress.getAllByName(host);
  }

  /** Whether it is written as an address, not a name, that is refused. */
  boolean isRefusedAsWritten(List<AddressRange> allowed) {
    var address = host.equals("localhost") ? "127.0.0.1" : host.replaceAll("[\\[\\]]", "");
    var bytes = AddressRange.bytes(address);
    return bytes != null && isRefused(bytes, allowed);
  }

  /** Whether nothing of ours may be sent to this address: it is private, and not allowed. */
  static boolean isRefused(InetAddress address, List<AddressRange> allowed) {
    var bytes = AddressRange.bytes(address.getHostAddress().replaceAll("%.*", ""));
    return bytes == null || isRefused(bytes, allowed);
  }

  private static boolean isRefused(byte[] bytes, List<AddressRange> allowed) {
    if (allowed.stream().anyMatch(range -> range.contains(bytes))) return false;
    return PRIVATE.stream().anyMatch(range -> range.contains(bytes));
  }
}
