package io.antrean.account;

import java.util.Locale;

/** What a caller may be. A staff role is limited to the offices that the token names. */
public enum Role {
  CITIZEN,
  OFFICER,
  SUPERVISOR,
  ADMIN;

  private final String text = name().toLowerCase(Locale.ROOT);

  /** The role's word in JSON, in a token and in PostgreSQL. */
  public String text() {
    return text;
  }

  /** The role of this word; a word that is none throws. */
  public static Role of(String text) {
    for (var role : values()) if (role.text.equals(text)) return role;
    throw new IllegalArgumentException("There is no role " + text);
  }
}
