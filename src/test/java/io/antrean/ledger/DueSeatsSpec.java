package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release;
import io.antrean.claim.Releases;
import io.antrean.ledger.WaitlistRows.Waiting;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A release of four slots, with five seats each. */
@DisplayName("Seats that come back")
class DueSeatsSpec {

  private final Release release =
      Releases.of("passport-new", 0, LocalDate.of(2030, 1, 7), 1, 4, 5, Instant.EPOCH, false);

  private DueSeats due(String... names) {
    return new DueSeats(release, List.of(names), 0);
  }

  private Waiting one(int party, int... slots) {
    var wanted = new ArrayList<LocalDateTime>();
    for (var slot : slots) wanted.add(release.slots().get(slot).starts());
    var persons = new ArrayList<UUID>();
    for (int i = 0; i < party; i++) persons.add(UUID.randomUUID());
    return new Waiting(
        UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), wanted, persons, null);
  }

  private static List<String> told(DueSeats due, List<Waiting> waiting, boolean everybody) {
    return due.match(waiting, everybody, entry -> false).stream()
        .map(m -> waiting.indexOf(m.to()) + ">" + m.slot() + m.seats())
        .toList();
  }

  private static List<String> left(DueSeats due) {
    return due.leftToAll().stream()
        .map(b -> b.getUnsignedShort(0) + ":" + b.getUnsignedShort(2))
        .toList();
  }

  @Test
  void go_to_who_waits_longest_and_the_slot_that_they_want_most() {
    var due = due("0:1", "1:2", "1:3");
    var waiting = List.of(one(1, 2), one(1, 1, 0), one(1), one(1, 1));
    then(told(due, waiting, true)).containsExactly("1>1[2]", "2>0[1]", "3>1[3]");
    then(left(due)).isEmpty();
  }

  @Test
  void go_to_a_party_together_and_past_one_that_is_too_large() {
    var due = due("0:1", "0:4", "1:2");
    var waiting = List.of(one(3), one(2, 1, 0), one(1, 0), one(1));
    then(told(due, waiting, true)).containsExactly("1>0[1, 4]", "3>1[2]");
    then(left(due)).isEmpty();
  }

  @Test
  void are_left_to_all_when_everybody_was_asked_and_nobody_wants_them() {
    var waiting = List.of(one(1, 2), one(2, 1));
    var due = due("0:1", "1:2");
    then(told(due, waiting, false)).isEmpty();
    then(left(due)).isEmpty();
    then(told(due, waiting, true)).isEmpty();
    then(left(due)).containsExactly("0:1", "1:2");
  }

  @Test
  void wait_for_who_is_passed_over_for_the_moment() {
    var waiting = List.of(one(1, 0), one(1, 1));
    var due = due("0:1", "1:1");
    var passedOver = Set.of(waiting.get(0).entry(), waiting.get(1).entry());
    then(due.match(waiting, true, passedOver::contains)).isEmpty();
    then(left(due)).isEmpty();
  }

  @Test
  void of_a_slot_that_has_begun_are_nobodys() {
    var now = release.slots().get(1).startsAt().toEpochMilli();
    var due = new DueSeats(release, List.of("0:1", "1:1", "2:1"), now);
    then(due.counts().keySet()).containsExactly(release.slots().get(2).starts());
    then(told(due, List.of(one(1)), true)).containsExactly("0>2[1]");
    then(left(due)).containsExactly("0:1", "1:1");
  }
}
