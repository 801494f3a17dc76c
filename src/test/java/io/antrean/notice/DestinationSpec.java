package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Where a webhook may be")
class DestinationSpec {

  private static final List<AddressRange> LOOPBACK = List.of(AddressRange.parse("127.0.0.0/8"));

  @ParameterizedTest
  @CsvSource({
    "https://example.org, example.org, 443, true, /",
    "HTTPS://Example.org:8443/a/b?c=d, example.org, 8443, true, /a/b?c=d",
    "http://127.0.0.1:8080/x, 127.0.0.1, 8080, false, /x",
    "http://localhost, localhost, 80, false, /",
    "https://[2606:4700::1111]/x, [2606:4700::1111], 443, true, /x",
  })
  void is_over_https_or_on_this_machine(
      String url, String host, int port, boolean tls, String path) {
    then(Destination.parse(url)).isEqualTo(new Destination(host, port, tls, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "http://127.0.0.2/",
        "http://127.0.0.1.example.org/",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https:///path",
        "https://exa mple.org/",
        "ftp://example.org/",
        "example.org",
        "file:///etc/passwd",
        "",
      })
  void is_nowhere_else(String url) {
    then(Destination.parse(url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:a00:1::",
      })
  void is_at_no_address_that_is_private(String address) throws UnknownHostException {
    then(Destination.isRefused(InetAddress.getByName(address), List.of())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "172.32.0.1", "192.0.1.1", "100.128.0.1", "2606:4700::1111"})
  void is_anywhere_on_the_internet(String address) throws UnknownHostException {
    then(Destination.isRefused(InetAddress.getByName(address), List.of())).isFalse();
  }

  @Test
  void is_at_a_private_address_that_the_operator_allows() throws UnknownHostException {
    then(Destination.isRefused(InetAddress.getByName("127.0.0.1"), LOOPBACK)).isFalse();
    then(Destination.isRefused(InetAddress.getByName("10.0.0.1"), LOOPBACK)).isTrue();
    then(Destination.parse("http://localhost/").isRefusedAsWritten(LOOPBACK)).isFalse();
    then(Destination.parse("http://localhost/").isRefusedAsWritten(List.of())).isTrue();
    then(Destination.parse("https://10.0.0.1/").isRefusedAsWritten(List.of())).isTrue();
    then(Destination.parse("https://[::1]/").isRefusedAsWritten(List.of())).isTrue();
    then(Destination.parse("https://example.org/").isRefusedAsWritten(List.of())).isFalse();
  }

  /** However the same address is written for the system's resolver. */
  @ParameterizedTest
  @ValueSource(strings = {"https://2130706433/", "https://127.1/"})
  void is_looked_at_as_it_is_resolved(String url) throws UnknownHostException {
    var to = Destination.parse(url);
    if (to == null) return;
    for (var one : to.resolve()) then(Destination.isRefused(one, List.of())).isTrue();
  }
}
