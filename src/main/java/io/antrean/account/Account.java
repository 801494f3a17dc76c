package io.antrean.account;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Who logs in. {@code offices} are where a staff role holds; {@code persons} are whom the account
 * may book for. The hash stays out of its text.
 */
public record Account(
    UUID id,
    String login,
    String passwordHash,
    Set<Role> roles,
    Set<String> offices,
    List<Person> persons) {

  /** Characters of a log-in. */
  public static final int LOGIN_MAX = 64;

  public Account {
    roles = Set.copyOf(roles);
    offices = Set.copyOf(offices);
    persons = List.copyOf(persons);
  }

  /** A log-in as it is kept: capitals and surrounding spaces do not make another. */
  public static String login(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** What a token says of this account. */
  Caller caller(long expiresAtSeconds) {
    return new Caller(
        id, roles, persons.stream().map(Person::id).toList(), offices, expiresAtSeconds);
  }

  @Override
  public String toString() {
    return "account " + id;
  }
}
