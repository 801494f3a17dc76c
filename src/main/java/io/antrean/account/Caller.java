package io.antrean.account;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks, as the verified token says: no store was read. {@code persons} are the up to five
 * people that the account may book for; {@code offices} are where a staff role holds; {@code
 * generation} counts how often the account has ended all its sessions. {@code permits} is the last
 * day of the stay permit of each person who had one when the token was made.
 */
public record Caller(
    UUID account,
    Set<Role> roles,
    List<UUID> persons,
    Set<String> offices,
    long expiresAtSeconds,
    int generation,
    Map<UUID, LocalDate> permits) {

  /** Persons an account may book for, from the design. */
  public static final int PERSONS_MAX = 5;

  public Caller {
    roles = Set.copyOf(roles);
    persons = List.copyOf(persons);
    offices = Set.copyOf(offices);
    permits = Map.copyOf(permits);
  }

  /** Of persons without a stay permit. */
  public Caller(
      UUID account,
      Set<Role> roles,
      List<UUID> persons,
      Set<String> offices,
      long expiresAtSeconds,
      int generation) {
    this(account, roles, persons, offices, expiresAtSeconds, generation, Map.of());
  }

  /** Of an account that has never ended its sessions. */
  public Caller(
      UUID account, Set<Role> roles, List<UUID> persons, Set<String> offices, long expiresAt) {
    this(account, roles, persons, offices, expiresAt, 0);
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }
}
