package io.antrean.claim;

import io.antrean.account.Caller;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Uuids;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;

/** A claim as it was asked for: its id, its checked body, and the fingerprint of both. */
record ClaimInput(UUID id, List<String> slots, boolean orNext, List<UUID> party, UUID fingerprint) {

  /** Throws {@code 400 invalid-request} with all that is wrong, {@code 415} without JSON. */
  static ClaimInput read(RoutingContext ctx, Caller caller, UUID release, Fingerprint fingerprint) {
    JsonInput.requireJson(ctx);
    var errors = new FieldErrors();
    var id = Uuids.parse(ctx.pathParam("claim"));
    if (id == null) errors.add("{claim}", "uuid");
    var request = ClaimRequest.read(ctx.body().buffer(), errors);
    var party = request.party();
    if (party == null) {
      if (caller.persons().size() != 1) errors.add("/party", "required");
      party = caller.persons();
    } else {
      for (int i = 0; i < party.size(); i++) {
        if (!caller.persons().contains(party.get(i))) errors.add("/party/" + i, "own-person");
      }
    }
    errors.throwIfAny();
    var print =
        fingerprint.of(
            caller.account(), release, request.slots(), request.orNext(), request.party());
    return new ClaimInput(id, request.slots(), request.orNext(), party, print);
  }
}
