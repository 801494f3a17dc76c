package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A broker who cancels, and claims the seat for somebody else")
class BrokersTrickSpec {

  private static final int SEATS = 200;

  /** How long one who waits has for an offer: the first ones of this spec let it go by. */
  private static final long OFFER_LIFE_MS = 8_000;

  private static final int LET_IT_GO_BY = 20;
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Map<String, String> WAIT = Map.of("Prefer", "wait=20");

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_OFFER_LIFE_MS",
              "" + OFFER_LIFE_MS,
              "ANTREAN_OFFERS_MAX",
              "30",
              "ANTREAN_POSTGRES_WAITING_MAX",
              "2000",
              "ANTREAN_CONSERVATION_EVERY_MS",
              "50"));

  private final Day day = Day.next();
  private final String release = office.release(day.terms(SEATS, 1));
  private final WaitingOffice list = new WaitingOffice(office, day, release);

  /** Of two hundred seats none goes to the broker: all go to who waits, in order, each once. */
  @Test
  void gets_none_of_two_hundred_and_who_waits_gets_them_in_order() {
    var sellers = office.citizens(SEATS);
    var buyers = office.citizens(SEATS);
    var sold = booked(sellers);
    // Those at the end get what the first ones let go by, and one more waits in vain.
    var waiting = office.citizens(SEATS + LET_IT_GO_BY + 1);
    var entries = new ArrayList<UUID>();
    for (var one : waiting) entries.add(list.joined(one));

    var threads = Executors.newFixedThreadPool(SEATS + waiting.size());
    var takers = new ArrayList<CompletableFuture<Integer>>();
    for (int i = LET_IT_GO_BY; i < SEATS + LET_IT_GO_BY; i++) {
      var place = i;
      takers.add(
          CompletableFuture.supplyAsync(
              () -> takes(waiting.get(place), entries.get(place)), threads));
    }
    var tricks = new ArrayList<CompletableFuture<Integer>>();
    for (int i = 0; i < SEATS; i++) {
      var place = i;
      tricks.add(
          CompletableFuture.supplyAsync(
              () -> trick(sellers.get(place), sold.get(place), buyers.get(place)), threads));
    }
    then(tricks.stream().mapToInt(CompletableFuture::join).sum()).as("broker's seats").isZero();
    then(takers.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(SEATS);
    threads.shutdown();

    var of = " FROM offer WHERE release = '" + release + "'";
    then(office.sql("SELECT count(*)" + of)).isEqualTo((long) SEATS + LET_IT_GO_BY);
    then(office.sql("SELECT string_agg(DISTINCT state, ' ' ORDER BY state)" + of))
        .isEqualTo("EXPIRED TAKEN");
    then(office.sql("SELECT count(*)" + of + " AND state = 'EXPIRED'"))
        .isEqualTo((long) LET_IT_GO_BY);
    then(office.sql(IN_ORDER.formatted(release))).as("offers out of order").isEqualTo(0L);
    var last = waiting.size() - 1;
    then(list.state(waiting.get(last), entries.get(last))).isEqualTo("WAITING");
    // Each seat was given to two people one after the other, never to two at once.
    then(office.sql(HOLDERS.formatted(release))).isEqualTo("200 200 2");
    list.thenAudited("redis", Map.of("free", 0, "confirmed", SEATS, "offered", 0, "cooling", 0));
  }

  /** Offers of which an entry that had joined earlier was offered something later. */
  private static final String IN_ORDER =
      """
      SELECT count(*) FROM offer o JOIN waitlist_entry e ON e.id = o.entry
       WHERE o.release = '%s' AND EXISTS (
         SELECT FROM offer p JOIN waitlist_entry f ON f.id = p.entry
          WHERE p.release = o.release AND p.no > o.no AND f.no < e.no)
      """;

  private static final String HOLDERS =
      """
      SELECT count(*) FILTER (WHERE state = 'CONFIRMED') || ' '
             || count(*) FILTER (WHERE state = 'CANCELLED') || ' ' || max(given)
        FROM booking WHERE release = '%s'
      """;

  private List<UUID> booked(List<String> sellers) {
    var claims = new ArrayList<UUID>();
    var booked = new ArrayList<CompletableFuture<Installation.Answer>>();
    for (var seller : sellers) {
      var id = UUID.randomUUID();
      claims.add(id);
      booked.add(office.claimAsync(0, seller, release, id, day.wish("08:00"), WAIT));
    }
    for (var one : booked) then(one.join().status()).isEqualTo(201);
    return claims;
  }

  /** Cancels, and claims for somebody else for a second; how often that was granted. */
  private int trick(String seller, UUID sold, String buyer) {
    list.cancel(seller, sold);
    var got = 0;
    var until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
    while (System.nanoTime() < until) {
      var answer = office.claim(0, buyer, release, UUID.randomUUID(), day.wish("08:00"));
      if (answer.status() < 300) got++;
      else then(answer.problem()).isEqualTo("sold-out");
    }
    return got;
  }

  /** Takes what is offered as soon as it is; how many seats it got. */
  private int takes(String token, UUID entry) {
    var answer =
        Eventually.find(LONG, () -> list.accept(token, entry), one -> one.status() <= 201, 1_000);
    return answer.status() <= 201 ? 1 : 0;
  }
}
