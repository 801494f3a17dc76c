package io.antrean.http;

import io.antrean.config.AddressRange;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Who really asks: the peer of the connection, or, when that is a trusted proxy, the last address
 * in X-Forwarded-For that is not one. What a client wrote there itself is never believed. It is on
 * the way of every request, and reads no more of the header than it must.
 */
public final class ClientAddress {

  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("X-Forwarded-For");
  private static final int IPV4_BYTES = 4;
  private static final int NETWORK_BYTES = 8;

  private final AddressRange[] trusted;

  /** {@code trustedProxies} are addresses or CIDR ranges, as the configuration has checked. */
  public ClientAddress(List<String> trustedProxies) {
    trusted = trustedProxies.stream().map(AddressRange::parse).toArray(AddressRange[]::new);
  }

  /** The client's address, of 4 or 16 bytes; null when its connection is gone. */
  public byte[] of(HttpServerRequest request) {
    var peer = request.remoteAddress();
    var text = peer == null ? null : peer.hostAddress();
    if (text == null) return null;
    var address = AddressRange.bytes(text);
    return isTrusted(address) ? before(address, request.headers().getAll(FORWARDED)) : address;
  }

  /** Whether a proxy that is trusted passed this request on. */
  boolean isProxied(HttpServerRequest request) {
    var peer = request.remoteAddress();
    var text = peer == null ? null : peer.hostAddress();
    return text != null && isTrusted(AddressRange.bytes(text));
  }

  /** The same for a request of this peer with these lines of X-Forwarded-For. */
  public byte[] of(String peer, List<String> forwarded) {
    var address = AddressRange.bytes(peer);
    return isTrusted(address) ? before(address, forwarded) : address;
  }

  /** Goes back through the hops, from the nearest one, which is trusted. */
  private byte[] before(byte[] proxy, List<String> forwarded) {
    var nearest = proxy;
    for (int line = forwarded.size() - 1; line >= 0; line--) {
      var hops = forwarded.get(line);
      for (int end = hops.length(); end >= 0; ) {
        var begin = hops.lastIndexOf(',', end - 1) + 1;
        var next = AddressRange.bytes(withoutPort(hops.substring(begin, end).trim()));
        if (next == null) return nearest;
        nearest = next;
        if (!isTrusted(nearest)) return nearest;
        end = begin - 1;
      }
    }
    return nearest;
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

  /**
   * The address as a number, an IPv6 one without its last 64 bits: a household has all of these. No
   * IPv6 address outside of ::/32, which nobody has, shares its number with one of IPv4.
   */
  public static long network(byte[] address) {
    var bytes = address.length == IPV4_BYTES ? IPV4_BYTES : NETWORK_BYTES;
    var network = 0L;
    for (int i = 0; i < bytes; i++) network = network << 8 | address[i] & 0xff;
    return network;
  }

  /** Whether this machine asks itself: 127.0.0.0/8 or ::1. */
  public static boolean isLoopback(byte[] address) {
    if (address.length == IPV4_BYTES) return address[0] == 127;
    for (int i = 0; i < address.length - 1; i++) if (address[i] != 0) return false;
    return address[address.length - 1] == 1;
  }
}
