package io.antrean.permit;

import io.antrean.account.Authenticator;
import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.http.JsonInput;
import io.antrean.http.Paging;
import io.antrean.http.Problem;
import io.antrean.http.Uuids;
import io.antrean.permit.Referral.Finding;
import io.antrean.permit.ReferralRepository.Recorded;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * /api/v1/permits/referrals: what an office hands to another authority, for its own staff alone;
 * what came of it is recorded once, by a supervisor.
 */
final class ReferralRoutes {

  /** Characters. */
  static final int AUTHORITY_MAX = 100;

  /** Characters. */
  static final int NOTE_MAX = 1000;

  private static final int COUNTRY_LENGTH = 2;
  private static final String PATH = PermitRoutes.PATH + "/referrals";
  private static final String ONE = PATH + "/:referral";

  private final ReferralRepository referrals;
  private final Authenticator authenticator;

  ReferralRoutes(ReferralRepository referrals, Authenticator authenticator) {
    this.referrals = referrals;
    this.authenticator = authenticator;
  }

  void mount(Router api) {
    api.get(PATH).handler(this::list);
    api.put(ONE).handler(this::refer);
    api.get(ONE).handler(this::one);
    api.post(ONE + "/outcome").handler(this::decide);
  }

  private Caller staff(RoutingContext ctx) {
    return authenticator.require(ctx, Role.OFFICER, Role.SUPERVISOR, Role.ADMIN);
  }

  private void list(RoutingContext ctx) {
    var caller = staff(ctx);
    var paging = Paging.of(ctx);
    var query = new OfficeQuery(ctx);
    var office = query.office();
    var from = query.date("from");
    var to = query.date("to");
    if (from != null && to != null && to.isBefore(from)) query.errors().add("?to", "before-from");
    var after = paging.after() == null ? null : Uuids.parse(paging.after());
    if (paging.after() != null && after == null) query.errors().add("?after", "cursor");
    query.errors().throwIfAny();
    Staff.requireAt(caller, office);
    referrals
        .page(office, from, to, after, paging.rows())
        .map(rows -> paging.page(rows, one -> one.id().toString(), Referral::json))
        .onSuccess(page -> PermitRoutes.answer(ctx, 200, page))
        .onFailure(ctx::fail);
  }

  private void refer(RoutingContext ctx) {
    var caller = staff(ctx);
    var input = JsonInput.of(ctx);
    var id = Uuids.parse(ctx.pathParam("referral"));
    if (id == null) input.errors().add("{referral}", "uuid");
    var finding = finding(input);
    Staff.requireAt(caller, finding.office());
    referrals
        .record(id, finding, caller.account())
        .onSuccess(recorded -> answer(ctx, id, recorded))
        .onFailure(ctx::fail);
  }

  private static Finding finding(JsonInput input) {
    var office = input.text("office", 1, PermitInput.ID_MAX);
    var booking = input.has("booking") ? input.uuid("booking") : null;
    var person = input.has("person") ? input.uuid("person") : null;
    var nationality = input.optionalText("nationality", 1, COUNTRY_LENGTH);
    if (nationality != null) PermitInput.checkForeign(input, nationality);
    var authority = input.text("authority", 1, AUTHORITY_MAX);
    var reason = input.oneOf("reason", Referral.REASONS);
    var note = input.optionalText("note", 1, NOTE_MAX);
    input.end();
    return new Finding(office, booking, person, nationality, authority, reason, note);
  }

  private void answer(RoutingContext ctx, UUID id, Recorded recorded) {
    switch (recorded) {
      case NEW, SAME ->
          referrals
              .find(id)
              .onSuccess(
                  found -> {
                    if (recorded == Recorded.NEW) {
                      ctx.response().putHeader(HttpHeaders.LOCATION, PATH + "/" + id);
                    }
                    PermitRoutes.answer(ctx, recorded == Recorded.NEW ? 201 : 200, found.json());
                  })
              .onFailure(ctx::fail);
      case DIFFERS -> Problem.of(409, "referral-differs").send(ctx);
      case NO_OFFICE -> PermitRoutes.wrong("/office", "office").send(ctx);
      case NO_BOOKING -> PermitRoutes.wrong("/booking", "booking-of-office").send(ctx);
      case NO_PERSON -> PermitRoutes.wrong("/person", "person-of-booking").send(ctx);
    }
  }

  private void one(RoutingContext ctx) {
    theirs(ctx, staff(ctx), found -> PermitRoutes.answer(ctx, 200, found.json()));
  }

  /** The referral of the path, which is their office's; to others there is none. */
  private void theirs(RoutingContext ctx, Caller caller, Consumer<Referral> found) {
    referrals
        .find(PermitRoutes.id(ctx, "referral"))
        .onSuccess(
            referral -> {
              if (referral != null && Staff.mayAt(caller, referral.is().office())) {
                found.accept(referral);
              } else {
                Staff.notFound().problem().send(ctx);
              }
            })
        .onFailure(ctx::fail);
  }

  private void decide(RoutingContext ctx) {
    var caller = authenticator.require(ctx, Role.SUPERVISOR, Role.ADMIN);
    var input = JsonInput.of(ctx);
    var outcome = input.oneOf("outcome", Referral.OUTCOMES);
    var note = input.optionalText("note", 1, NOTE_MAX);
    input.end();
    theirs(
        ctx,
        caller,
        referral ->
            referrals
                .decide(referral.id(), outcome, note, caller.account())
                .onSuccess(decided -> answer(ctx, decided, outcome, note))
                .onFailure(ctx::fail));
  }

  private static void answer(RoutingContext ctx, Referral now, String outcome, String note) {
    var known = now.outcome();
    if (known.word().equals(outcome) && Objects.equals(known.note(), note)) {
      PermitRoutes.answer(ctx, 200, now.json());
    } else {
      Problem.of(409, "outcome-recorded").with("outcome", known.word()).send(ctx);
    }
  }
}
