package io.antrean.account;

import io.antrean.account.OneTimeCodes.Purpose;
import io.antrean.http.Words;
import io.antrean.mail.Mail;
import io.antrean.mail.Message;
import java.time.Duration;

/** What is written to the owner of an account, in the account's language. */
public final class Letters {

  private final Mail mail;
  private final Duration codeLife;

  public Letters(Mail mail, Duration codeLife) {
    this.mail = mail;
    this.codeLife = codeLife;
  }

  /** Whether anything can be written at all. */
  boolean areSent() {
    return mail.isOn();
  }

  /** No default: a new purpose does not compile until it has its words. */
  void send(Account account, Purpose purpose, String code) {
    var key =
        switch (purpose) {
          case VERIFY -> "verify";
          case RESET -> "reset";
          case KNOWN -> "known";
        };
    post(account, key, code, codeLife.toMinutes());
  }

  /** That the password is another one, should somebody else have changed it. */
  void passwordChanged(Account account) {
    if (account.hasAddress()) post(account, "changed");
  }

  private void post(Account account, String key, Object... values) {
    var words = Words.in(account.language());
    mail.post(
        new Message(
            account.login(),
            words.text("mail." + key + ".title"),
            words.text("mail." + key + ".text", values)));
  }
}
