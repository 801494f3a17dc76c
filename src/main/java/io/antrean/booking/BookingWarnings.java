package io.antrean.booking;

import io.antrean.account.Caller;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Service.Category;
import io.antrean.claim.Booking;
import io.antrean.claim.PermitWarning;
import io.antrean.permit.UrgentChoice;
import io.antrean.permit.UrgentChoices;
import io.vertx.core.Future;
import java.util.List;

/**
 * What a booking's owner should know of stay permits, as PostgreSQL has it now. The staff hears it
 * by a check, which is on record, and not by the way.
 */
public final class BookingWarnings {

  private final Catalogue catalogue;
  private final UrgentChoices choices;

  public BookingWarnings(Catalogue catalogue, UrgentChoices choices) {
    this.catalogue = catalogue;
    this.choices = choices;
  }

  /** Asks PostgreSQL only where a permit can matter. */
  Future<List<PermitWarning>> of(Caller caller, Booking booking) {
    var isOwn = caller.account().equals(booking.account());
    if (!isOwn || !booking.state().equals(Booking.CONFIRMED) || !concerns(booking)) {
      return Future.succeededFuture(List.of());
    }
    return choices
        .of(booking.id())
        .map(ending -> ending.stream().map(BookingWarnings::warning).toList());
  }

  /** Whether the office is closed at its slot after all, as far as memory knows. */
  boolean isClosed(Booking booking) {
    if (!booking.state().equals(Booking.CONFIRMED)) return false;
    var release = catalogue.release(booking.release());
    var slot = release == null ? null : release.slot(booking.slot().toString());
    return slot != null && release.shut().contains(slot.ordinal());
  }

  private boolean concerns(Booking booking) {
    var service = catalogue.service(booking.office(), booking.service());
    // One that this node has not read of yet may be of either kind.
    return service == null || service.category() == Category.STAY_PERMIT;
  }

  private static PermitWarning warning(UrgentChoice one) {
    return new PermitWarning(one.person(), one.expiresOn(), one.isAhead(), one.comeBy());
  }
}
