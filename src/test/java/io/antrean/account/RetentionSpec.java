package io.antrean.account;

import static io.antrean.account.AccountFixture.get;
import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.config.RetentionConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What is kept for nobody")
class RetentionSpec {

  @RegisterExtension static final AccountFixture office = new AccountFixture(false);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Retention retention(int batch) {
    var config = new RetentionConfig(Duration.ofHours(1), batch, 100, 7, 30);
    return new Retention(office.postgres(), config, registry);
  }

  private double erased(String what) {
    return registry.counter("antrean.retention.erased", "what", what).count();
  }

  private static UUID person(String login, String looked) {
    var id = office.register(login, Role.CITIZEN, Set.of(), "Somebody").persons().get(0).id();
    office.sql(
        "UPDATE person SET looked_at = now() - '" + looked + "'::interval WHERE id = $1", id);
    return id;
  }

  private static void booking(UUID person, String state, String decided) {
    office.sql(
        """
        INSERT INTO booking (id, member, service_no, slot, seat, given, person, service, release,
                             account, fingerprint, state, claimed_at, decided_at)
        SELECT gen_random_uuid(), 0, 1, now(), (SELECT count(*) FROM booking), 1, $1, 's',
               gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $2,
               now() - $3::text::interval, now() - $3::text::interval
        """,
        person,
        state,
        decided);
  }

  private static boolean isThere(UUID person) {
    return office.count("SELECT count(*) FROM person WHERE id = '" + person + "'") == 1;
  }

  @Test
  void is_forgotten_when_its_time_has_come_and_no_earlier() {
    var never = person("never", "101 days");
    var recently = person("recently", "99 days");
    var longAgo = person("long-ago", "101 days");
    booking(longAgo, "CANCELLED", "102 days");
    var used = person("used", "101 days");
    booking(used, "COMPLETED", "50 days");
    var open = person("open", "101 days");
    booking(open, "CONFIRMED", "102 days");
    get(retention(100).run());
    then(isThere(never)).isFalse();
    then(isThere(longAgo)).isFalse();
    then(isThere(recently)).isTrue();
    then(isThere(used)).isTrue();
    then(isThere(open)).isTrue();
    then(erased("person")).isEqualTo(2);
    then(office.count("SELECT count(*) FROM booking WHERE person = '" + longAgo + "'")).isZero();
    then(office.count("SELECT count(*) FROM booking WHERE state = 'CANCELLED'")).isEqualTo(1);
    then(get(office.accounts.byLogin("never")).persons()).isEmpty();
    then(office.count(
            "SELECT count(*) FROM person WHERE id = '"
                + used
                + "' AND looked_at BETWEEN now() - interval '51 d' AND now() - interval '49 d'"))
        .as("is looked at again a hundred days after the booking")
        .isEqualTo(1);
  }

  @Test
  void is_an_account_that_was_never_verified() {
    for (var login : List.of("fresh", "stale", "verified")) {
      office.register(login, Role.CITIZEN, Set.of());
    }
    office.sql("UPDATE account SET verified_at = NULL WHERE login IN ('fresh', 'stale')");
    office.sql(
        "UPDATE account SET created_at = now() - interval '8 d'"
            + " WHERE login IN ('stale', 'verified')");
    get(retention(100).run());
    then(get(office.accounts.byLogin("stale"))).isNull();
    then(get(office.accounts.byLogin("fresh"))).isNotNull();
    then(get(office.accounts.byLogin("verified"))).isNotNull();
    then(erased("account")).isEqualTo(1);
  }

  @Test
  void is_a_person_who_was_removed_a_month_ago_unless_another_account_has_them() {
    var gone = person("left", "1 day");
    var shared = person("left-too", "1 day");
    var other = office.register("keeper", Role.CITIZEN, Set.of());
    office.sql("INSERT INTO account_person VALUES ($1, $2)", other.id(), shared);
    office.sql(
        "UPDATE account_person SET removed_at = now() - interval '31 d'"
            + " WHERE account <> $1 AND person IN ($2, $3)",
        other.id(),
        gone,
        shared);
    get(retention(100).run());
    then(isThere(gone)).isFalse();
    then(isThere(shared)).isTrue();
  }

  @Test
  void is_forgotten_once_though_several_nodes_look_at_once_a_batch_at_a_time() {
    for (int i = 0; i < 20; i++) person("many-" + i, "200 days");
    var nodes = IntStream.range(0, 4).mapToObj(i -> retention(3)).toList();
    get(Future.all(nodes.stream().map(Retention::run).toList()));
    then(erased("person")).isBetween(3.0, 12.0);
    for (int i = 0; i < 7; i++) get(nodes.get(0).run());
    then(erased("person")).isEqualTo(20);
  }
}
