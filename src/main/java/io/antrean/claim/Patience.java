package io.antrean.claim;

import io.antrean.config.ClaimConfig;
import java.util.Locale;

/**
 * How long a request waits for its verdict, from its Prefer header (RFC 7240): {@code
 * respond-async} not at all, {@code wait=SECONDS} up to the bound, else the default.
 */
public final class Patience {

  private Patience() {}

  /** In ms; a preference that can not be read is ignored, as the RFC asks. */
  public static long of(String prefer, ClaimConfig config) {
    var wait = config.waitDefault().toMillis();
    if (prefer == null) return wait;
    for (var part : prefer.split("[,;]")) {
      var word = part.strip().toLowerCase(Locale.ROOT);
      if (word.equals("respond-async")) return 0;
      if (word.matches("wait\\s*=\\s*\"?\\d{1,9}\"?")) {
        wait = Long.parseLong(word.replaceAll("\\D", "")) * 1000;
      }
    }
    return Math.min(wait, config.waitMax().toMillis());
  }
}
