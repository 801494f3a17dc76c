package io.antrean.config;

import static org.assertj.core.api.BDDAssertions.then;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The HTTP configuration")
class HttpConfigSpec {

  private static HttpConfig config(String origin, String proxy, int port) {
    return new HttpConfig(
        "127.0.0.1",
        port,
        2,
        List.of(origin),
        List.of(proxy),
        HttpConfig.BODY_MAX,
        HttpConfig.IDLE_TIMEOUT,
        HttpConfig.HEADER_TIMEOUT,
        HttpConfig.BODY_TIMEOUT,
        HttpConfig.ANSWER_TIMEOUT,
        HttpConfig.CONNECTIONS_MAX);
  }

  @Test
  void takes_origins_and_proxies() {
    config("https://pages.example:8443", "::ffff:10.0.0.0/104", 0);
    config("http://localhost:3000", "fd00::/8", 8080);
  }

  @Test
  void names_the_variable_of_each_wrong_value() {
    then(Assertions.catchThrowable(() -> config("https://x.example/path", "10.0.0.0/33", 70_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            ANTREAN_HTTP_PORT must be 0 to 65535, not 70000
            ANTREAN_CORS_ORIGINS must list origins such as https://example.org, without a path;\
             it has "https://x.example/path"
            ANTREAN_TRUSTED_PROXIES must list addresses or ranges such as 10.0.0.0/8;\
             it has "10.0.0.0/33\"""");
    for (var proxy :
        List.of("proxy.example", "10.0.0.0/", "10.0.0.0/-1", "/8", "::ffff:1.1.1.1/90")) {
      then(Assertions.catchThrowable(() -> config("https://x.example", proxy, 0)))
          .as(proxy)
          .hasMessageContaining("ANTREAN_TRUSTED_PROXIES");
    }
    for (var origin : List.of("*", "null", "x.example", "ftp://x.example", "https://")) {
      then(Assertions.catchThrowable(() -> config(origin, "10.0.0.1", 0)))
          .as(origin)
          .hasMessageContaining("ANTREAN_CORS_ORIGINS");
    }
  }

  @Test
  void a_management_port_is_a_port() {
    then(Assertions.catchThrowable(() -> new ManagementConfig("127.0.0.1", -1)))
        .hasMessageContaining("ANTREAN_MANAGEMENT_PORT");
    then(Assertions.catchThrowable(() -> new ManagementConfig(" ", 0)))
        .hasMessageContaining("ANTREAN_MANAGEMENT_HOST");
    then(HttpConfig.IDLE_TIMEOUT).isGreaterThan(Duration.ZERO);
  }

  @Test
  void a_range_contains_what_shares_its_first_bits() {
    var range = AddressRange.parse("10.32.0.0/11");
    then(range.contains(AddressRange.bytes("10.63.255.255"))).isTrue();
    then(range.contains(AddressRange.bytes("10.64.0.0"))).isFalse();
    then(range.contains(AddressRange.bytes("::1"))).isFalse();
    then(range.contains(null)).isFalse();
    then(AddressRange.parse("0.0.0.0/0").contains(AddressRange.bytes("8.8.8.8"))).isTrue();
  }
}
