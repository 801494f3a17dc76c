package io.antrean.permit;

import io.antrean.http.JsonInput;
import io.antrean.permit.Permit.Particulars;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A permit as it is sent to be recorded. */
final class PermitInput {

  /** Characters of an office's id, as sent. */
  static final int ID_MAX = 40;

  private static final int NUMBER_MAX = 30;
  private static final int COUNTRY_LENGTH = 2;
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** Sixteen digits are a NIK, which has no place here. */
  private static final Pattern NUMBER = Pattern.compile("(?![0-9]{16}$)[A-Z0-9][A-Z0-9/-]{2,29}");

  private PermitInput() {}

  /** Nothing is granted after {@code today}. Throws 400 with all that is wrong. */
  static Particulars read(JsonInput input, LocalDate today) {
    var person = input.uuid("person");
    var kind = input.oneOf("kind", Permit.KINDS);
    var number = input.text("number", 1, NUMBER_MAX);
    if (number != null && !NUMBER.matcher(number).matches()) {
      input.errors().add("/number", "permit-number");
    }
    var nationality = input.text("nationality", 1, COUNTRY_LENGTH);
    if (nationality != null) checkForeign(input, nationality);
    var sex = input.oneOf("sex", Permit.SEXES);
    var sector = input.oneOf("sector", Permit.SECTORS);
    var office = input.text("office", 1, ID_MAX);
    var granted = input.date("grantedOn");
    if (granted != null && granted.isAfter(today)) input.errors().add("/grantedOn", "granted-on");
    var expires = input.date("expiresOn");
    if (granted != null && expires != null && expires.isBefore(granted)) {
      input.errors().add("/expiresOn", "before-granted");
    }
    input.end();
    return new Particulars(
        person, kind, number, nationality, sex, sector, office, granted, expires);
  }

  /** A country, and not the one that needs no permit. */
  static void checkForeign(JsonInput input, String nationality) {
    if (!COUNTRIES.contains(nationality) || nationality.equals("ID")) {
      input.errors().add("/nationality", "country");
    }
  }
}
