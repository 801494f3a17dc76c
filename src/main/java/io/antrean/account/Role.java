package io.antrean.account;

/** What a caller may be. A staff role is limited to the offices that the token names. */
public enum Role {
  CITIZEN,
  OFFICER,
  SUPERVISOR,
  ADMIN
}
