package io.antrean.claim;

import io.antrean.claim.Booking.Member;
import io.antrean.http.Instants;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A booking as the contract writes it in JSON. */
public final class BookingView {

  private static final String BOOKINGS = "/api/v1/bookings/";

  private BookingView() {}

  /**
   * The whole booking. Numbers are said from CONFIRMED on: what PostgreSQL has not taken has none.
   */
  public static JsonObject json(Booking booking) {
    var confirmed = booking.wasConfirmed();
    var members = booking.members();
    return new JsonObject()
        .put("id", booking.id().toString())
        .put("state", booking.state())
        .put("office", booking.office())
        .put("service", booking.service())
        .put("release", booking.release().toString())
        .put("slot", booking.slot().toString())
        .put("seats", new JsonArray(members.stream().map(Member::seat).toList()))
        .put("numbers", new JsonArray(confirmed ? booking.numbers() : List.of()))
        .put("party", new JsonArray(members.stream().map(m -> m.person().toString()).toList()))
        .put("claimedAt", Instants.text(booking.claimedAt()))
        .put("confirmedAt", confirmed ? Instants.text(booking.decidedAt()) : null)
        .put("links", links(booking));
  }

  /** The address of this booking. */
  public static String self(Booking booking) {
    return BOOKINGS + booking.id();
  }

  private static JsonObject links(Booking booking) {
    var self = self(booking);
    return new JsonObject().put("self", self).put("ticket", self + "/ticket").put("cancel", self);
  }
}
