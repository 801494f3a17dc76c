package io.antrean.account;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks, as the verified token says: no store was read. {@code persons} are the up to five
 * people that the account may book for; {@code offices} are where a staff role holds; {@code
 * generation} counts how often the account has ended all its sessions.
 */
public record Caller(
    UUID account,
    Set<Role> roles,
    List<UUID> persons,
    Set<String> offices,
    long expiresAtSeconds,
    int generation) {

  /** Persons an account may book for, from the design. */
  public static final int PERSONS_MAX = 5;

  public Caller {
    roles = Set.copyOf(roles);
    persons = List.copyOf(persons);
    offices = Set.copyOf(offices);
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
