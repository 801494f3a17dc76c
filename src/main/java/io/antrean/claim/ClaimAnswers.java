package io.antrean.claim;

import io.antrean.catalogue.AvailabilityBoard;
import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimOutcome.Refused;
import io.antrean.http.Instants;
import io.antrean.http.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Says what became of a claim, in the words of the contract. */
public final class ClaimAnswers {

  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Alternatives alternatives;
  private final LongSupplier redisNowMs;
  private final SoldOutAnswers soldOut;

  public ClaimAnswers(Catalogue catalogue, AvailabilityBoard board, LongSupplier redisNowMs) {
    this(new Alternatives(catalogue, board), redisNowMs);
  }

  private ClaimAnswers(Alternatives alternatives, LongSupplier redisNowMs) {
    this.alternatives = alternatives;
    this.redisNowMs = redisNowMs;
    this.soldOut = new SoldOutAnswers(alternatives, redisNowMs);
  }

  /** 201 for the request that saw PostgreSQL take it, 200 for a claim that is known. */
  public static void confirmed(HttpServerResponse response, int status, Booking booking) {
    confirmed(response, status, booking, List.of());
  }

  static void confirmed(
      HttpServerResponse response, int status, Booking booking, List<PermitWarning> warnings) {
    response.putHeader(HttpHeaders.LOCATION, BookingView.self(booking));
    send(response, status, BookingView.json(booking, warnings));
  }

  /** Redis has decided, PostgreSQL not yet: the seats, and where to look. */
  static void held(HttpServerResponse response, Booking booking, List<PermitWarning> warnings) {
    response.putHeader(HttpHeaders.LOCATION, self(booking));
    send(response, 202, BookingView.held(booking, self(booking), warnings));
  }

  /** Whose stay permit ends before the slot, as far as a token knows: no store is asked. */
  public List<PermitWarning> warnings(
      Booking booking, Release release, Map<UUID, LocalDate> permits) {
    return PermitWarning.of(booking, release, permits, redisNowMs.getAsLong());
  }

  /** What a claim is now, for its owner who asks; {@code rejection} is null unless REJECTED. */
  static void state(
      HttpServerResponse response,
      Booking booking,
      Rejection rejection,
      List<PermitWarning> warnings) {
    switch (booking.state()) {
      case Booking.HELD -> send(response, 200, BookingView.held(booking, self(booking), warnings));
      case Booking.REJECTED ->
          send(
              response,
              200,
              new JsonObject()
                  .put("id", booking.id().toString())
                  .put("state", Booking.REJECTED)
                  .put("reason", rejection.text())
                  .put("links", new JsonObject().put("self", self(booking)))
                  .toBuffer());
      default -> send(response, 200, BookingView.json(booking, warnings));
    }
  }

  private static String self(Booking booking) {
    return "/api/v1/releases/" + booking.release() + "/claims/" + booking.id();
  }

