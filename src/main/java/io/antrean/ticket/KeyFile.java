package io.antrean.ticket;

import io.antrean.http.Instants;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/**
 * The keys of ANTREAN_TICKET_KEY_FILE. Either 32 bytes, which are the seed of version 1, as the
 * command {@code secrets} writes them; or a line a key: {@code VERSION:SEED [from=INSTANT]
 * [until=INSTANT]}, the seed in base64url. Blank lines and those that begin with # say nothing.
 * What goes wrong names the line, never what is in it.
 */
final class KeyFile {

  private static final int SEED_TEXT = 43;
  private static final int VERSION_MAX = 1_000_000;

  private KeyFile() {}

  /** The newest first, at least one; throws an IllegalArgumentException that names the line. */
  static List<SigningKey> read(byte[] file) {
    if (file.length == SigningKey.SEED_BYTES) return List.of(new SigningKey(1, file, null, null));
    var keys = new ArrayList<SigningKey>();
    var versions = new HashSet<Integer>();
    var lines = new String(file, StandardCharsets.UTF_8).split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      var line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) continue;
      var key = key(i + 1, line);
      if (!versions.add(key.version)) throw wrong(i + 1, "has the version of another line");
      keys.add(key);
    }
    if (keys.isEmpty()) throw new IllegalArgumentException("has no key");
    keys.sort(Comparator.comparingInt((SigningKey key) -> key.version).reversed());
    return List.copyOf(keys);
  }

  private static SigningKey key(int number, String line) {
    var words = line.split("\\s+");
    var parts = words[0].split(":", -1);
    if (parts.length != 2) throw wrong(number, "is not VERSION:SEED [from=…] [until=…]");
    Instant from = null;
    Instant until = null;
    for (int i = 1; i < words.length; i++) {
      if (words[i].startsWith("from=") && from == null) from = instant(number, words[i], 5);
      else if (words[i].startsWith("until=") && until == null) until = instant(number, words[i], 6);
      else throw wrong(number, "has more than VERSION:SEED, from= and until=");
    }
    return new SigningKey(version(number, parts[0]), seed(number, parts[1]), from, until);
  }

  private static int version(int number, String text) {
    if (text.matches("[1-9][0-9]{0,6}")) {
      var version = Integer.parseInt(text);
      if (version <= VERSION_MAX) return version;
    }
    throw wrong(number, "must begin with a version from 1 to " + VERSION_MAX);
  }

  private static byte[] seed(int number, String text) {
    try {
      var seed = Base64.getUrlDecoder().decode(text);
      if (seed.length == SigningKey.SEED_BYTES && text.length() == SEED_TEXT) return seed;
    } catch (IllegalArgumentException e) {
      // Said below, without the text.
    }
    throw wrong(number, "has a seed that is not 32 bytes in base64url, without padding");
  }

  private static Instant instant(int number, String word, int from) {
    var instant = Instants.parse(word.substring(from));
    if (instant == null) {
      throw wrong(number, "has an instant that is not one, such as 2030-01-07T00:00:00Z");
    }
    return instant;
  }

  private static IllegalArgumentException wrong(int number, String what) {
    return new IllegalArgumentException("line " + number + " " + what);
  }

  /**
   * The keys with a new one, which signs from {@code signsFrom} on; the others verify for {@code
   * keep} after that, or as long as they would have. Those that are past their time are left out.
   */
  static List<SigningKey> rotated(
      List<SigningKey> keys, byte[] seed, Instant now, Instant signsFrom, Duration keep) {
    var last = signsFrom.plus(keep);
    var rotated = new ArrayList<SigningKey>();
    rotated.add(new SigningKey(keys.get(0).version + 1, seed, signsFrom, null));
    for (var key : keys) {
      if (!key.mayVerify(now)) continue;
      var until = key.until == null || key.until.isAfter(last) ? last : key.until;
      rotated.add(new SigningKey(key.version, key.seed(), key.from, until));
    }
    return rotated;
  }

  /** The file of these keys. */
  static byte[] write(List<SigningKey> keys) {
    var text = new StringBuilder("# VERSION:SEED [from=INSTANT] [until=INSTANT]; keep it secret\n");
    for (var key : keys) {
      text.append(key.version).append(':').append(key.seedText());
      if (key.from != null) text.append(" from=").append(Instants.text(key.from));
      if (key.until != null) text.append(" until=").append(Instants.text(key.until));
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
