package io.antrean.ticket;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;

/** The keys of this installation: which one signs now, and which ones anybody may verify with. */
public final class TicketKeys {

  private final List<SigningKey> newestFirst;

  private TicketKeys(List<SigningKey> newestFirst) {
    this.newestFirst = newestFirst;
  }

  /**
   * The keys of this file. Throws an IllegalArgumentException that names the variable unless there
   * is one to sign with now and ever after.
   */
  public static TicketKeys of(byte[] file, String variable, Instant now) {
    try {
      var keys = new TicketKeys(KeyFile.read(file));
      keys.require(now);
      return keys;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(variable + ": the key file " + e.getMessage(), e);
    }
  }

  private void require(Instant now) {
    if (newestFirst.get(0).until != null) {
      throw new IllegalArgumentException(
          "gives its newest key an end: add a newer one (the command rotate-ticket-key does)");
    }
    requireSigner(now);
    for (var key : newestFirst) {
      if (key.until != null && key.until.isAfter(now)) requireSigner(key.until);
    }
  }

  private void requireSigner(Instant at) {
    if (find(at) == null) {
      throw new IllegalArgumentException(
          "has no key that signs at " + at + ": a newer key must begin before an older one ends");
    }
  }

  /** The newest key whose time has come. */
  SigningKey signer(Instant at) {
    var key = find(at);
    if (key == null) throw new IllegalStateException("No ticket key signs at " + at);
    return key;
  }

  private SigningKey find(Instant at) {
    for (var key : newestFirst) if (key.maySign(at)) return key;
    return null;
  }

  /**
   * The JWK set (RFC 7517) of all that may verify now; those that will sign are in it before they
   * do, so that whoever works offline has them in time.
   */
  Buffer jwks(Instant at) {
    var set = JsonNodeFactory.instance.objectNode();
    var keys = set.putArray("keys");
    for (var key : newestFirst) if (key.mayVerify(at)) keys.add(key.jwk());
    return Buffer.buffer(set.toString());
  }
}
