package io.antrean.mail;

/** A mail to one address, in plain text. Its text may hold a code, so it shows its subject only. */
public record Message(String to, String subject, String text) {

  @Override
  public String toString() {
    return "mail \"" + subject + "\"";
  }
}
