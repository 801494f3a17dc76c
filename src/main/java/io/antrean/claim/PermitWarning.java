package io.antrean.claim;

import io.antrean.catalogue.Release;
import io.antrean.catalogue.Service.Category;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Said with a booking: this person's stay permit ends before its slot. Nobody is refused for it.
 * {@code urgent} says that they may still choose to come earlier, {@code comeBy} up to when, where
 * they have chosen it and the teller knows; else it is null.
 */
public record PermitWarning(
    UUID person, LocalDate permitExpires, boolean urgent, LocalDate comeBy) {

  private static final Set<String> STATES = Set.of(Booking.HELD, Booking.CONFIRMED);

  /**
   * Of a booking as far as a token knows: {@code permits} are its persons' last days. {@code
   * release} is the booking's, or null where memory has it no more.
   */
  static List<PermitWarning> of(
      Booking booking, Release release, Map<UUID, LocalDate> permits, long nowMs) {
    if (permits.isEmpty() || !concerns(booking, release)) return List.of();
    var found = new ArrayList<PermitWarning>(1);
    for (var member : booking.members()) {
      var expires = permits.get(member.person());
      if (expires == null || !booking.slot().toLocalDate().isAfter(expires)) continue;
      var today = LocalDate.ofInstant(Instant.ofEpochMilli(nowMs), release.office().zone());
      found.add(new PermitWarning(member.person(), expires, !today.isAfter(expires), null));
    }
    return found;
  }

  private static boolean concerns(Booking booking, Release release) {
    return release != null
        && release.service().category() == Category.STAY_PERMIT
        && STATES.contains(booking.state());
  }
}
