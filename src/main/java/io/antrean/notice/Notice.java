package io.antrean.notice;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;

/**
 * One notice on its way to one receiver, with all that is to be told; {@code attempt} counts from
 * 1. What it tells of its booking is of the version that it is about, so that it says the same
 * however late it comes and however often. Of an offer {@code booking} is the entry, which the
 * booking will be named by; it has no numbers yet, and alone has {@code expiresAt}. {@code isMoot}
 * says that there is nothing to remind of, or to take, any more.
 */
record Notice(
    long no,
    UUID receiver,
    int attempt,
    Kind kind,
    Instant happenedAt,
    UUID booking,
    int version,
    UUID account,
    String office,
    String officeName,
    ZoneId zone,
    String service,
    String serviceName,
    LocalDateTime slot,
    Instant expiresAt,
    List<String> numbers,
    boolean isMoot) {

  Notice {
    numbers = List.copyOf(numbers);
  }

  /** The same for every receiver, attempt and node, and after any repair of the database. */
  String id() {
    return booking + "." + version + "." + kind.text();
  }
}
