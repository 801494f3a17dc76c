package io.antrean.booking;

import io.antrean.account.Caller;
import io.antrean.claim.Claim;
import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import io.antrean.http.Uuids;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The body of who joins a waiting list; no slots are all of the release. */
record WaitlistInput(UUID entry, List<String> slots, List<UUID> party) {

  private static final Pattern LOCAL_MINUTE =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}");

  /** Throws {@code 400 invalid-request} with all that is wrong, {@code 415} without JSON. */
  static WaitlistInput read(RoutingContext ctx, Caller caller) {
    var input = JsonInput.of(ctx);
    var errors = input.errors();
    var entry = Uuids.parse(ctx.pathParam("entry"));
    if (entry == null) errors.add("{entry}", "uuid");
    var slots = input.optionalTexts("slots", 1, Claim.SLOTS_MAX);
    if (slots != null) checkSlots(slots, errors);
    var party = input.optionalUuids("party", 1, Claim.PARTY_MAX);
    if (party == null) {
      if (caller.persons().size() != 1 && !input.has("party")) errors.add("/party", "party");
      party = caller.persons();
    } else {
      checkParty(party, caller, errors);
    }
    input.end();
    return new WaitlistInput(entry, slots == null ? List.of() : slots, party);
  }

  private static void checkSlots(List<String> slots, FieldErrors errors) {
    for (int i = 0; i < slots.size(); i++) {
      if (!isSlot(slots.get(i))) errors.add("/slots/" + i, "slot");
    }
    if (new HashSet<>(slots).size() < slots.size()) errors.add("/slots", "twice");
  }

  private static boolean isSlot(String text) {
    try {
      return LOCAL_MINUTE.matcher(text).matches() && LocalDateTime.parse(text) != null;
    } catch (DateTimeException noSuchDay) {
      return false;
    }
  }

  private static void checkParty(List<UUID> party, Caller caller, FieldErrors errors) {
    for (int i = 0; i < party.size(); i++) {
      if (!caller.persons().contains(party.get(i))) errors.add("/party/" + i, "own-person");
    }
    if (new HashSet<>(party).size() < party.size()) errors.add("/party", "twice");
  }
}
