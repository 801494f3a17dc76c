package io.antrean.account;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who asks, as the verified token says: no store was read. {@code persons} are the up to five
 * people that the account may book for; {@code offices} are where a staff role holds.
 */
public record Caller(
    UUID account, Set<Role> roles, List<UUID> persons, Set<String> offices, long expiresAtSeconds) {

  /** Persons an account may book for, from the design. */
  public static final int PERSONS_MAX = 5;

  public Caller {
    roles = Set.copyOf(roles);
    persons = List.copyOf(persons);
    offices = Set.copyOf(offices);
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }
}
