package io.antrean.claim;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What Redis keeps of a granted claim, and the ledger entry carries; laid out as {@code
 * redis/world.lua} says. {@code slot} is the ordinal of the slot within its release; decidedAtMs is
 * 0 while HELD, rejection null unless REJECTED; {@code changes} is how often it was moved.
 */
public record ClaimRecord(
    State state,
    UUID fingerprint,
    UUID account,
    UUID release,
    long claimedAtMs,
    long decidedAtMs,
    Rejection rejection,
    int changes,
    int slot,
    List<Member> members) {

  /** Where a claim stands; the letter is the record's first byte. */
  public enum State {
    HELD('H'),
    CONFIRMED('C'),
    REJECTED('R'),
    CANCELLED('X'),
    NO_SHOW('N'),
    COMPLETED('D'),
    POSTPONED('P');

    private final char letter;

    State(char letter) {
      this.letter = letter;
    }

    public char letter() {
      return letter;
    }

    static State ofLetter(int letter) {
      for (var state : values()) if (state.letter == letter) return state;
      throw new IllegalStateException("a claim record begins with " + letter);
    }
  }

  /** One person of the party, the seat, and how often that seat was given, this time included. */
  public record Member(UUID person, int seat, int given) {}

  /** Where a record has the ordinal of its slot, in two bytes. */
  static final int SLOT_AT = 66;

  private static final int HEAD = 69;
  private static final int MEMBER = 20;

  /** Reads a record that begins at {@code at}. */
  public static ClaimRecord read(Buffer from, int at) {
    var count = from.getUnsignedByte(at + 68);
    var members = new ArrayList<Member>(count);
    for (int i = 0; i < count; i++) {
      var m = at + HEAD + i * MEMBER;
      members.add(
          new Member(
              Bytes.uuid(from, m), from.getUnsignedShort(m + 16), from.getUnsignedShort(m + 18)));
    }
    var state = State.ofLetter(from.getByte(at));
    var reason = from.getUnsignedByte(at + 65);
    var rejected = state == State.REJECTED;
    return new ClaimRecord(
        state,
        Bytes.uuid(from, at + 1),
        Bytes.uuid(from, at + 17),
        Bytes.uuid(from, at + 33),
        from.getLong(at + 49),
        from.getLong(at + 57),
        rejected ? Rejection.ofCode(reason) : null,
        rejected ? 0 : reason,
        from.getUnsignedShort(at + SLOT_AT),
        members);
  }

  /** Bytes of the record that begins at {@code at}. */
  public static int length(Buffer from, int at) {
    return HEAD + from.getUnsignedByte(at + 68) * MEMBER;
  }

  /** The same, as an administrator has refused it. */
  public ClaimRecord refused(long decidedAtMs) {
    return new ClaimRecord(
        State.REJECTED,
        fingerprint,
        account,
        release,
        claimedAtMs,
        decidedAtMs,
        Rejection.REFUSED,
        0,
        slot,
        members);
  }

  /** The record as Redis keeps it. */
  public Buffer toBuffer() {
    var to = Buffer.buffer(HEAD + members.size() * MEMBER).appendByte((byte) state.letter());
    Bytes.append(to, fingerprint);
    Bytes.append(to, account);
    Bytes.append(to, release);
    to.appendLong(claimedAtMs).appendLong(decidedAtMs);
    to.appendUnsignedByte((short) (rejection == null ? changes : rejection.code()));
    to.appendUnsignedShort(slot).appendUnsignedByte((short) members.size());
    for (var member : members) {
      Bytes.append(to, member.person());
      to.appendUnsignedShort(member.seat()).appendUnsignedShort(member.given());
    }
    return to;
  }
}
