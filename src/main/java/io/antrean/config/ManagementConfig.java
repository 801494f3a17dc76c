package io.antrean.config;

/** Where operators' machines ask: liveness, readiness, metrics. Loopback unless said otherwise. */
public record ManagementConfig(String host, int port) {

  public ManagementConfig {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "ANTREAN_MANAGEMENT_HOST must name an address to listen on");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("ANTREAN_MANAGEMENT_PORT must be 0 to 65535, not " + port);
    }
  }
}
