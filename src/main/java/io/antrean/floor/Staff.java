package io.antrean.floor;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Office;
import io.antrean.http.Problem;
import io.antrean.postgres.Author;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;

/** Who works at the office of a request's path. */
final class Staff {

  /** Somebody of the staff, at an office where their role holds; what they change is in a name. */
  record Member(Caller caller, Office office, Author author) {

    UUID account() {
      return caller.account();
    }

    boolean isSupervisor() {
      return caller.is(Role.SUPERVISOR);
    }
  }

  private final Authenticator authenticator;
  private final Catalogue catalogue;

  Staff(Authenticator authenticator, Catalogue catalogue) {
    this.authenticator = authenticator;
    this.catalogue = catalogue;
  }

  /** An officer or a supervisor of the office; throws {@code 401}, {@code 403} or {@code 404}. */
  Member officer(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR);
    return at(ctx, caller, false);
  }

  /** One of the office's staff, or an administrator, of whatever office; throws likewise. */
  Member officerOrAdmin(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
    return at(ctx, caller, caller.is(Role.ADMIN));
  }

  /** A supervisor of the office, or an administrator; throws likewise. */
  Member supervisorOrAdmin(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
    return at(ctx, caller, caller.is(Role.ADMIN));
  }

  private Member at(RoutingContext ctx, Caller caller, boolean isAdmin) {
    var office = office(ctx);
    if (isAdmin || caller.offices().contains(office.id())) {
      return new Member(caller, office, authenticator.author(ctx));
    }
    throw Problem.of(403, "forbidden").asException();
  }

  /** The office of the path; throws {@code 404 not-found}. */
  Office office(RoutingContext ctx) {
    var office = catalogue.office(ctx.pathParam("office"));
    if (office == null) throw notFound().asException();
    return office;
  }

  static Problem notFound() {
    return Problem.of(404, "not-found");
  }
}
