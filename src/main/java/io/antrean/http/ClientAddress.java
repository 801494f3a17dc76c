package io.antrean.http;

import io.antrean.config.AddressRange;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Who really asks: the peer of the connection, or, when that is a trusted proxy, the last address
 * in X-Forwarded-For that is not one. What a client wrote there itself is never believed.
 */
public final class ClientAddress {

  private static final String FORWARDED = "X-Forwarded-For";

  private final List<AddressRange> trusted;

  /** {@code trustedProxies} are addresses or CIDR ranges, as the configuration has checked. */
  public ClientAddress(List<String> trustedProxies) {
    trusted = trustedProxies.stream().map(AddressRange::parse).toList();
  }

  /** The client's address, in one spelling. */
  public String of(HttpServerRequest request) {
    var peer = request.remoteAddress().hostAddress();
    return of(peer, request.headers().getAll(FORWARDED));
  }

  String of(String peer, List<String> forwarded) {
    var nearest = AddressRange.bytes(peer);
    for (int line = forwarded.size() - 1; line >= 0; line--) {
      var hops = forwarded.get(line).split(",");
      for (int hop = hops.length - 1; hop >= 0; hop--) {
        if (!isTrusted(nearest)) return text(nearest);
        var next = AddressRange.bytes(withoutPort(hops[hop].trim()));
        if (next == null) return text(nearest);
        nearest = next;
      }
    }
    return text(nearest);
  }

  private boolean isTrusted(byte[] address) {
    for (var range : trusted) if (range.contains(address)) return true;
    return false;
  }

  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) return hop.substring(1, Math.max(1, hop.indexOf(']')));
    var colon = hop.indexOf(':');
    return colon > 0 && hop.indexOf(':', colon + 1) < 0 ? hop.substring(0, colon) : hop;
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes; check AddressRange", e);
    }
  }
}
