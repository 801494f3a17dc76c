package io.antrean.claim;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.ledger.RedisWorld;
import io.antrean.redis.Script;
import io.antrean.support.Stores;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Random scripts of claims")
class RandomScriptsSpec {

  private static final int SCRIPTS = Integer.getInteger("antrean.random.scripts", 1000);
  private static final int STEPS = 100;
  private static final long SEED = Long.getLong("antrean.seed", new Random().nextLong());

  private static RedisWorld world;

  @BeforeAll
  static void connect() {
    world = new RedisWorld(Stores.redisUri());
  }

  @AfterAll
  static void disconnect() {
    world.close();
  }

  @Test
  void thousand_scripts_of_a_hundred_steps_are_answered_as_the_oracle_answers() {
    var script = Script.load("claims");
    for (int i = 0; i < SCRIPTS; i++) {
      var difference = play(script, SEED + i);
      then(difference).as("run again with -Dantrean.seed=%d, script %d", SEED, i).isNull();
    }
  }

  /** A rule, the text that is it, and what the script says without it. */
  private record Rule(String name, String text, String without) {}

  static Stream<Rule> rules() {
    return Stream.of(
        new Rule("known claim", "if record then", "if false then"),
        new Rule("fingerprint", "string.sub(record, 2, 17) == claim.fingerprint", "true"),
        new Rule("backlog", "appended - applied >= max_entries", "false"),
        new Rule("closed", "r.closed or r.last_at", "r.last_at"),
        new Rule("last slot", "r.closed or r.last_at <= now", "r.closed"),
        new Rule("opening", "now < r.opens_at", "false"),
        new Rule("unknown slot", "if not wanted then", "if false then"),
        new Rule("slot begun", "begun = start <= now", "begun = false"),
        new Rule("or next begun", "starts_at(r, left) > now", "true"),
        new Rule("same day", "first.day_end", "99"),
        new Rule("holds another", "if hindrance then", "if false then"),
        new Rule("barred", "tonumber(string.sub(holder, 2)) > now", "false"),
        new Rule("own booking", "own and holder or ''", "holder"),
        new Rule("sold out", "if r.free == 0 then", "if false then"),
        new Rule("party as a whole", "if #seats == count then", "if true then"),
        new Rule("seat is marked", "string.char(left.last)", "string.char(0)"),
        new Rule("seat is taken at once", "left.at, left.byte = at, byte\n", "\n"),
        new Rule(
            "given is counted",
            "claim.persons[i], seats[i],\n      given_before(r, left.ordinal, seats[i]) + 1",
            "claim.persons[i], seats[i], 1"),
        new Rule("holder is kept", "new[claim.persons[i]] = claim.id", ""),
        new Rule("holder at once", "holders[r.service][claim.persons[i]] = claim.id", ""),
        new Rule("claim at once", "records[claim.id] = record\n  new", "new"),
        new Rule("or next", "if claim.or_next then", "if false then"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void without_a_rule_they_are_not(Rule rule) {
    var source = Script.load("claims").source();
    then(source).contains(rule.text);
    var script = Script.of("claims", source.replace(rule.text, rule.without));
    var found = false;
    for (int i = 0; i < SCRIPTS && !found; i++) found = play(script, SEED + i) != null;
    then(found).as("the scripts notice that a rule is gone: " + rule.name).isTrue();
  }

  /** The first difference, or null. */
  private static String play(Script script, long seed) {
    var office = new RandomOffice(seed, 0);
    var backlogMax = office.backlogMax();
    world.open(0, office.releases());
    var oracle = new NaiveOffice(System.currentTimeMillis(), backlogMax);
    office.releases().forEach(oracle::add);
    var runner = new ScriptRunner(world, script, backlogMax);
    var unsettled = new LinkedHashSet<UUID>();
    for (int step = 0; step < STEPS; ) {
      var claims = new ArrayList<Claim>();
      for (int i = office.burst(); i > 0; i--) claims.add(office.claim());
      var expected = claims.stream().map(oracle::claim).toList();
      var answered = answers(runner, claims);
      if (!answered.equals(expected)) {
        return "step %d: Lua says %s, the oracle %s".formatted(step, answered, expected);
      }
      for (int i = 0; i < claims.size(); i++) {
        if (expected.get(i).startsWith("GRANTED")) unsettled.add(claims.get(i).id());
      }
      step += claims.size();
      if (office.settlesNow()) settle(office, oracle, unsettled);
    }
    return null;
  }

  /** A step that fails in Redis is an answer too, which no oracle gives. */
  private static List<String> answers(ScriptRunner runner, List<Claim> claims) {
    try {
      return runner.decide(claims);
    } catch (RuntimeException e) {
      return List.of("FAILED " + e.getMessage());
    }
  }

  private static void settle(RandomOffice office, NaiveOffice oracle, LinkedHashSet<UUID> claims) {
    if (claims.isEmpty()) return;
    List<Verdict> verdicts = new ArrayList<>();
    for (var claim : claims) {
      var rejection = office.rejection();
      verdicts.add(Verdict.ofClaim(claim, rejection, System.currentTimeMillis()));
      oracle.settle(claim, rejection);
    }
    for (var claim : claims) {
      if (!office.cancelsNow()) continue;
      verdicts.add(Verdict.cancelled(claim, System.currentTimeMillis(), 0));
      oracle.cancel(claim);
    }
    claims.clear();
    then(world.settle(verdicts)).isTrue();
    // Once more, as a new owner would: it changes nothing.
    then(world.settle(verdicts)).isTrue();
  }
}
