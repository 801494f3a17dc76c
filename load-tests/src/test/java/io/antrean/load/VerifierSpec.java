package io.antrean.load;

import static org.assertj.core.api.BDDAssertions.then;

import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The verifier")
class VerifierSpec {

  private static final UUID A = UUID.randomUUID();
  private static final UUID B = UUID.randomUUID();
  private static final UUID ANI = UUID.randomUUID();
  private static final UUID BUDI = UUID.randomUUID();

  @TempDir static Path folder;
  private static Stage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = new Stage(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    if (stage != null) stage.close();
  }

  @BeforeEach
  void clear() throws Exception {
    stage.clear();
  }

  @Test
  void a_clean_run_has_no_twice_and_no_lost() throws Exception {
    stage.silent(A, ANI);
    stage.told(A, ANI, 202, "HELD", 1, "");
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.told(A, ANI, 200, "CONFIRMED", 1, "A0800-1");
    stage.refused(B, BUDI, 425, "not-open", "");
    stage.refused(B, BUDI, 409, "slot-taken", "");
    stage.silent(UUID.randomUUID(), UUID.randomUUID());
    stage.booked(A, ANI, 1, 1);
    thenLine("2 claims answered, 1 granted, 1 confirmed, 0 twice, 0 lost", 0);
    then(stage.notes()).contains("1 claims were sent and got no deciding answer");
  }

  @Test
  void a_number_of_a_later_holder_has_its_letter() throws Exception {
    stage.inPostgres(B, BUDI, 1, 1, "CANCELLED");
    stage.booked(A, ANI, 1, 2);
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1b");
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 0 lost", 0);
  }

  @Test
  void a_promise_that_PostgreSQL_does_not_have_is_lost() throws Exception {
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    thenLine("1 claims answered, 1 granted, 0 confirmed, 0 twice, 1 lost", 1);
  }

  @Test
  void a_promise_of_another_seat_or_number_is_lost() throws Exception {
    stage.booked(A, ANI, 1, 1);
    stage.booked(B, BUDI, 2, 1);
    stage.told(A, ANI, 201, "CONFIRMED", 3, "A0800-1");
    stage.told(B, BUDI, 200, "CONFIRMED", 2, "A0800-2b");
    thenLine("2 claims answered, 2 granted, 2 confirmed, 0 twice, 2 lost", 1);
  }

  @Test
  void a_promise_that_was_rejected_after_all_is_lost() throws Exception {
    stage.inPostgres(A, ANI, 1, 1, "REJECTED");
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    thenLine("1 claims answered, 1 granted, 0 confirmed, 0 twice, 1 lost", 1);
  }

  @Test
  void a_hold_without_a_verdict_is_lost_unless_the_server_said_so() throws Exception {
    stage.told(A, ANI, 202, "HELD", 1, "");
    stage.told(B, BUDI, 202, "HELD", 2, "");
    stage.refused(B, BUDI, 503, "recovering", "lost");
    thenLine("2 claims answered, 1 granted, 0 confirmed, 0 twice, 1 lost", 1);
  }

  @Test
  void a_hold_that_was_refused_by_a_verdict_is_not_lost() throws Exception {
    stage.told(A, ANI, 202, "HELD", 1, "");
    stage.judged(A, "REJECTED");
    stage.inRedis(A, 'R');
    thenLine("1 claims answered, 1 granted, 0 confirmed, 0 twice, 0 lost", 0);
  }

  @Test
  void what_Redis_has_otherwise_is_lost() throws Exception {
    stage.booked(A, ANI, 1, 1);
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.notInRedis(A);
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 1 lost", 1);
    stage.inRedis(A, 'H');
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 1 lost", 1);
    stage.inRedis(A, 'C');
    stage.holds(ANI, B);
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 1 lost", 1);
  }

  @Test
  void one_seat_told_to_two_claims_is_twice() throws Exception {
    stage.booked(A, ANI, 1, 1);
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.told(B, BUDI, 201, "CONFIRMED", 1, "A0800-1");
    // The seat and its number; and the second claim's promise is broken.
    thenLine("2 claims answered, 2 granted, 1 confirmed, 2 twice, 1 lost", 1);
  }

  @Test
  void a_seat_that_PostgreSQL_has_twice_is_found_whatever_became_of_its_indexes() throws Exception {
    stage.sql("DROP INDEX booking_seat, booking_number, booking_person");
    try {
      stage.booked(A, ANI, 1, 1);
      stage.booked(B, BUDI, 1, 1);
      stage.booked(UUID.randomUUID(), BUDI, 2, 1);
      stage.holds(BUDI, B);
      stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
      then(stage.verdict().line()).contains("3 twice");
      then(stage.notes()).contains("seat 1 ", "number sampit A", "person " + BUDI);
    } finally {
      stage.sql("TRUNCATE booking");
      stage.sql(
          "CREATE UNIQUE INDEX booking_seat ON booking (service_no, slot, seat)"
              + " WHERE state NOT IN ('CANCELLED', 'REJECTED')");
    }
  }

