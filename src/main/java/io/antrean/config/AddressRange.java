package io.antrean.config;

import io.netty.util.NetUtil;

/** One IP address, or a CIDR range of them. Names are never looked up. */
public final class AddressRange {

  private final byte[] network;
  private final int bits;

  private AddressRange(byte[] network, int bits) {
    this.network = network;
    this.bits = bits;
  }

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; null when it is neither. */
  public static AddressRange parse(String text) {
    var slash = text.indexOf('/');
    var network = bytes(slash < 0 ? text : text.substring(0, slash));
    if (network == null) return null;
    var mapped = network.length == 4 && text.indexOf(':') >= 0;
    var bits = slash < 0 ? network.length * 8 : prefix(text.substring(slash + 1), mapped);
    return bits < 0 || bits > network.length * 8 ? null : new AddressRange(network, bits);
  }

  private static int prefix(String text, boolean mapped) {
    if (!text.matches("[0-9]{1,3}")) return -1;
    return Integer.parseInt(text) - (mapped ? 96 : 0);
  }

  /**
   * The bytes of an address written in digits, or null. An IPv4 address stays one when it is
   * written as IPv6 ({@code ::ffff:10.0.0.1}), as dual-stack sockets do.
   */
  public static byte[] bytes(String address) {
    var bytes = NetUtil.createByteArrayFromIpAddressString(address);
    if (bytes == null || bytes.length != 16) return bytes;
    for (int i = 0; i < 10; i++) if (bytes[i] != 0) return bytes;
    if (bytes[10] != -1 || bytes[11] != -1) return bytes;
    return new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
  }

  /** Whether the address, as {@link #bytes} gives it, lies in this range. */
  public boolean contains(byte[] address) {
    if (address == null || address.length != network.length) return false;
    for (int bit = 0; bit < bits; bit += 8) {
      var mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
      if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) return false;
    }
    return true;
  }
}
