package io.antrean.claim;

import io.antrean.account.Caller;
import io.antrean.http.FieldErrors;
import io.antrean.http.Uuids;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;

/** A claim as it was asked for: its id and its checked body. {@code party} is who it is for. */
record ClaimInput(UUID id, ClaimRequest request, List<UUID> party) {

  /** Throws {@code 400 invalid-request} with all that is wrong; the body is null for none. */
  static ClaimInput read(String claim, Buffer body, Caller caller) {
    var errors = new FieldErrors();
    var id = Uuids.parse(claim);
    if (id == null) errors.add("{claim}", "uuid");
    var request = ClaimRequest.read(body, errors);
    var party = request.party();
    if (party == null) {
      if (caller.persons().size() != 1) errors.add("/party", "party");
      party = caller.persons();
    } else {
      for (int i = 0; i < party.size(); i++) {
        if (!caller.persons().contains(party.get(i))) errors.add("/party/" + i, "own-person");
      }
    }
    errors.throwIfAny();
    return new ClaimInput(id, request, party);
  }

  /** Of what was sent, by this account for this release. */
  UUID fingerprint(Fingerprint of, UUID account, UUID release) {
    return of.of(account, release, request.slots(), request.orNext(), request.party());
  }
}
