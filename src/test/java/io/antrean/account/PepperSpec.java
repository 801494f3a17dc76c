package io.antrean.account;

import static io.antrean.account.AccountFixture.get;
import static org.assertj.core.api.BDDAssertions.then;
import static org.assertj.core.api.BDDAssertions.thenThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A pepper")
class PepperSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private static final byte[] FIRST = AccountFixture.SECRET;
  private static final byte[] SECOND = "another-key-another-key-another-k".getBytes();
  private static final String FILE = "ANTREAN_PEPPER_FILE";

  private static String line(int version, byte[] secret) {
    return version + ":" + Base64.getEncoder().encodeToString(secret);
  }

  private static Identity identity(String... lines) {
    var text = String.join("\n", lines) + "\n";
    return Identity.of(text.getBytes(StandardCharsets.ISO_8859_1), FILE);
  }

  @Test
  void alone_in_its_file_is_the_first_version() {
    var number = IdentityNumber.nik("6202011703900001");
    then(Identity.of(FIRST, FILE).version()).isEqualTo(1);
    then(identity(line(1, FIRST)).hmac(number)).isEqualTo(Identity.of(FIRST, FILE).hmac(number));
  }

  @Test
  void that_is_the_last_in_its_file_is_the_one_for_new_persons() {
    var two = identity(line(1, FIRST), line(2, SECOND));
    var number = IdentityNumber.nik("6202011703900001");
    then(two.version()).isEqualTo(2);
    then(two.hmac(number)).isEqualTo(new Identity(SECOND).hmac(number));
    then(two.hmacs(number)).contains(new Identity(FIRST).hmac(number), two.hmac(number));
  }

  @Test
  void that_can_not_be_read_names_the_variable_and_the_line_and_not_the_secret() {
    for (var wrong :
        new String[][] {
          {line(1, FIRST), "2:short"},
          {line(2, FIRST), line(1, SECOND)},
          {line(1, FIRST), line(1, SECOND)},
          {line(1, FIRST), "nonsense"},
          {line(1, FIRST), line(2, Arrays.copyOf(SECOND, 31))},
        }) {
      thenThrownBy(() -> identity(wrong))
          .hasMessageStartingWith("ANTREAN_PEPPER_FILE: line 2 must be VERSION:BASE64")
          .hasMessageNotContaining(wrong[1].substring(2));
    }
  }

  @Test
  void that_is_new_finds_who_was_registered_under_the_old_one() {
    var ani = office.register("ani", Role.CITIZEN, Set.of());
    var budi = office.register("budi", Role.CITIZEN, Set.of());
    var old = new Persons(office.postgres(), identity(line(1, FIRST)));
    var both = new Persons(office.postgres(), identity(line(1, FIRST), line(2, SECOND)));
    var draft =
        new PersonDraft(
            IdentityNumber.nik("6202011703900002"),
            "Ani",
            LocalDate.of(1990, 3, 17),
            Sex.MALE,
            "ID");
    var first = get(old.add(ani.id(), draft)).person();
    var again = get(both.add(budi.id(), draft)).person();
    then(again.id()).as("the id stays").isEqualTo(first.id());
    then(again.lastFour()).isEqualTo("0002");
    then(office.count(
            "SELECT count(*) FROM person WHERE pepper = 2 AND number_key = 2 AND name = 'Ani'"))
        .as("and is kept under the new one from then on")
        .isEqualTo(1);
    var later = new Persons(office.postgres(), identity(line(2, SECOND)));
    then(get(later.add(budi.id(), draft)).person().id()).isEqualTo(first.id());
  }

  @Test
  void that_is_new_finds_what_counts_against_who_was_erased_under_the_old_one() {
    var ani = office.register("sari", Role.CITIZEN, Set.of());
    var number = IdentityNumber.nik("6202011703900004");
    var before = Identity.personId(identity(line(1, FIRST)).hmac(number));
    office.sql(
        "INSERT INTO no_show (person, kind, at, judged_at, forgotten_at)"
            + " VALUES ($1, 'NO_SHOW', now(), now(), now() + interval '1 day')",
        before);
    var both = new Persons(office.postgres(), identity(line(1, FIRST), line(2, SECOND)));
    var draft = new PersonDraft(number, "Sari", LocalDate.of(1990, 3, 17), Sex.MALE, "ID");
    var back = get(both.add(ani.id(), draft)).person();
    then(back.id()).isNotEqualTo(before);
    then(back.standing().noShows()).hasSize(1);
    then(office.count("SELECT count(*) FROM no_show WHERE judged_at IS NULL"))
        .as("it is judged anew")
        .isEqualTo(1);
  }

  @Test
  void is_guarded_by_the_database() {
    var peppers = new PepperRepository(office.postgres());
    var one = identity(line(1, FIRST));
    var two = identity(line(1, FIRST), line(2, SECOND));
    get(peppers.register(one));
    get(peppers.register(one));
    thenThrownBy(() -> get(peppers.register(new Identity(SECOND))))
        .hasMessageContaining("ANTREAN_PEPPER_FILE has another secret for version 1");
    get(peppers.register(two));
    get(peppers.register(two));
    thenThrownBy(() -> get(peppers.register(one)))
        .hasMessageContaining("ends with version 1, and version 2 is in use");
    office.sql(
        "INSERT INTO person (id, identity_hmac, name, pepper)"
            + " VALUES (gen_random_uuid(), 'x', 'Somebody', 1)");
    thenThrownBy(() -> get(peppers.register(identity(line(2, SECOND)))))
        .hasMessageContaining("lacks version 1, which persons are registered under");
    var citizen = office.register("late", Role.CITIZEN, Set.of());
    var late = new Persons(office.postgres(), one);
    var draft =
        new PersonDraft(
            IdentityNumber.nik("6202011703900003"), "L", LocalDate.of(1990, 3, 17), Sex.MALE, "ID");
    thenThrownBy(() -> get(late.add(citizen.id(), draft)))
        .as("a node that still has the older file adds nobody")
        .hasMessageContaining("overloaded");
    office.sql("UPDATE installation SET pepper = 0");
  }
}
