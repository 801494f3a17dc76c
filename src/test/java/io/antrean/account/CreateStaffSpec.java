package io.antrean.account;

import static io.antrean.account.AccountFixture.body;
import static io.antrean.account.AccountFixture.get;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import io.antrean.http.ProblemException;
import java.io.ByteArrayInputStream;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Passwords and administrators")
class CreateStaffSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private CreateStaff command;

  @BeforeEach
  void command() {
    command = new CreateStaff(office.accounts, office.passwords);
  }

  @Test
  void the_command_makes_an_administrator_who_can_log_in() {
    get(command.create("Root", "twelve chars", "admin", Set.of()));
    var answer = office.logIn("root", "twelve chars");
    then(answer.statusCode()).isEqualTo(201);
    then(body(answer).getJsonArray("roles")).containsExactly("admin");
    then(body(answer).getJsonArray("persons")).isEmpty();
  }

  @Test
  void the_command_says_what_is_wrong() {
    get(command.create("taken", "twelve chars", "admin", Set.of()));
    thenThrownBy(() -> get(command.create("Taken", "twelve chars", "admin", Set.of())))
        .hasMessage("The log-in Taken is taken; choose another");
    thenThrownBy(() -> get(command.create("short", "eleven char", "admin", Set.of())))
        .hasMessage("The password has 11 characters; one of the staff's has 12 to 200");
    thenThrownBy(() -> get(command.create("short", null, "admin", Set.of())))
        .hasMessageStartingWith("The password has 0 characters");
    thenThrownBy(() -> get(command.create("two words", "twelve chars", "admin", Set.of())))
        .hasMessageStartingWith("A log-in has no spaces");
    thenThrownBy(() -> get(command.create(" ", "twelve chars", "admin", Set.of())))
        .hasMessage("A log-in has 1 to 254 characters");
  }

  @Test
  void the_command_makes_officers_and_supervisors_of_offices_that_there_are() {
    office.sql("INSERT INTO office (id, name, zone) VALUES ('sampit', 'Sampit', 'Asia/Jakarta')");
    get(command.create("wati", "twelve chars", "officer", Set.of("sampit")));
    var answer = office.logIn("wati", "twelve chars");
    then(body(answer).getJsonArray("roles")).containsExactly("officer");
    thenThrownBy(() -> get(command.create("eko", "twelve chars", "officer", Set.of("nowhere"))))
        .hasMessage("There is no office nowhere");
    thenThrownBy(() -> get(command.create("eko", "twelve chars", "officer", Set.of())))
        .hasMessageStartingWith("Name the offices at which they work");
    thenThrownBy(() -> get(command.create("eko", "twelve chars", "king", Set.of("sampit"))))
        .hasMessage("There is no role king; name officer, supervisor or admin");
    thenThrownBy(() -> get(command.create("eko", "twelve chars", "admin", Set.of("sampit"))))
        .hasMessage("An administrator works at all offices: name none");
  }

  @Test
  void the_command_reads_the_password_from_one_line() throws Exception {
    var in = new ByteArrayInputStream("kata sandi é\r\nmore\n".getBytes("UTF-8"));
    then(CreateStaff.password(null, in)).isEqualTo("kata sandi é");
    then(CreateStaff.password(null, new ByteArrayInputStream(new byte[0]))).isNull();
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