  private static void send(HttpServerResponse response, int status, Buffer body) {
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body);
  }

  /** A claim's record as the booking that it is. */
  public static Booking booking(UUID id, Release release, ClaimRecord record) {
    return new Booking(
        id,
        record.account(),
        record.state().name(),
        release.office().id(),
        release.service().id(),
        release.service().letter(),
        release.id(),
        release.slots().get(record.slot()).starts(),
        record.members().stream()
            .map(m -> new Booking.Member(m.person(), m.seat(), m.given()))
            .toList(),
        Instant.ofEpochMilli(record.claimedAtMs()),
        Instant.ofEpochMilli(record.decidedAtMs()),
        record.changes(),
        false);
  }

  /** No default branch: a new reason does not compile until it has an answer. */
  public Problem refusal(Release release, List<String> slots, int party, Refused refused) {
    return switch (refused.reason()) {
      case RECOVERING, CLOCKS_APART -> recovering();
      case CLAIM_DIFFERS -> Problem.of(409, "claim-differs");
      case OVERLOADED -> overloaded();
      case NOT_LOADED -> isAhead(release) ? notOpen(release) : recovering();
      case RELEASE_CLOSED -> Problem.of(409, "release-closed");
      case NOT_OPEN -> notOpen(release);
      case UNKNOWN_SLOT -> Problem.of(404, "unknown-slot").with("slot", slots.get(refused.place()));
      case SLOT_BEGUN -> slotBegun(release, slots);
      case ALREADY_BOOKED -> {
        var problem = Problem.of(409, "already-booked");
        yield refused.booking() == null
            ? problem
            : problem.with("booking", refused.booking().toString());
      }
      case PERSON_BLOCKED -> personBlocked(refused.atMs());
      case SOLD_OUT -> soldOut(release);
      case SLOT_TAKEN -> slotTaken(release, slots, party, refused.atMs());
    };
  }

  /** Who of the party it is, the caller of this knows. */
  public static Problem personBlocked(long untilMs) {
    var end = Instants.text(untilMs);
    return Problem.of(409, "person-blocked").words(end).with("until", end);
  }

  /** PostgreSQL refused what Redis had granted. */
  public Problem rejection(Release release, List<String> slots, int party, Rejection rejection) {
    return switch (rejection) {
      case CLAIM_DIFFERS -> Problem.of(409, "claim-differs");
      case PERSON_GONE -> Problem.of(409, "person-gone");
      case ALREADY_BOOKED -> Problem.of(409, "already-booked");
      case REFUSED -> Problem.of(409, "refused");
      case SLOT_BEGUN -> slotBegun(release, slots);
      case SLOT_TAKEN, NUMBER_TAKEN -> slotTaken(release, slots, party, 0);
    };
  }

  /** Or the office is closed then, which is no different to who claims: another slot is needed. */
  private static Problem slotBegun(Release release, List<String> slots) {
    var problem = Problem.of(409, "slot-begun");
    var first = slots.isEmpty() ? null : release.slot(slots.get(0));
    var isShut = first != null && release.shut().contains(first.ordinal());
    return isShut ? problem.detail("slot-begun.closed") : problem;
  }

  boolean isAhead(Release release) {
    return release.opensAt().toEpochMilli() > redisNowMs.getAsLong();
  }

  /** It opens later, by Redis's clock. */
  public Problem notOpen(Release release) {
    var now = redisNowMs.getAsLong();
    var opensAt = Instants.text(release.opensAt());
    return Problem.of(425, "not-open")
        .words(opensAt)
        .with("opensAt", opensAt)
        .with("serverTime", Instants.text(now))
        .retryAfter(Duration.ofMillis(release.opensAt().toEpochMilli() - now));
  }

  Problem soldOut(Release release) {
    return soldOut.of(release);
  }

  private Problem slotTaken(Release release, List<String> slots, int party, long takenAtMs) {
    // Redis counts the seats at which the office is closed among the free ones.
    if (!release.shut().isEmpty() && alternatives.isGone(release)) return soldOut(release);
    return Problem.of(409, "slot-taken")
        .with("takenAt", takenAtMs == 0 ? null : Instants.text(takenAtMs))
        .with("alternatives", alternatives.near(release, slots, party, redisNowMs.getAsLong()));
  }

  /** The partition does not serve yet: the same again, soon. */
  public static Problem recovering() {
    return Problem.of(503, "recovering").retryAfter(SOON);
  }

  /** A bound is reached: the same again, soon. */
  public static Problem overloaded() {
    return Problem.of(503, "overloaded").retryAfter(SOON);
  }

  /** Nobody knows whether the claim was granted. */
  public static Problem unknown() {
    return Problem.of(503, "unavailable").with("outcome", "unknown").retryAfter(SOON);
  }

  /** It was HELD, and no partition that is open knows it: it is gone for certain. */
  public static Problem lost() {
    return Problem.of(503, "lost").with("outcome", "lost").retryAfter(SOON);
  }
}
