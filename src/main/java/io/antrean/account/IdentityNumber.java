package io.antrean.account;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The number that makes a person one person: the NIK of a citizen, a foreigner's passport number
 * with its country. Its text is for {@link Identity} alone; it is never kept, logged or answered.
 */
public final class IdentityNumber {

  private static final Pattern NIK = Pattern.compile("[0-9]{16}");
  private static final Pattern PASSPORT = Pattern.compile("[A-Z0-9]{5,20}");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  private final String canonical;

  private IdentityNumber(String canonical) {
    this.canonical = canonical;
  }

  /** The 16 digits of a NIK, spaces aside; null when it is anything else. */
  public static IdentityNumber nik(String text) {
    var digits = text.replace(" ", "");
    return NIK.matcher(digits).matches() ? new IdentityNumber("NIK:" + digits) : null;
  }

  /**
   * A passport's number and its country, two letters of ISO 3166; null when it is anything else.
   * Spaces, dashes and small letters are ways to write one number, not other numbers.
   */
  public static IdentityNumber passport(String country, String number) {
    var state = country.strip().toUpperCase(Locale.ROOT);
    var letters = number.replace(" ", "").replace("-", "").toUpperCase(Locale.ROOT);
    if (!COUNTRIES.contains(state) || !PASSPORT.matcher(letters).matches()) return null;
    return new IdentityNumber("PASSPORT:" + state + ":" + letters);
  }

  /** A number of nobody, for a load test: it can not be a real person's. */
  static IdentityNumber madeUp(UUID random) {
    return new IdentityNumber("MADE-UP:" + random);
  }

  String canonical() {
    return canonical;
  }

  /** Says nothing of the number, so that a log or a message can not. */
  @Override
  public String toString() {
    return "identity number";
  }
}
