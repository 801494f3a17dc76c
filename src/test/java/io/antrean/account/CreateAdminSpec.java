package io.antrean.account;

import static io.antrean.account.AccountFixture.body;
import static io.antrean.account.AccountFixture.get;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Passwords and administrators")
class CreateAdminSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private CreateAdmin command;

  @BeforeEach
  void command() {
    command = new CreateAdmin(office.accounts, office.passwords);
  }

  @Test
  void the_command_makes_an_administrator_who_can_log_in() {
    get(command.createAdmin("Root", "twelve chars"));
    var answer = office.logIn("root", "twelve chars");
    then(answer.statusCode()).isEqualTo(201);
    then(body(answer).getJsonArray("roles")).containsExactly("admin");
    then(body(answer).getJsonArray("persons")).isEmpty();
  }

  @Test
  void the_command_says_what_is_wrong() {
    get(command.createAdmin("taken", "twelve chars"));
    thenThrownBy(() -> get(command.createAdmin("Taken", "twelve chars")))
        .hasMessage("The log-in Taken is taken; choose another");
    thenThrownBy(() -> get(command.createAdmin("short", "eleven char")))
        .hasMessage("The password has 11 characters; an administrator's has 12 to 200");
    thenThrownBy(() -> get(command.createAdmin("short", null)))
        .hasMessageStartingWith("The password has 0 characters");
    thenThrownBy(() -> get(command.createAdmin("two words", "twelve chars")))
        .hasMessageStartingWith("A log-in has no spaces");
    thenThrownBy(() -> get(command.createAdmin(" ", "twelve chars")))
        .hasMessage("A log-in has 1 to 254 characters");
  }

  @Test
  void the_command_reads_the_password_from_one_line() throws Exception {
    var in = new ByteArrayInputStream("kata sandi é\r\nmore\n".getBytes("UTF-8"));
    then(CreateAdmin.password(null, in)).isEqualTo("kata sandi é");
    then(CreateAdmin.password(null, new ByteArrayInputStream(new byte[0]))).isNull();
  }

  @Test
  void a_password_is_the_same_from_every_keyboard() {
    var hash = get(office.passwords.hash("kata sandi \u00e9"));
    then(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    then(get(office.passwords.matches("kata sandi e\u0301", hash))).isTrue();
    then(get(office.passwords.matches("kata sandi e", hash))).isFalse();
    then(get(office.passwords.hash("kata sandi \u00e9"))).isNotEqualTo(hash);
  }

  @Test
  void of_a_hundred_hashes_at_once_those_past_the_bound_are_refused_at_once() {
    var hashes = IntStream.range(0, 100).mapToObj(i -> office.passwords.hash("p" + i)).toList();
    var refused = hashes.stream().filter(hash -> hash.failed()).toList();
    then(refused).hasSize(78);
    then(refused.get(0).cause())
        .isInstanceOfSatisfying(
            ProblemException.class, e -> then(e.problem().name()).isEqualTo("overloaded"));
    for (int i = 0; i < 100; i++) {
      if (hashes.get(i).failed()) continue;
      then(get(office.passwords.matches("p" + i, get(hashes.get(i))))).isTrue();
    }
    then(get(office.passwords.hash("again"))).isNotNull();
  }
}
