package io.antrean.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Lua script of {@code resources/redis}, with the SHA-1 by which Redis knows it. A line {@code
 * --@include name} is replaced by that file. The rules are in the scripts; each says what it takes
 * and answers.
 */
public record Script(String name, String source, String sha1) {

  private static final Pattern INCLUDE = Pattern.compile("(?m)^--@include (\\w+)$");

  /** Reads {@code redis/NAME.lua}. A missing file is a defect of the build. */
  public static Script load(String name) {
    var source =
        INCLUDE
            .matcher(read(name))
            .replaceAll(found -> Matcher.quoteReplacement(read(found.group(1))));
    return of(name, source);
  }

  /** A script of this source text: for specs that take a rule out. */
  public static Script of(String name, String source) {
    return new Script(name, source, sha1(source));
  }

  private static String read(String name) {
    try (var in = Script.class.getResourceAsStream("/redis/" + name + ".lua")) {
      if (in == null) throw new IllegalStateException("redis/" + name + ".lua is not in the jar");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
