package io.antrean.booking;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.claim.Booking;
import io.antrean.claim.BookingView;
import io.antrean.claim.PermitWarning;
import io.antrean.http.FieldErrors;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/** GET /api/v1/bookings lists the caller's own; GET /api/v1/bookings/{id} is one of them. */
public final class BookingRoutes {

  private final BookingRepository bookings;
  private final Authenticator authenticator;
  private final BookingWarnings warnings;

  public BookingRoutes(
      BookingRepository bookings, Authenticator authenticator, BookingWarnings warnings) {
    this.bookings = bookings;
    this.authenticator = authenticator;
    this.warnings = warnings;
  }

  public void mount(Router api) {
    api.get("/api/v1/bookings").handler(this::own);
    api.get("/api/v1/bookings/:booking").handler(this::one);
  }

  private void own(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    var paging = Paging.of(ctx);
    bookings
        .page(caller.account(), after(paging), paging.rows())
        .map(rows -> page(paging, rows))
        .onSuccess(page -> answer(ctx, page.toBuffer()))
        .onFailure(ctx::fail);
  }

  private void one(RoutingContext ctx) {
    var caller = authenticator.require(ctx);
    var id = Uuids.parse(ctx.pathParam("booking"));
    if (id == null) throw notFound().asException();
    bookings
        .find(id)
        .onSuccess(
            booking -> {
              if (booking != null && mayRead(caller, booking)) {
                tell(ctx, caller, booking);
              } else {
                notFound().send(ctx);
              }
            })
        .onFailure(ctx::fail);
  }

  private void tell(RoutingContext ctx, Caller caller, Booking booking) {
    warnings
        .of(caller, booking)
        .onSuccess(known -> answer(ctx, view(booking, known)))
        .onFailure(ctx::fail);
  }

  /** A booking is there from CONFIRMED on: one that was refused never was. */
  public static boolean mayRead(Caller caller, Booking booking) {
    if (!booking.wasConfirmed()) return false;
    if (caller.account().equals(booking.account()) || caller.is(Role.ADMIN)) return true;
    var staff = caller.is(Role.OFFICER) || caller.is(Role.SUPERVISOR);
    return staff && caller.offices().contains(booking.office());
  }

  private static UUID after(Paging paging) {
    if (paging.after() == null) return null;
    var id = Uuids.parse(paging.after());
    if (id != null) return id;
    var errors = new FieldErrors();
    errors.add("?after", "cursor");
    throw errors.problem().asException();
  }

  /** The same whether there is none or it is somebody else's. */
  public static Problem notFound() {
    return Problem.of(404, "not-found");
  }

  private JsonObject page(Paging paging, List<Booking> rows) {
    return paging.page(
        rows, booking -> booking.id().toString(), one -> view(one, List.of()).toJsonObject());
  }

  /** Whom the office can not serve may move once more, however often they have. */
  private Buffer view(Booking booking, List<PermitWarning> known) {
    var json = BookingView.json(booking, known);
    if (!warnings.isClosed(booking)) return json;
    var closed = json.toJsonObject().put("officeClosed", true);
    return closed.put("changesLeft", Math.max(1, closed.getInteger("changesLeft"))).toBuffer();
  }

  static void answer(RoutingContext ctx, Buffer body) {
    ctx.response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(body);
  }
}
