package io.antrean.account;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One version of the secret that identity numbers are mixed with. The file has either one bare
 * secret, which is version 1, or a line {@code VERSION:BASE64} for each, the last of which new
 * persons are registered under.
 */
record Pepper(int version, byte[] secret) {

  private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,3}):([A-Za-z0-9+/]+={0,2})");

  /** The versions of a file, oldest first; an error names the variable, never the content. */
  static List<Pepper> parse(byte[] file, String variable) {
    var text = new String(file, StandardCharsets.ISO_8859_1).strip();
    var lines = text.split("\r?\n");
    if (!LINE.matcher(lines[0]).matches()) return List.of(new Pepper(1, file));
    var found = new ArrayList<Pepper>();
    for (int i = 0; i < lines.length; i++) {
      var line = LINE.matcher(lines[i].strip());
      var pepper = line.matches() ? of(line.group(1), line.group(2)) : null;
      if (pepper == null) throw wrong(variable, i);
      if (i > 0 && pepper.version <= found.get(i - 1).version) throw wrong(variable, i);
      found.add(pepper);
    }
    return found;
  }

  private static Pepper of(String version, String base64) {
    try {
      var secret = Base64.getDecoder().decode(base64);
      return secret.length < SecretFile.BYTES_MIN
          ? null
          : new Pepper(Integer.parseInt(version), secret);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static IllegalArgumentException wrong(String variable, int line) {
    return new IllegalArgumentException(
        "%s: line %d must be VERSION:BASE64, of %d bytes or more, its version above the one before"
            .formatted(variable, line + 1, SecretFile.BYTES_MIN));
  }

  @Override
  public String toString() {
    return "pepper " + version;
  }
}
