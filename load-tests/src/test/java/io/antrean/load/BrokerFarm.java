package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few brokers, of two connections and one address each, claim for three in four of all persons,
 * one after the other without a pause, and then once more for those who have a seat; beside them
 * ordinary people come within a second. Whoever is told to wait waits.
 */
public final class BrokerFarm extends Scenario {

  private static final int BROKERS = 8;
  private static final int CONNECTIONS = 2;
  private static final int RUSH_MS = 20_000;

  /** Documentation's addresses (RFC 5737), which the server believes of a proxy on loopback. */
  private static final String BROKERS_ADDRESS = "203.0.113.";

  private final AtomicInteger connections = new AtomicInteger();
  private final List<Party> citizens;
  private final List<Party> clients;

  public BrokerFarm() {
    super(new Form(20_000, 2_000, 20, 1_000), new Form(3_000, 300, 10, 1_000), Manner.ORDINARY, 1);
    var people = rush.parties();
    citizens = people.subList(0, people.size() / 4);
    clients = people.subList(people.size() / 4, people.size());
    var seats = rush.release().seats();
    play(
        List.of(
            scenario("brokers").exec(broker()).injectOpen(atOnceUsers(BROKERS * CONNECTIONS)),
            scenario("citizens")
                .feed(citizens.stream().map(this::citizen).iterator())
                .exec(claiming::begin)
                .exec(pause(session -> rush.untilTheirTurn()))
                .exec(claims("claim, citizen"))
                .injectOpen(rampUsers(citizens.size()).during(beforehand()))),
        allDecided(),
        details("granted to a broker").allRequests().count().lte((long) seats),
        details("granted to a citizen").allRequests().count().gte(1L),
        // Nobody has two: a second claim of a person with a seat is refused.
        allRight("second"));
  }

  private Map<String, Object> citizen(Party party) {
    var record = rush.claim(party, Wishes.early(rush.release(), party));
    var random = ThreadLocalRandom.current();
    record.put("from", "10.0.%d.%d".formatted(random.nextInt(256), 1 + random.nextInt(254)));
    record.put("grant", "granted to a citizen");
    return record;
  }

  private ChainBuilder broker() {
    return exec(this::connected)
        .exec(pause(session -> rush.until(0)))
        .exec(
            asLongAs(this::hasMore)
                .on(
                    exec(this::nextPerson)
                        .exec(claiming::begin)
                        .exec(claims("claim, broker"))
                        .exec(doIf("#{granted}").then(exec(onceMore())))));
  }

  private Session connected(Session session) {
    var number = connections.getAndIncrement();
    return session.set("from", BROKERS_ADDRESS + (1 + number / CONNECTIONS)).set("next", number);
  }

  private boolean hasMore(Session session) {
    return session.getInt("next") < clients.size() && !rush.until(RUSH_MS).isZero();
  }

  /** Each connection has every sixteenth of the brokers' clients. */
  private Session nextPerson(Session session) {
    var next = session.getInt("next");
    var party = clients.get(next);
    return session
        .set("next", next + BROKERS * CONNECTIONS)
        .setAll(rush.claim(party, Wishes.any(rush.release(), party)))
        .set("grant", "granted to a broker");
  }

  /** Another claim for the same person: no answer may grant it a seat. */
  private ChainBuilder onceMore() {
    var patience = Duration.ofMillis(rush.settings().patienceMs());
    var request =
        exec(heard(bare(session -> "claim, second", patience)).check(status().is(409)))
            .exec(judged("second", BrokerFarm::isRefused));
    return exec(this::samePerson).exec(claiming::begin).exec(claims(request));
  }

  private static boolean isRefused(Session session) {
    var status = session.getInt("status");
    return status == 409 || status == 429 || status == 503;
  }

  private Session samePerson(Session session) {
    List<UUID> persons = session.get("party");
    var party = new Party(session.getString("token"), persons);
    return session
        .setAll(rush.claim(party, Wishes.any(rush.release(), party)))
        .set("grant", "granted twice");
  }

  @Override
  String grant(Session session) {
    return session.getString("grant");
  }

  /** Each broker's connections and each citizen's are their own, and so is the address. */
  @Override
  HttpProtocolBuilder protocol() {
    return http.baseUrl(rush.settings().url().toString())
        .acceptHeader("application/json, application/problem+json")
        .acceptLanguageHeader("en")
        .header("X-Forwarded-For", "#{from}")
        .userAgentHeader("antrean-load-tests")
        .disableCaching()
        .disableFollowRedirect()
        .disableWarmUp();
  }
}
