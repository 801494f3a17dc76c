package io.antrean.load;

import io.antrean.load.Api.Login;
import io.gatling.javaapi.core.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ways past the door that people try: tokens that are none, altered, unsigned, of somebody else,
 * expired or an officer's, releases that are guessed, and persons of others. Each must be refused
 * by its own status, and none may be granted.
 */
final class Forgeries {

  /** One try: what is sent, and how it must be refused. */
  private record Forgery(String token, UUID release, List<UUID> party, int refusal) {}

  private static final int WAYS = 8;

  private final Rush rush;
  private final Login citizen;
  private final Login officer;

  /** Logs in first, so that the citizen's token has expired when the opening is near. */
  Forgeries(Rush rush) {
    this.rush = rush;
    var api = new Api(rush.settings().url(), System.out);
    try {
      citizen = api.logInAs("ani", "ani-demo");
      officer = api.logInAs("officer", "officer-demo");
    } catch (IOException failure) {
      throw new IllegalStateException("Nobody can log in: " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", interrupted);
    }
  }

  int count() {
    return WAYS;
  }

  /** The session's next claim is the next forgery. */
  Session next(Session session) {
    var left = session.getInt("left") - 1;
    var forgery = forgery(left);
    var party = new Party(forgery.token, forgery.party);
    var claim = UUID.randomUUID();
    return session
        .setAll(rush.claim(party, Wishes.any(rush.release(), party)))
        .set("claim", claim)
        .set("path", "/api/v1/releases/" + forgery.release + "/claims/" + claim)
        .set("refusal", forgery.refusal)
        .set("left", left);
  }

  private Forgery forgery(int way) {
    var parties = rush.parties();
    var place = ThreadLocalRandom.current().nextInt(parties.size());
    var one = parties.get(place);
    var other = parties.get((place + 1) % parties.size());
    var own = rush.release().id();
    var both = List.of(one.persons().get(0), other.persons().get(0));
    return switch (way) {
      case 0 -> new Forgery("nonsense", own, one.persons(), 401);
      case 1 -> new Forgery(altered(one.token()), own, one.persons(), 401);
      case 2 -> new Forgery(ofAnother(one.token(), other.token()), own, other.persons(), 401);
      case 3 -> new Forgery(unsigned(one.token()), own, one.persons(), 401);
      case 4 -> new Forgery(one.token(), UUID.randomUUID(), one.persons(), 404);
      case 5 -> new Forgery(one.token(), own, both, 400);
      case 6 -> ofAnOfficer(one);
      default -> new Forgery(isExpired(citizen) ? citizen.token() : "", own, one.persons(), 401);
    };
  }

  /** An officer's token says who they are as long as it is valid; later it is as good as none. */
  private Forgery ofAnOfficer(Party party) {
    var soon = Instant.now().plusSeconds(1).isAfter(officer.expiresAt());
    return soon
        ? new Forgery("", rush.release().id(), party.persons(), 401)
        : new Forgery(officer.token(), rush.release().id(), party.persons(), 403);
  }

  /** For certain, whatever the clocks say. */
  private static boolean isExpired(Login login) {
    return Instant.now().minusSeconds(1).isAfter(login.expiresAt());
  }

  /** One character of what it says is another. */
  private static String altered(String token) {
    var middle = token.indexOf('.') + 20;
    var other = token.charAt(middle) == 'A' ? 'B' : 'A';
    return token.substring(0, middle) + other + token.substring(middle + 1);
  }

  /** What another's token says, under one's own signature. */
  private static String ofAnother(String own, String other) {
    var parts = own.split("\\.");
    return parts[0] + "." + other.split("\\.")[1] + "." + parts[2];
  }

  /** "alg":"none", and no signature. */
  private static String unsigned(String token) {
    var head = "{\"typ\":\"JWT\",\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(head)
        + "."
        + token.split("\\.")[1]
        + ".";
  }
}
