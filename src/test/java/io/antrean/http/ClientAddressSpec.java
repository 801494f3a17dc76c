package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The client's address")
class ClientAddressSpec {

  private final ClientAddress proxied =
      new ClientAddress(List.of("10.0.0.0/8", "fd00::/8", "192.0.2.7"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9  | 1.1.1.1                      | 203.0.113.9",
        "10.1.2.3     | 203.0.113.9                  | 203.0.113.9",
        "10.1.2.3     | 1.1.1.1, 203.0.113.9         | 203.0.113.9",
        "10.1.2.3     | 203.0.113.9, 10.9.9.9        | 203.0.113.9",
        "10.1.2.3     | 203.0.113.9, 192.0.2.7       | 203.0.113.9",
        "10.1.2.3     | 203.0.113.9, 192.0.2.8       | 192.0.2.8",
        "10.1.2.3     | nonsense, 10.9.9.9           | 10.9.9.9",
        "10.1.2.3     | nonsense                     | 10.1.2.3",
        "10.1.2.3     | 203.0.113.9:4711             | 203.0.113.9",
        "10.1.2.3     | [2001:db8::1]:4711           | 2001:db8:0:0:0:0:0:1",
        "fd12::1      | 2001:DB8::1                  | 2001:db8:0:0:0:0:0:1",
        "::ffff:10.1.2.3 | 203.0.113.9               | 203.0.113.9",
        "11.1.2.3     | 203.0.113.9                  | 11.1.2.3",
      })
  void is_the_last_one_that_no_trusted_proxy_has(String peer, String forwarded, String client) {
    then(text(proxied.of(peer, List.of(forwarded)))).isEqualTo(client);
  }

  private static String text(byte[] address) {
    try {
      return InetAddress.getByAddress(address).getHostAddress();
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static long network(String address) {
    return ClientAddress.network(AddressRange.bytes(address));
  }

  @Test
  void may_be_told_in_several_headers() {
    then(text(proxied.of("10.0.0.1", List.of("1.1.1.1", "203.0.113.9", "10.2.2.2"))))
        .isEqualTo("203.0.113.9");
    then(text(proxied.of("10.0.0.1", List.of("1.1.1.1, 203.0.113.9", "", "10.2.2.2"))))
        .as("what stands before an empty hop was written by nobody whom we trust")
        .isEqualTo("10.2.2.2");
    then(text(proxied.of("10.0.0.1", List.of()))).isEqualTo("10.0.0.1");
    then(text(proxied.of("10.0.0.1", List.of("10.0.0.3,10.0.0.2")))).isEqualTo("10.0.0.3");
  }

  @Test
  void is_the_peers_when_no_proxy_is_trusted() {
    then(text(new ClientAddress(List.of()).of("127.0.0.1", List.of("1.1.1.1"))))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void counts_as_its_network_of_64_bits_under_ipv6_and_as_itself_under_ipv4() {
    then(network("2001:db8::1"))
        .isEqualTo(network("2001:db8::ffff:0:0:1"))
        .isNotEqualTo(network("2001:db8:0:1::1"));
    then(network("203.0.113.9"))
        .isEqualTo(network("::ffff:203.0.113.9"))
        .isNotEqualTo(network("203.0.113.8"))
        .isNotEqualTo(network("64:ff9b::cb00:7109"));
  }

  @Test
  void is_loopback_when_the_machine_asks_itself() {
    for (var own : List.of("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")) {
      then(ClientAddress.isLoopback(AddressRange.bytes(own))).as(own).isTrue();
    }
    for (var other : List.of("128.0.0.1", "10.0.0.127", "::2", "::", "1::1", "fe80::1")) {
      then(ClientAddress.isLoopback(AddressRange.bytes(other))).as(other).isFalse();
    }
  }
}
