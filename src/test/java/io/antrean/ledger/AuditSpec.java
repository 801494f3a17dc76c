package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Office;
import io.antrean.catalogue.Release;
import io.antrean.catalogue.Service;
import io.antrean.catalogue.Slot;
import io.antrean.claim.ClaimRecord;
import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.ClaimRecord.State;
import io.antrean.claim.Rejection;
import io.antrean.ledger.SeatsInRedis.Counters;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rule by itself: two slots of ten seats, which take two bytes each in Redis. */
@DisplayName("An audit of two slots")
class AuditSpec {

  private static final LocalDateTime EIGHT = LocalDateTime.of(2030, 1, 7, 8, 0);
  private static final EntryId POSITION = new EntryId(1_000_000, 3);
  private static final UUID ANI = new UUID(1, 1);
  private static final UUID BUDI = new UUID(2, 2);

  private final Release release = release();
  private final SeatsInRedis redis = new SeatsInRedis(release, POSITION);
  private final SeatsInPostgres postgres = new SeatsInPostgres(release, POSITION.ms());
  private final byte[] bits = {0, 0x3f, 0, 0x3f};

  private static Release release() {
    var slots = new ArrayList<Slot>();
    for (int i = 0; i < 2; i++) {
      var at = EIGHT.plusMinutes(15L * i);
      slots.add(new Slot(i, at, at.toInstant(ZoneOffset.UTC)));
    }
    var day = LocalDate.of(2030, 1, 7);
    var terms =
        new Release.Terms(
            day, day, LocalTime.of(8, 0), LocalTime.of(8, 30), 15, 10, Instant.EPOCH, "open");
    var service =
        new Service(1, "sampit", "passport-new", "Passport", "A", Service.Category.PASSPORT, 0);
    var office = new Office("sampit", "Sampit", ZoneId.of("Asia/Jakarta"));
    return new Release(new UUID(0, 7), office, service, terms, slots, null);
  }

  private AuditSpec take(int slot, int seat) {
    bits[slot * 2 + (seat - 1) / 8] |= (byte) (0x80 >> (seat - 1) % 8);
    return this;
  }

  private AuditSpec claim(UUID claim, State state, int slot, int... seats) {
    return claim(claim, state, null, POSITION.ms(), slot, seats);
  }

  private AuditSpec claim(
      UUID claim, State state, Rejection reason, long claimedMs, int slot, int... seats) {
    redis.add(claim, record(state, reason, claimedMs, release.id(), slot, seats));
    return this;
  }

  private static ClaimRecord record(
      State state, Rejection reason, long claimedMs, UUID of, int slot, int... seats) {
    var members = new ArrayList<Member>();
    for (var seat : seats) members.add(new Member(new UUID(9, seat), seat, 1));
    var fingerprint = new UUID(3, 3);
    var account = new UUID(4, 4);
    return new ClaimRecord(
        state, fingerprint, account, of, claimedMs, 0, reason, 0, slot, List.copyOf(members));
  }

  private AuditSpec booked(UUID claim, int slot, int seat) {
    postgres.add(EIGHT.plusMinutes(15L * slot), seat, claim);
    return this;
  }

  private Audit audit(SeatCounts counters, boolean still) {
    redis.addBits(Buffer.buffer(bits), 0);
    redis.end(new Counters(counters, "1"), still);
    return Audit.of(
        release, new PartitionRow(0, 1, true, POSITION, 0, 0, "run", null), redis, postgres);
  }

  /** What differs where the counters are as the seats say. */
  private Set<String> differences() {
    return audit(new SeatCounts(20, 0, 0, 0, 0, 0), false).differences();
  }

  @Test
  void agrees_where_every_seat_is_in_a_state_that_it_can_be_in() {
    take(0, 1).claim(ANI, State.CONFIRMED, 0, 1).booked(ANI, 0, 1);
    take(0, 9).take(0, 10).claim(BUDI, State.HELD, 0, 9, 10);
    take(1, 1);
    redis.addCooling(1, 1);
    take(1, 2).claim(new UUID(5, 5), State.REJECTED, Rejection.SLOT_TAKEN, 0, 1, 2);
    claim(new UUID(6, 6), State.REJECTED, Rejection.PERSON_GONE, 0, 1, 3);
    claim(new UUID(8, 8), State.CANCELLED, 1, 4);
    var audit = audit(new SeatCounts(15, 2, 1, 1, 0, 1), true);
    then(audit.differences()).isEmpty();
    then(audit.redis().total()).isEqualTo(20);
    then(audit.postgres()).isEqualTo(new SeatCounts(19, 0, 1, 0, 0, 0));
  }

