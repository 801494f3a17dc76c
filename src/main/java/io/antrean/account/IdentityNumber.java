package io.antrean.account;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The number that makes a person one person: the NIK of a citizen, a foreigner's passport number
 * with its country. Its text is for {@link Identity} alone, which keeps it encrypted; it is never
 * logged or answered, but for its last four characters to the account that gave it.
 */
public final class IdentityNumber {

  /** What kind of number it is, as PostgreSQL has it. */
  enum Kind {
    NIK,
    PASSPORT;

    /** The word in JSON. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whose citizens have a NIK: their passports make no person. */
  static final String HOME = "ID";

  private static final Pattern NIK = Pattern.compile("[0-9]{16}");
  private static final Pattern PASSPORT = Pattern.compile("[A-Z0-9]{5,20}");
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
  private static final int LAST = 4;

  private final Kind kind;
  private final String country;
  private final String digits;
  private final String canonical;

  private IdentityNumber(Kind kind, String country, String digits, String canonical) {
    this.kind = kind;
    this.country = country;
    this.digits = digits;
    this.canonical = canonical;
  }

  /** The 16 digits of a NIK, spaces aside; null when it is anything else. */
  public static IdentityNumber nik(String text) {
    var digits = text.replace(" ", "");
    if (!NIK.matcher(digits).matches()) return null;
    return new IdentityNumber(Kind.NIK, HOME, digits, "NIK:" + digits);
  }

  /**
   * A passport's number and its country, two letters of ISO 3166; null when it is anything else.
   * Spaces, dashes and small letters are ways to write one number, not other numbers.
   */
  public static IdentityNumber passport(String country, String number) {
    var state = country(country);
    var letters = number.replace(" ", "").replace("-", "").toUpperCase(Locale.ROOT);
    if (state == null || !PASSPORT.matcher(letters).matches()) return null;
    return new IdentityNumber(Kind.PASSPORT, state, letters, "PASSPORT:" + state + ":" + letters);
  }

  /** The two letters of ISO 3166 in capitals; null when there is no such country. */
  static String country(String text) {
    var state = text.strip().toUpperCase(Locale.ROOT);
    return COUNTRIES.contains(state) ? state : null;
  }

  /** A number of nobody, for a load test: it can not be a real person's. */
  static IdentityNumber madeUp(UUID random) {
    return new IdentityNumber(null, null, null, "MADE-UP:" + random);
  }

  /** What is shown of a number. */
  static String lastFour(String digits) {
    return digits.substring(Math.max(0, digits.length() - LAST));
  }

  Kind kind() {
    return kind;
  }

  String country() {
    return country;
  }

  String canonical() {
    return canonical;
  }

  /** The number alone, to be encrypted; null when it is made up. */
  String digits() {
    return digits;
  }

  /** Says nothing of the number, so that a log or a message can not. */
  @Override
  public String toString() {
    return "identity number";
  }
}
