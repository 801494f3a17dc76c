package io.antrean.http;

import static org.assertj.core.api.BDDAssertions.then;

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
    then(proxied.of(peer, List.of(forwarded))).isEqualTo(client);
  }

  @Test
  void may_be_told_in_several_headers() {
    then(proxied.of("10.0.0.1", List.of("1.1.1.1", "203.0.113.9", "10.2.2.2")))
        .isEqualTo("203.0.113.9");
    then(proxied.of("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
  }

  @Test
  void is_the_peers_when_no_proxy_is_trusted() {
    then(new ClientAddress(List.of()).of("127.0.0.1", List.of("1.1.1.1"))).isEqualTo("127.0.0.1");
  }
}