  @Test
  void finds_a_seat_that_is_free_or_claimed_though_it_cools_for_long() {
    postgres.addCooling(EIGHT, 1, POSITION.ms() + 15_000);
    postgres.addCooling(EIGHT, 2, POSITION.ms() + 15_001);
    take(0, 3).claim(BUDI, State.HELD, 0, 3);
    postgres.addCooling(EIGHT, 3, POSITION.ms() + 60_000);
    take(0, 4).redis.addCooling(0, 4);
    postgres.addCooling(EIGHT, 4, POSITION.ms() + 60_000);
    var audit = audit(new SeatCounts(18, 1, 0, 1, 0, 0), true);
    then(audit.differences())
        .containsExactly(
            "0:2=redis:free,postgres:cooling", "0:3=redis:held(" + BUDI + "),postgres:cooling");
    then(audit.postgres()).isEqualTo(new SeatCounts(16, 0, 0, 4, 0, 0));
  }

  private AuditSpec offered(UUID entry, boolean pending, int slot, int seat) {
    redis.addOffer(entry, pending, record(State.HELD, null, 1, release.id(), slot, seat));
    return take(slot, seat);
  }

  @Test
  void agrees_where_a_seat_is_on_offer_in_both_or_postgresql_has_not_heard_of_it() {
    offered(ANI, false, 0, 1).postgres.addOffered(0, 1, ANI);
    offered(BUDI, true, 0, 2);
    // Who has just taken an offer holds the seat.
    take(0, 3).claim(BUDI, State.HELD, 0, 3).postgres.addOffered(0, 3, BUDI);
    var audit = audit(new SeatCounts(17, 1, 0, 0, 2, 0), true);
    then(audit.differences()).isEmpty();
    then(audit.postgres()).isEqualTo(new SeatCounts(18, 0, 0, 0, 2, 0));
  }

  @Test
  void finds_a_seat_that_is_on_offer_in_one_of_them_only_or_to_another_or_given_besides() {
    offered(ANI, false, 0, 1);
    postgres.addOffered(0, 2, BUDI);
    offered(ANI, false, 0, 3).postgres.addOffered(0, 3, BUDI);
    offered(ANI, false, 0, 4).claim(BUDI, State.CONFIRMED, 0, 4).booked(BUDI, 0, 4);
    take(0, 5).claim(ANI, State.HELD, 0, 5).postgres.addOffered(0, 5, BUDI);
    offered(ANI, true, 0, 6).redis.addCooling(0, 6);
    then(differences())
        .extracting(text -> text.replaceAll("\\(.*?\\)", ""))
        .containsExactly(
            "0:1=redis:offered,postgres:free",
            "0:2=redis:free,postgres:offered",
            "0:3=redis:offered,postgres:offered",
            "0:4=redis:taken_twice,postgres:confirmed",
            "0:5=redis:held,postgres:offered",
            "0:6=redis:taken_twice,postgres:free");
    then(audit(new SeatCounts(16, 0, 0, 0, 4, 0), true).differences())
        .contains("offered=counter:4,seats:2");
  }

  @Test
  void finds_a_seat_that_is_taken_by_nobody() {
    take(1, 10);
    then(differences()).containsExactly("1:10=redis:taken_by_none,postgres:free");
  }

  @Test
  void finds_a_claim_whose_record_is_gone() {
    take(0, 3).booked(ANI, 0, 3);
    then(differences()).containsExactly("0:3=redis:taken_by_none,postgres:confirmed(" + ANI + ")");
  }

  @Test
  void finds_a_booked_seat_that_is_free_in_redis() {
    claim(ANI, State.CONFIRMED, 0, 3).booked(ANI, 0, 3).booked(BUDI, 0, 4);
    then(differences())
        .containsExactly(
            "0:3=redis:not_taken(%s),postgres:confirmed(%s)".formatted(ANI, ANI),
            "0:4=redis:free,postgres:confirmed(" + BUDI + ")");
  }

