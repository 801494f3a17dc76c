package io.antrean.account;

import io.antrean.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes the key of a person of an identity number: its HMAC with the installation's pepper. One
 * number is one person in whatever account, and who has the database only can not find it out. The
 * number itself is kept too, encrypted, since an office must be able to read it.
 */
public final class Identity {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private static final String MARK = "antrean pepper";
  private static final String CODES = "antrean one-time code v1";
  private static final String WEBHOOKS = "antrean webhook v1 ";

  private final List<Pepper> peppers;
  private final Pepper current;
  private final Map<Integer, NumberCipher> ciphers = new TreeMap<>();
  private final byte[] codeKey;

  /** Of a file's content, see {@link Pepper}; an error names the variable. */
  public static Identity of(byte[] file, String variable) {
    return new Identity(Pepper.parse(file, variable));
  }

  Identity(byte[] pepper) {
    this(List.of(new Pepper(1, pepper)));
  }

  private Identity(List<Pepper> peppers) {
    this.peppers = List.copyOf(peppers);
    this.current = peppers.get(peppers.size() - 1);
    for (var pepper : peppers) ciphers.put(pepper.version(), new NumberCipher(pepper));
    // Of the oldest: nodes that differ in their newest still know each other's codes.
    this.codeKey = Hkdf.key(peppers.get(0).secret(), CODES);
  }

  /** The version that new persons are registered under. */
  int version() {
    return current.version();
  }

  /** The 32 bytes that stand for this number everywhere. */
  public byte[] hmac(IdentityNumber number) {
    return hmac(current, number);
  }

  /** The same under each version that is known: a person is found under whatever they have. */
  List<byte[]> hmacs(IdentityNumber number) {
    return peppers.stream().map(pepper -> hmac(pepper, number)).toList();
  }

  /**
   * The ids that a person of this number may have had, by the version of the pepper of the time.
   */
  List<UUID> personIds(IdentityNumber number) {
    return hmacs(number).stream().map(Identity::personId).toList();
  }

  private static byte[] hmac(Pepper pepper, IdentityNumber number) {
    return Hkdf.hmac(pepper.secret(), number.canonical().getBytes(StandardCharsets.UTF_8));
  }

  /** Of each version, what tells its secret from another and says nothing of it. */
  Map<Integer, byte[]> marks() {
    var marks = new TreeMap<Integer, byte[]>();
    var text = MARK.getBytes(StandardCharsets.UTF_8);
    for (var pepper : peppers) marks.put(pepper.version(), Hkdf.hmac(pepper.secret(), text));
    return marks;
  }

  /** The number as it is kept with this person, under {@link #version}. */
  byte[] encrypt(IdentityNumber number, UUID person) {
    return ciphers.get(version()).encrypt(number.digits(), person);
  }

  /**
   * The number that was kept with this person under this version's key. Throws {@code 503} where
   * this node's file does not have it yet.
   */
  String decrypt(byte[] kept, int version, UUID person) {
    var cipher = ciphers.get(version);
    // Brought in by a node that was restarted with a newer file: soon this one is, too.
    if (cipher == null) throw Problem.of(503, "overloaded").retryAfter(RETRY_AFTER).asException();
    return cipher.decrypt(kept, person);
  }

  /** What is kept of a code that was sent: few characters are soon guessed without a key. */
  byte[] codeHmac(String code) {
    return Hkdf.hmac(codeKey, code.getBytes(StandardCharsets.UTF_8));
  }

  /** The version that every node knows, whatever its newest is. */
  public int oldestVersion() {
    return peppers.get(0).version();
  }

  /**
   * What a webhook is signed with, of this version; null where the file lacks it. Nobody has to
   * keep it, and who has the database only can not compute it.
   */
  public byte[] webhookKey(int version, UUID webhook) {
    for (var pepper : peppers) {
      if (pepper.version() == version) return Hkdf.key(pepper.secret(), WEBHOOKS + webhook);
    }
    return null;
  }

  /** The person's id: the HMAC's first 16 bytes as a UUID of version 8. */
  public static UUID personId(byte[] hmac) {
    var bytes = ByteBuffer.wrap(hmac);
    var most = bytes.getLong();
    var least = bytes.getLong();
    return new UUID(
        most & 0xFFFFFFFFFFFF0FFFL | 0x8000L, least & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
  }
}
