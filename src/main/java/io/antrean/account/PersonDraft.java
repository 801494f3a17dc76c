package io.antrean.account;

import io.antrean.http.JsonInput;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** A person as an account gives them: an identity number, and what has to agree with it. */
record PersonDraft(
    IdentityNumber number, String name, LocalDate birthDate, Sex sex, String nationality) {

  /** Characters of a person's name. */
  static final int NAME_MAX = 100;

  /** Characters of an identity number as it is written, spaces and dashes included. */
  static final int NUMBER_MAX = 40;

  private static final LocalDate OLDEST = LocalDate.of(1900, 1, 1);
  private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int COUNTRY_LENGTH = 2;

  /** Reads a body; throws with all that is wrong with it. {@code today} is the office's. */
  static PersonDraft read(JsonInput input, LocalDate today) {
    var name = input.text("name", 1, NAME_MAX);
    if (name != null && plain(name).isEmpty()) input.errors().add("/name", "person-name");
    var birthDate = input.date("birthDate");
    var sex = Sex.of(input.oneOf("sex", Arrays.stream(Sex.values()).map(Sex::text).toList()));
    if (birthDate != null && (birthDate.isBefore(OLDEST) || birthDate.isAfter(today))) {
      input.errors().add("/birthDate", "birth-date");
    }
    var citizen = input.has("nik") || !input.has("passport");
    var number = citizen ? nik(input, birthDate, sex) : passport(input);
    var nationality = nationality(input, citizen, number);
    input.end();
    return new PersonDraft(number, name.strip(), birthDate, sex, nationality);
  }

  private static IdentityNumber nik(JsonInput input, LocalDate birthDate, Sex sex) {
    var text = input.text("nik", 1, NUMBER_MAX);
    for (var other : new String[] {"passport", "country"}) {
      if (input.optionalText(other, 1, NUMBER_MAX) != null) {
        input.errors().add("/" + other, "nik-or-passport");
      }
    }
    if (text == null) return null;
    var fault = Nik.fault(text.replace(" ", ""), birthDate, sex);
    if (fault == null) return IdentityNumber.nik(text);
    input.errors().add("/nik", fault.key);
    return null;
  }

  /** Of a citizen's passport nothing is made: with it one could be a second person. */
  private static IdentityNumber passport(JsonInput input) {
    var text = input.text("passport", 1, NUMBER_MAX);
    var country = country(input, "country", input.text("country", 1, COUNTRY_LENGTH));
    if (text == null || country == null) return null;
    if (country.equals(IdentityNumber.HOME)) {
      input.errors().add("/country", "nik-of-citizens");
      return null;
    }
    var number = IdentityNumber.passport(country, text);
    if (number == null) input.errors().add("/passport", "passport");
    return number;
  }

  private static String nationality(JsonInput input, boolean citizen, IdentityNumber number) {
    var given = input.optionalText("nationality", 1, COUNTRY_LENGTH);
    if (given == null) return number == null ? null : number.country();
    var country = country(input, "nationality", given);
    if (country != null && country.equals(IdentityNumber.HOME) != citizen) {
      input.errors().add("/nationality", citizen ? "nik-is-indonesian" : "nik-of-citizens");
    }
    return country;
  }

  private static String country(JsonInput input, String field, String text) {
    var country = text == null ? null : IdentityNumber.country(text);
    if (text != null && country == null) input.errors().add("/" + field, "country");
    return country;
  }

  /** Whether both are ways to write one name: capitals, dots and spaces make no other. */
  static boolean isSameName(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String name) {
    var spelt = Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    return NO_LETTERS.matcher(spelt).replaceAll("");
  }

  /** Says nothing of who it is, so that a log or a message can not. */
  @Override
  public String toString() {
    return "a person";
  }
}