  @Test
  void finds_a_confirmed_seat_that_postgresql_has_no_row_of_or_another_ones() {
    take(0, 1).claim(ANI, State.CONFIRMED, 0, 1);
    take(0, 2).claim(BUDI, State.CONFIRMED, 0, 2).booked(ANI, 0, 2);
    then(differences())
        .containsExactly(
            "0:1=redis:confirmed(" + ANI + "),postgres:free",
            "0:2=redis:confirmed(%s),postgres:confirmed(%s)".formatted(BUDI, ANI));
  }

  @Test
  void finds_a_seat_that_two_claims_hold() {
    take(0, 1).claim(ANI, State.CONFIRMED, 0, 1).claim(BUDI, State.HELD, 0, 1).booked(ANI, 0, 1);
    take(0, 2).claim(new UUID(5, 5), State.HELD, 0, 2);
    redis.addCooling(0, 2);
    take(0, 3).claim(new UUID(6, 6), State.CONFIRMED, 0, 3);
    booked(new UUID(7, 7), 0, 3).booked(new UUID(6, 6), 0, 3);
    then(differences())
        .extracting(text -> text.replaceAll("\\(.*?\\)", ""))
        .containsExactly(
            "0:1=redis:taken_twice,postgres:confirmed",
            "0:2=redis:taken_twice,postgres:free",
            "0:3=redis:confirmed,postgres:confirmed-twice");
  }

  @Test
  void finds_what_is_held_though_postgresql_has_it_or_has_passed_it() {
    take(0, 1).claim(ANI, State.HELD, 0, 1).booked(ANI, 0, 1);
    take(0, 2).claim(BUDI, State.HELD, null, POSITION.ms() - 1001, 0, 2);
    take(0, 3).claim(new UUID(5, 5), State.HELD, null, POSITION.ms() - 1000, 0, 3);
    then(differences())
        .containsExactly(
            "0:1=redis:held(%s),postgres:confirmed(%s)".formatted(ANI, ANI),
            "0:2=redis:left_behind(" + BUDI + "),postgres:free");
  }

  @Test
  void finds_counters_that_do_not_add_up_always_and_that_do_not_fit_only_when_nothing_moved() {
    take(0, 1).claim(ANI, State.CONFIRMED, 0, 1).booked(ANI, 0, 1);
    then(audit(new SeatCounts(20, 0, 1, 0, 0, 0), false).differences())
        .containsExactly("total=redis:21,capacity:20");
    var other = new SeatCounts(18, 1, 0, 0, 0, 1);
    then(audit(other, false).differences()).isEmpty();
    then(audit(other, true).differences())
        .containsExactly(
            "free=counter:18,seats:19",
            "held=counter:1,seats:0",
            "confirmed=counter:0,seats:1",
            "withheld=counter:1,seats:0");
  }

  @Test
  void does_not_mind_a_claim_that_has_moved_to_another_release_nor_one_that_is_about_to() {
    var elsewhere = new UUID(0, 8);
    redis.add(ANI, record(State.CONFIRMED, null, POSITION.ms(), elsewhere, 0, 1));
    take(0, 2).take(0, 3).claim(BUDI, State.CONFIRMED, 0, 2).booked(BUDI, 0, 2);
    redis.addMove(BUDI, POSITION.ms(), 0, List.of(new Change.Seat(3, 1)));
    then(audit(new SeatCounts(18, 1, 1, 0, 0, 0), true).differences()).isEmpty();
    redis.addMove(BUDI, POSITION.ms() - 1001, 0, List.of(new Change.Seat(3, 1)));
    then(differences()).containsExactly("0:3=redis:left_behind(" + BUDI + "),postgres:free");
  }

  @Test
  void does_not_mind_what_is_between_its_slots_nor_the_same_claim_listed_twice() {
    postgres.add(EIGHT.plusMinutes(5), 1, BUDI);
    take(0, 1).claim(ANI, State.CONFIRMED, 0, 1).claim(ANI, State.CONFIRMED, 0, 1);
    booked(ANI, 0, 1);
    then(differences()).isEmpty();
  }
}