  @Test
  void a_booking_that_was_cancelled_as_asked_is_not_lost_and_its_seat_may_be_given_again()
      throws Exception {
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.cancelled(A);
    stage.inPostgres(A, ANI, 1, 1, "CANCELLED");
    stage.inRedis(A, 'X');
    stage.booked(B, BUDI, 1, 2);
    stage.told(B, BUDI, 201, "CONFIRMED", 1, "A0800-1b");
    thenLine("2 claims answered, 2 granted, 1 confirmed, 1 cancelled, 0 twice, 0 lost", 0);
  }

  @Test
  void a_cancelled_booking_that_nobody_cancelled_is_lost() throws Exception {
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.inPostgres(A, ANI, 1, 1, "CANCELLED");
    thenLine("1 claims answered, 1 granted, 0 confirmed, 1 cancelled, 0 twice, 1 lost", 1);
  }

  @Test
  void a_cancel_that_was_told_and_is_not_so_is_lost() throws Exception {
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.cancelled(A);
    stage.booked(A, ANI, 1, 1);
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 1 lost", 1);
  }

  @Test
  void a_booking_that_is_confirmed_again_after_its_cancel_is_lost() throws Exception {
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.cancelled(A);
    stage.inPostgres(A, ANI, 1, 1, "CANCELLED");
    stage.inRedis(A, 'X');
    stage.looked(A, 1, "A0800-1");
    thenLine("1 claims answered, 1 granted, 0 confirmed, 1 cancelled, 0 twice, 1 lost", 1);
  }

  @Test
  void a_seat_that_was_given_twice_is_twice_though_one_of_them_was_cancelled() throws Exception {
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.cancelled(A);
    stage.inPostgres(A, ANI, 1, 1, "CANCELLED");
    stage.inRedis(A, 'X');
    stage.inPostgres(B, BUDI, 2, 1, "CONFIRMED");
    stage.inRedis(B, 'C');
    stage.holds(BUDI, B);
    stage.told(B, BUDI, 201, "CONFIRMED", 2, "A0800-1");
    // Its number is the first one's: nobody may hear it, and it is not what PostgreSQL has.
    thenLine("2 claims answered, 2 granted, 1 confirmed, 1 cancelled, 1 twice, 1 lost", 1);
  }

  @Test
  void a_party_of_which_not_all_have_a_seat_is_lost() throws Exception {
    stage.booked(A, ANI, 1, 1);
    stage.sent(A, ANI, BUDI);
    stage.answered(A, "A0800-1", 1);
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 1 lost", 1);
    then(stage.notes()).contains("it was for [" + ANI + ", " + BUDI + "]");
  }

  @Test
  void a_party_that_is_whole_and_in_one_slot_is_not_lost() throws Exception {
    stage.partyBooked(A, ANI, Stage.SLOT, BUDI, Stage.SLOT);
    stage.sent(A, ANI, BUDI);
    stage.answered(A, "A0800-1,A0800-2", 1, 2);
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 0 lost", 0);
  }

  @Test
  void a_party_in_two_slots_is_lost() throws Exception {
    stage.partyBooked(A, ANI, Stage.SLOT, BUDI, "2031-01-06T08:15");
    stage.sent(A, ANI, BUDI);
    stage.answered(A, "A0800-1,A0800-2", 1, 2);
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 1 lost", 1);
    then(stage.notes()).contains("a party in pieces: 2 slots");
  }

  @Test
  void a_seat_before_the_opening_is_early_by_PostgreSQL() throws Exception {
    stage.booked(A, ANI, 1, 1);
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    stage.sql("UPDATE booking SET claimed_at = '2025-12-31T23:59:59.999Z'");
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 0 lost, 1 early", 1);
  }

  @Test
  void a_seat_before_the_opening_is_early_by_what_was_heard() throws Exception {
    stage.opens(Instant.now().plusSeconds(60));
    stage.refused(B, BUDI, 425, "not-open", "");
    stage.booked(A, ANI, 1, 1);
    stage.told(A, ANI, 201, "CONFIRMED", 1, "A0800-1");
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 0 lost, 1 early", 1);
    then(stage.verdict().opening()).startsWith("opening: 2 answers before it, 1 claims granted");
  }

  @Test
  void it_waits_until_PostgreSQL_has_what_Redis_decided() throws Exception {
    stage.told(A, ANI, 202, "HELD", 1, "");
    stage.ledger(1, 0);
    var applied =
        CompletableFuture.runAsync(
            () -> stage.apply(A, ANI), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
    thenLine("1 claims answered, 1 granted, 1 confirmed, 0 twice, 0 lost", 0);
    applied.get();
  }

  @Test
  void a_run_in_which_nothing_was_answered_proves_nothing() throws Exception {
    stage.silent(A, ANI);
    thenLine("0 claims answered, 0 granted, 0 confirmed, 0 twice, 0 lost", 2);
  }

  private static void thenLine(String line, int exitCode) throws Exception {
    var verdict = stage.verdict();
    then(verdict.line()).as(stage.notes()).isEqualTo(line);
    then(verdict.exitCode()).isEqualTo(exitCode);
  }
}
