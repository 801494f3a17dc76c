package io.antrean.claim;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.claim.Waiters.Waiter;
import io.antrean.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Says to who asked for a seat what Redis has on record: at once where PostgreSQL's word is known,
 * else when it is heard or the wait is over. For claims, and for offers that are taken. One an
 * event loop.
 */
public final class RecordAnswers {

  /**
   * One request: what it asks for, how long it waits, when it came. {@code slots} are those that it
   * would take, for who hears that the seat is gone; null: the slot of the seat. {@code permits} is
   * what the caller's token knows of stay permits.
   */
  public record Asked(
      HttpServerRequest request,
      Release release,
      UUID claim,
      UUID fingerprint,
      List<String> slots,
      Map<UUID, LocalDate> permits,
      long waitMs,
      long arrivedNanos) {}

  /** Counts what was answered. */
  public interface Tally {

    /** {@code confirmed}, {@code held}, or the name of the problem. */
    void outcome(String name);

    /** It was PostgreSQL's word, to a request that came then. */
    void confirmed(long arrivedNanos);
  }

  private final Catalogue catalogue;
  private final ClaimReader reader;
  private final Waiters waiters;
  private final ClaimAnswers answers;
  private final Tally tally;

  public RecordAnswers(
      Catalogue catalogue, ClaimReader reader, Waiters waiters, ClaimAnswers answers, Tally tally) {
    this.catalogue = catalogue;
    this.reader = reader;
    this.waiters = waiters;
    this.answers = answers;
    this.tally = tally;
  }

  /**
   * The wait, begun before Redis is asked, so that no verdict can come too early; null for none.
   */
  public Waiter expect(Asked asked) {
    return asked.waitMs == 0 ? null : waiters.expect(asked.claim, asked.fingerprint);
  }

  /** No record, or no word: there is nothing to wait for. */
  public void refuse(Asked asked, Problem problem, Waiter waiter) {
    forget(waiter);
    refuse(asked.request, problem);
  }

  /** Answers and counts a refusal. */
  public void refuse(HttpServerRequest request, Problem problem) {
    tally.outcome(problem.name());
    problem.send(request);
  }

  /** There is nothing to wait for. */
  public void forget(Waiter waiter) {
    if (waiter != null) waiters.forget(waiter);
  }

  /** Redis has this record of it. */
  public void recorded(Asked asked, ClaimRecord record, Waiter waiter) {
    if (record.state() != ClaimRecord.State.HELD) {
      forget(waiter);
      answer(asked, record, 200);
    } else if (waiter == null) {
      answer(asked, record, 202);
    } else {
      waiter.until(asked.waitMs);
      waiter
          .decided()
          .onSuccess(
              decided -> {
                if (decided == null) readAgain(asked);
                else answer(asked, decided, 201);
              });
    }
  }

  /** The wait has ended without a word: the record says what is so now. */
  private void readAgain(Asked asked) {
    reader
        .find(asked.release.partition(), asked.claim)
        .onSuccess(
            found -> {
              if (!found.open()) refuse(asked.request, ClaimAnswers.unknown());
              else if (found.record() == null) refuse(asked.request, ClaimAnswers.lost());
              else answer(asked, found.record(), 201);
            })
        .onFailure(failure -> refuse(asked.request, ClaimAnswers.unknown()));
  }

  private void answer(Asked asked, ClaimRecord record, int status) {
    // It may have moved since, to a release that this node has not read of yet.
    var release = catalogue.release(record.release());
    if (release == null) {
      refuse(asked.request, ClaimAnswers.recovering());
      return;
    }
    var booking = ClaimAnswers.booking(asked.claim, release, record);
    switch (record.state()) {
      case CONFIRMED, CANCELLED, NO_SHOW, COMPLETED, POSTPONED -> {
        tally.outcome("confirmed");
        if (status == 201) tally.confirmed(asked.arrivedNanos);
        ClaimAnswers.confirmed(
            asked.request.response(), status, booking, warnings(asked, release, booking));
      }
      case HELD -> {
        tally.outcome("held");
        ClaimAnswers.held(asked.request.response(), booking, warnings(asked, release, booking));
      }
      case REJECTED -> {
        var slots = asked.slots == null ? List.of(booking.slot().toString()) : asked.slots;
        var party = record.members().size();
        refuse(asked.request, answers.rejection(asked.release, slots, party, record.rejection()));
      }
    }
  }

  private List<PermitWarning> warnings(Asked asked, Release release, Booking booking) {
    return answers.warnings(booking, release, asked.permits);
  }
}
