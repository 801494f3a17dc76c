package io.antrean.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.bodyString;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.doIf;
import static io.gatling.javaapi.core.CoreDsl.doIfOrElse;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.pause;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What all scenarios share: a rush that is prepared, a journal, how people claim until they know,
 * and bounds. In the report a request whose name begins with "claim" put a claim; "decided" and
 * "granted" are groups, for the assertions: claims that heard the end of it, and of a seat.
 */
abstract class Scenario extends Simulation {

  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Who has come before the opening; the others arrive in the seconds after it. */
  private static final double THERE_BEFORE = 0.9;

  private static final Duration LATE_WITHIN = Duration.ofSeconds(2);

  final Rush rush;
  final Journal journal;
  final Claiming claiming;

  /** The full form and the short one, how people ask, and the sizes of their families. */
  Scenario(Form full, Form brief, Manner manner, int... families) {
    var env = System.getenv();
    var form = Boolean.parseBoolean(env.get("LOAD_SHORT")) ? brief : full;
    rush = Rush.prepare(Settings.from(env, form), families);
    journal = rush.journal();
    claiming = new Claiming(rush, journal, manner);
  }

  /** These people, and what must be so of the run; called at the end of a constructor. */
  final void play(List<PopulationBuilder> people, Assertion... must) {
    setUp(people).protocols(protocol()).assertions(must).maxDuration(LONGEST);
  }

  @Override
  public void after() {
    try {
      journal.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Nine in ten come before the opening, evenly; the others within two seconds after it. */
  final OpenInjectionStep[] arrivals(int people) {
    var before = (int) (people * THERE_BEFORE);
    var left = rush.untilOpening();
    var coming = beforehand();
    var pausing = left.minus(coming).isNegative() ? Duration.ZERO : left.minus(coming);
    return new OpenInjectionStep[] {
      rampUsers(before).during(coming),
      nothingFor(pausing),
      rampUsers(people - before).during(LATE_WITHIN)
    };
  }

  /** Until shortly before the opening. */
  final Duration beforehand() {
    return Duration.ofMillis(Math.max(1_000, rush.untilOpening().toMillis() - 3_000));
  }

  /** Each party waits for its turn and claims what it wishes: early slots most of all. */
  final ChainBuilder rushing() {
    return feed(rush.feeder(party -> Wishes.early(rush.release(), party)))
        .exec(claiming::begin)
        .exec(pause(session -> rush.untilTheirTurn()))
        .exec(claims("claim"));
  }

  /** Sends the session's claim until it is decided, and tells the report what it came to. */
  final ChainBuilder claims(String name) {
    var patience = Duration.ofMillis(rush.settings().patienceMs());
    return claims(put(session -> nth(name, session), patience));
  }

  /** The first try and the others are told apart, for they mean different things. */
  static String nth(String name, Session session) {
    return session.getInt("tries") == 1 ? name : name + " again";
  }

  final ChainBuilder claims(HttpRequestActionBuilder request) {
    return claims(exec(request));
  }

  final ChainBuilder claims(ChainBuilder request) {
    return asLongAs(session -> session.getBoolean("open"))
        .on(
            exec(claiming::sending)
                .exec(
                    doIfOrElse(session -> session.getBoolean("follow"))
                        .then(exec(heard(follow())))
                        .orElse(request))
                .exec(claiming::heard)
                .exec(pause(claiming::pause)))
        .exec(outcome());
  }

  private ChainBuilder outcome() {
    return group("decided")
        .on(exec(session -> session.getBoolean("decided") ? session : session.markAsFailed()))
        .exec(Session::markAsSucceeded)
        .exec(
            doIf(session -> session.getBoolean("granted"))
                .then(group(this::grant).on(exec(session -> session))));
  }

  /** The name of the group of those who were granted a seat. */
  String grant(Session session) {
    return "granted";
  }

  private HttpRequestActionBuilder follow() {
    return http("follow").get("#{base}#{path}").requestTimeout(Duration.ofSeconds(10));
  }

  /** A claim is put. A refusal is an answer, and no failure. */
  static HttpRequestActionBuilder put(NameOfTry name, Duration patience) {
    return heard(bare(name, patience)).check(status().in(200, 201, 202, 409));
  }

  /** The same without a rule of what may be answered. */
  static HttpRequestActionBuilder bare(NameOfTry name, Duration patience) {
    return http(name::of)
        .put("#{base}#{path}")
        .header("Content-Type", "application/json")
        .body(StringBody("#{wishes}"))
        .requestTimeout(patience);
  }

  /** What a request is called, by the session that sends it. */
  interface NameOfTry {
    String of(Session session);
  }

  /**
   * Tells the report, as a group of this name, whether an answer was what it must be. A silence is
   * none: a machine that is busy is not wrong.
   */
  static ChainBuilder judged(String name, Predicate<Session> right) {
    return doIf(session -> session.contains("status"))
        .then(
            group(name).on(exec(session -> right.test(session) ? session : session.markAsFailed())))
        .exec(Session::markAsSucceeded);
  }

  /** No answer was anything but what it must be. */
  static Assertion allRight(String name) {
    return details(name).failedRequests().count().is(0L);
  }

  /** What was answered is kept, whatever it is. */
  static HttpRequestActionBuilder heard(HttpRequestActionBuilder request) {
    return request
        .header("Authorization", "Bearer #{token}")
        .check(
            status().saveAs("status"),
            bodyString().saveAs("answer"),
            header("Retry-After").optional().saveAs("retryAfter"));
  }

  /** Every claim heard the end of it. */
  static Assertion allDecided() {
    return details("decided").failedRequests().count().is(0L);
  }

  /** So many claims were told a seat, the two bounds included. */
  static Assertion granted(long least, long most) {
    return details("granted").successfulRequests().count().between(least, most);
  }

  HttpProtocolBuilder protocol() {
    return http.baseUrl(rush.settings().url().toString())
        .acceptHeader("application/json, application/problem+json")
        .acceptLanguageHeader("en")
        .userAgentHeader("antrean-load-tests")
        .shareConnections()
        .disableCaching()
        .disableFollowRedirect()
        .disableWarmUp();
  }
}
