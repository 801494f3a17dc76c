package io.antrean.account;

import static io.antrean.account.AccountFixture.body;
import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Made-up persons for a load test")
class LoadTestSpec {

  private static final String PERSONS = "SELECT count(*) FROM account_person";

  @RegisterExtension static final AccountFixture office = new AccountFixture(true);

  private static Account admin;

  @BeforeAll
  static void register() {
    admin = office.register("admin", Role.ADMIN, Set.of());
  }

  private static String path(String count) {
    return "/api/v1/load-test/persons?count=" + count;
  }

  @Test
  void are_five_thousand_each_with_an_account_and_a_token_for_a_day() {
    var before = office.count(PERSONS);
    var answer = office.post(path("5000"), office.token(admin), null);
    then(answer.statusCode()).isEqualTo(200);
    then(answer.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    var lines = answer.body().split("\n");
    then(lines[0]).isEqualTo("token,person");
    then(lines).hasSize(5001);
    then(office.count(PERSONS)).isEqualTo(before + 5000);
    var accounts = new HashSet<UUID>();
    var persons = new HashSet<UUID>();
    for (int i = 1; i < lines.length; i++) {
      var fields = lines[i].split(",");
      var caller = office.tokens.verify(fields[0]);
      then(caller.persons()).hasSize(1).allMatch(p -> p.toString().equals(fields[1]));
      then(caller.expiresAtSeconds())
          .isEqualTo(office.clock.instant().plus(Duration.ofDays(1)).getEpochSecond());
      accounts.add(caller.account());
      persons.addAll(caller.persons());
    }
    then(accounts).hasSize(5000);
    then(persons).hasSize(5000).allMatch(person -> person.version() == 8);
    var own = office.get("/api/v1/persons", lines[5000].split(",")[0]);
    then(own.statusCode()).isEqualTo(200);
    then(body(own).getJsonArray("items"))
        .extracting(person -> ((JsonObject) person).getString("id"))
        .containsExactly(lines[5000].split(",")[1]);
  }

  @Test
  void are_families_that_share_an_account_and_its_token_the_last_one_smaller() {
    for (int size = 2; size <= 5; size++) {
      var answer = office.post(path("2003&family=" + size), office.token(admin), null);
      var lines = answer.body().split("\n");
      then(lines).hasSize(2004);
      var accounts = new HashSet<UUID>();
      for (int i = 1; i < lines.length; i += size) {
        var family = List.of(lines).subList(i, Math.min(i + size, lines.length));
        var caller = office.tokens.verify(family.get(0).split(",")[0]);
        then(family).extracting(line -> line.split(",")[0]).containsOnly(tokenOf(family));
        then(family)
            .extracting(line -> UUID.fromString(line.split(",")[1]))
            .containsExactlyElementsOf(caller.persons());
        accounts.add(caller.account());
      }
      then(accounts).hasSize((2003 + size - 1) / size);
      then(body(office.get("/api/v1/persons", tokenOf(List.of(lines[1])))).getJsonArray("items"))
          .hasSize(size);
    }
  }

  private static String tokenOf(List<String> family) {
    return family.get(0).split(",")[0];
  }

  @Test
  void are_of_one_to_five_in_a_family() {
    for (var family : new String[] {"0", "6", "-1", "two", ""}) {
      var answer = office.post(path("1&family=" + family), office.token(admin), null);
      then(answer.statusCode()).as(family).isEqualTo(400);
      then(body(answer).getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .isEqualTo("?family");
    }
    then(body(office.post(path("0&family=0"), office.token(admin), null)).getJsonArray("errors"))
        .hasSize(2);
  }

  @Test
  void are_for_administrators() {
    var citizen = office.register("ani", Role.CITIZEN, Set.of(), "Ani");
    var officer = office.register("officer", Role.OFFICER, Set.of("sampit"));
    then(office.post(path("1"), office.token(citizen), null).statusCode()).isEqualTo(403);
    then(office.post(path("1"), office.token(officer), null).statusCode()).isEqualTo(403);
    then(office.post(path("1"), null, null).statusCode()).isEqualTo(401);
    then(office.post(path("1"), office.token(admin), null).statusCode()).isEqualTo(200);
  }

  @Test
  void are_one_to_a_million() {
    for (var count : new String[] {"0", "1000001", "-1", "1e3", "", "9999999999"}) {
      var answer = office.post(path(count), office.token(admin), null);
      then(answer.statusCode()).as(count).isEqualTo(400);
      then(body(answer).getJsonArray("errors").getJsonObject(0).getString("pointer"))
          .isEqualTo("?count");
    }
    var none =
        office.send(
            office
                .request("/api/v1/load-test/persons", office.token(admin))
                .POST(BodyPublishers.noBody()));
    then(none.statusCode()).isEqualTo(400);
  }

  @Test
  void are_no_longer_made_when_the_client_goes_away() throws IOException {
    var before = office.count(PERSONS);
    try (var socket = new Socket("127.0.0.1", office.port)) {
      var head =
          "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n";
      socket
          .getOutputStream()
          .write(head.formatted(path("1000000"), office.token(admin)).getBytes());
      socket.getInputStream().readNBytes(100_000);
    }
    stopsGrowing(before);
  }

  @Test
  void wait_for_a_client_that_does_not_read() throws IOException {
    var before = office.count(PERSONS);
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(8 * 1024);
      socket.connect(new InetSocketAddress("127.0.0.1", office.port));
      var head =
          "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n";
      socket
          .getOutputStream()
          .write(head.formatted(path("1000000"), office.token(admin)).getBytes());
      stopsGrowing(before);
    }
    stopsGrowing(before);
  }

  /** The number of persons stays the same for a second, long before the million. */
  private static void stopsGrowing(long before) {
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              var now = office.count(PERSONS);
              Thread.sleep(1000);
              return office.count(PERSONS) == now;
            });
    then(office.count(PERSONS) - before).isLessThan(100_000);
  }
}
