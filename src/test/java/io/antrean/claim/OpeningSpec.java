package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A release opens by Redis's clock")
class OpeningSpec {

  @RegisterExtension static final Installation office = new Installation(2);

  private static final int CITIZENS = 50;
  private static final int CAPACITY = 30;
  private static final long AROUND_MS = 300;
  private static final long PAUSE_MS = 20;

  private final Day day = Day.next();

  /** One that opens in so many ms, and is loaded by then. */
  private String opensIn(long ms, int capacity) {
    var opensAt = Instant.ofEpochMilli(System.currentTimeMillis() + ms);
    var created = office.createRelease(0, day.terms(capacity, 1).put("opensAt", "" + opensAt));
    then(created.status()).isEqualTo(201);
    then(created.body().getString("state")).isEqualTo("SCHEDULED");
    return created.body().getString("id");
  }

  private static long opensAtMs(String release) {
    var body = office.call(0, "GET", "/api/v1/releases/" + release, null, null).body();
    return Instant.parse(body.getString("opensAt")).toEpochMilli();
  }

  private static long serverMs(Answer answer) {
    return Long.parseLong(answer.header("Server-Time-Ms"));
  }

  @Test
  void a_moment_before_it_refuses_and_says_how_long_to_wait() {
    var release = opensIn(1_500, 2); // Too near for memory: Redis is asked.
    var token = office.citizens(1).get(0);
    var claim = UUID.randomUUID();
    var early = office.claim(0, token, release, claim, day.wish("08:00"));
    then(early.status()).isEqualTo(425);
    then(early.problem()).isEqualTo("not-open");
    var opensAt = Instant.parse(early.body().getString("opensAt"));
    then(opensAt.toEpochMilli()).isEqualTo(opensAtMs(release));
    then(Instant.parse(early.body().getString("serverTime"))).isBefore(opensAt);
    then(early.header("Retry-After")).isIn("1", "2");

    Eventually.pause(1_000L * Integer.parseInt(early.header("Retry-After")));
    then(office.claim(0, token, release, claim, day.wish("08:00")).status()).isEqualTo(201);
  }

  @Test
  void around_the_instant_nobody_is_early_and_the_first_are_not_late() {
    var tokens = office.citizens(CITIZENS);
    var claims = tokens.stream().map(token -> UUID.randomUUID()).toList();
    var release = opensIn(1_500, CAPACITY);
    var opensAt = opensAtMs(release);
    for (int i = 0; i < 2; i++) { // Connections and code are warm when it matters.
      office.claim(i, tokens.get(0), release, UUID.randomUUID(), day.wish("08:00"));
    }
    Eventually.pause(Math.max(0, opensAt - AROUND_MS - System.currentTimeMillis()));

    var under = new ArrayList<CompletableFuture<Answer>>();
    while (System.currentTimeMillis() < opensAt + AROUND_MS) {
      for (int i = 0; i < CITIZENS; i++) {
        // Each repeats the same claim, as the impatient do, on either node.
        var node = (i + under.size() / CITIZENS) % 2;
        var wish = day.wish("08:00");
        under.add(office.claimAsync(node, tokens.get(i), release, claims.get(i), wish, Map.of()));
      }
      Eventually.pause(PAUSE_MS);
    }
    var answers = under.stream().map(CompletableFuture::join).toList();

    then(answers).extracting(Answer::status).isSubsetOf(200, 201, 409, 425);
    var granted = answers.stream().filter(a -> a.status() < 300).toList();
    then(granted).extracting(a -> a.body().getString("id")).hasSizeGreaterThan(0);
    then(granted.stream().map(a -> a.body().getString("id")).distinct()).hasSize(CAPACITY);
    var claimedAt = granted.stream().map(OpeningSpec::claimedAtMs).toList();
    then(claimedAt).allMatch(ms -> ms >= opensAt);
    then(claimedAt.stream().min(Long::compare))
        .hasValueSatisfying(first -> then(first - opensAt).isLessThan(250));
    var early = answers.stream().filter(a -> a.status() == 425).toList();
    then(early).isNotEmpty().allMatch(a -> serverMs(a) < opensAt + AROUND_MS);
    then(everyoneOf(answers, 409)).isSubsetOf("sold-out", "slot-taken");
    then(office.sql("SELECT count(*) FROM booking WHERE release = '" + release + "'"))
        .isEqualTo((long) CAPACITY);
  }

  private static long claimedAtMs(Answer answer) {
    return Instant.parse(answer.body().getString("claimedAt")).toEpochMilli();
  }

  private static List<String> everyoneOf(List<Answer> answers, int status) {
    return answers.stream().filter(a -> a.status() == status).map(Answer::problem).toList();
  }
}
