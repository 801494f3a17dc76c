package io.antrean.account;

import io.antrean.http.FieldErrors;
import io.antrean.http.JsonInput;
import java.util.Locale;

/**
 * The rules of a password that somebody chooses. Length is what counts; the rest is the obvious.
 */
final class NewPassword {

  private static final int DISTINCT_MIN = 5;
  private static final int PART_MIN = 4;

  private NewPassword() {}

  /** The password of this field, which must not follow from the log-in. */
  static String read(JsonInput input, String field, String login) {
    var password = input.text(field, Passwords.LENGTH_MIN, Passwords.LENGTH_MAX);
    if (password != null && isWeak(password, login)) {
      input.errors().add(FieldErrors.pointer(field), "password-weak", DISTINCT_MIN);
    }
    return password;
  }

  private static boolean isWeak(String password, String login) {
    if (password.codePoints().distinct().count() < DISTINCT_MIN) return true;
    if (login == null) return false;
    var name = Account.login(login).split("@", 2)[0];
    return name.length() >= PART_MIN && password.toLowerCase(Locale.ROOT).contains(name);
  }
}
