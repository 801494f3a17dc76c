package io.antrean.account;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who logs in. {@code offices} are where a staff role holds; {@code persons} are whom the account
 * may book for. {@code login} is an e-mail address where somebody has registered it, and {@code
 * verified} says that its owner has shown to read what is sent there. {@code generation} counts how
 * often all its sessions were ended; {@code byIssuer} that an OpenID Connect issuer vouches for it,
 * and it has no password here. The hash stays out of its text.
 */
public record Account(
    UUID id,
    String login,
    String passwordHash,
    Set<Role> roles,
    Set<String> offices,
    List<Person> persons,
    String language,
    boolean verified,
    int generation,
    boolean byIssuer) {

  /** Characters of a log-in: those of an e-mail address. */
  public static final int LOGIN_MAX = 254;

  /** Whose mail is written in Indonesian unless they say otherwise. */
  static final String LANGUAGE = "id";

  public Account {
    roles = Set.copyOf(roles);
    offices = Set.copyOf(offices);
    persons = List.copyOf(persons);
  }

  /** One that an operator makes. */
  public Account(
      UUID id,
      String login,
      String passwordHash,
      Set<Role> roles,
      Set<String> offices,
      List<Person> persons) {
    this(id, login, passwordHash, roles, offices, persons, LANGUAGE, true, 0, false);
  }

  /** A log-in as it is kept: capitals and surrounding spaces do not make another. */
  public static String login(String text) {
    return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** Whether mail can be sent there: log-ins that an operator has made need not be addresses. */
  boolean hasAddress() {
    return login.contains("@");
  }

  /** What a token says of this account. */
  Caller caller(long expiresAtSeconds) {
    return new Caller(
        id,
        roles,
        persons.stream().map(Person::id).toList(),
        offices,
        expiresAtSeconds,
        generation,
        permits());
  }

  private Map<UUID, LocalDate> permits() {
    return persons.stream()
        .filter(person -> person.permitExpires() != null)
        .collect(Collectors.toUnmodifiableMap(Person::id, Person::permitExpires));
  }

  @Override
  public String toString() {
    return "account " + id;
  }
}
