package io.antrean.notice;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where notices of an office's bookings are sent. {@code pepper} is the version that its secret is
 * derived from; {@code failures} are those since its last success. {@code disabledAt} and {@code
 * disabledReason} are null while it is enabled.
 */
record Webhook(
    UUID id,
    String office,
    String url,
    List<String> kinds,
    int pepper,
    Instant createdAt,
    int failures,
    Instant disabledAt,
    String disabledReason) {

  Webhook {
    kinds = List.copyOf(kinds);
  }

  boolean isEnabled() {
    return disabledAt == null;
  }
}
