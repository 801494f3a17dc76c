package io.antrean.ticket;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Says what a ticket is worth at this instant, from public keys and a revocation list alone: no
 * store, no network. What is not signed by one of the keys is not looked into.
 */
public final class TicketVerifier {

  private final PublicKeys keys;
  private final RevocationList revocations;
  private final Instant now;

  private TicketVerifier(PublicKeys keys, RevocationList revocations, Instant now) {
    this.keys = keys;
    this.revocations = revocations;
    this.now = now;
  }

  /**
   * {@code jwks} is the text of a JWK set, {@code revocations} that of a list, or null for none. An
   * IllegalArgumentException says what is wrong with one of them.
   */
  public static TicketVerifier of(String jwks, String revocations, Instant now) {
    var keys = PublicKeys.read(jwks);
    var list = revocations == null ? null : list(keys, revocations.strip(), now);
    return new TicketVerifier(keys, list, now);
  }

  private static RevocationList list(PublicKeys keys, String text, Instant now) {
    try {
      var jws = Jws.read(text, RevocationList.TYPE);
      var key = keys.find(jws.kid);
      if (key == null) throw new IllegalArgumentException("none of the keys has signed it");
      if (!jws.isSignedBy(key.publicKey())) {
        throw new IllegalArgumentException("its signature is wrong");
      }
      if (key.isOver(now)) throw new IllegalArgumentException("its key is past its time");
      return RevocationList.read(jws.payload());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The revocation list is not one: " + e.getMessage(), e);
    }
  }

  /** The list that is looked at, or null. */
  RevocationList revocations() {
    return revocations;
  }

  /** The most precise verdict first: a day is only looked at when all else is right. */
  Verification verify(String compact) {
    try {
      var jws = Jws.read(compact.strip(), Ticket.TYPE);
      var key = keys.find(jws.kid);
      if (key == null) return Verification.of(Verdict.UNKNOWN_KEY);
      if (!jws.isSignedBy(key.publicKey())) return Verification.of(Verdict.BAD_SIGNATURE);
      if (key.isOver(now)) return Verification.of(Verdict.KEY_PAST_ITS_TIME);
      var ticket = Ticket.read(jws.payload());
      return new Verification(verdict(ticket), ticket, null);
    } catch (IllegalArgumentException e) {
      return new Verification(Verdict.MALFORMED, null, e.getMessage());
    }
  }

  private Verdict verdict(Ticket ticket) {
    if (revocations != null) {
      if (revocations.cancelled().contains(ticket.id())) return Verdict.CANCELLED;
      if (revocations.moved().contains(ticket.id())) return Verdict.MOVED;
    }
    var today = LocalDate.ofInstant(now, ticket.zone());
    if (ticket.day().isAfter(today)) return Verdict.NOT_YET;
    return ticket.day().isBefore(today) ? Verdict.OVER : Verdict.VALID;
  }
}
