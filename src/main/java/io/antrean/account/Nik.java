package io.antrean.account;

import java.time.LocalDate;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the 16 digits of a NIK say: province, regency, district, DDMMYY of the birth with 40 added
 * to a woman's day, and a serial. Whoever mistypes one is told; that the number was ever given to
 * anybody only the civil registry knows.
 */
final class Nik {

  /** What does not fit; {@code key} of {@code field.<key>} in {@code problems/}. */
  enum Fault {
    DIGITS("nik-digits"),
    PROVINCE("nik-province"),
    REGENCY("nik-regency"),
    BIRTH("nik-birth"),
    SEX("nik-sex"),
    SERIAL("nik-serial");

    final String key;

    Fault(String key) {
      this.key = key;
    }
  }

  private static final Pattern DIGITS = Pattern.compile("[0-9]{16}");

  /** The provinces of the interior ministry's list, those of 2022 in Papua included. */
  private static final Set<Integer> PROVINCES =
      Set.of(
          11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63,
          64, 65, 71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96);

  /** Regencies count from 1, cities from 71. */
  private static final int REGENCY_MAX = 79;

  private static final int WOMEN = 40;

  private Nik() {}

  /**
   * The first thing that does not fit, or null. What is null of the birth date and the sex is not
   * looked at.
   */
  static Fault fault(String digits, LocalDate birthDate, Sex sex) {
    if (!DIGITS.matcher(digits).matches()) return Fault.DIGITS;
    if (!PROVINCES.contains(number(digits, 0))) return Fault.PROVINCE;
    var regency = number(digits, 2);
    if (regency < 1 || regency > REGENCY_MAX || number(digits, 4) < 1) return Fault.REGENCY;
    if (digits.endsWith("0000")) return Fault.SERIAL;
    var day = number(digits, 6);
    var female = day > WOMEN;
    if (birthDate != null && !agrees(digits, female ? day - WOMEN : day, birthDate)) {
      return Fault.BIRTH;
    }
    return sex != null && female != (sex == Sex.FEMALE) ? Fault.SEX : null;
  }

  private static boolean agrees(String digits, int day, LocalDate birthDate) {
    return day == birthDate.getDayOfMonth()
        && number(digits, 8) == birthDate.getMonthValue()
        && number(digits, 10) == birthDate.getYear() % 100;
  }

  private static int number(String digits, int at) {
    return Integer.parseInt(digits, at, at + 2, 10);
  }
}
