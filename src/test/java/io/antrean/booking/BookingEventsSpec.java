package io.antrean.booking;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Day;
import io.antrean.support.Eventually;
import io.antrean.support.Followed;
import io.antrean.support.Followed.Event;
import io.antrean.support.Installation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A booking that is followed")
class BookingEventsSpec {

  private static final int STREAMS = 8;

  @RegisterExtension
  static final Installation office =
      new Installation(
          2,
          Map.of(
              "ANTREAN_BOOKING_EVENTS_EVERY_MS", "50",
              "ANTREAN_BOOKING_EVENTS_TICKET_LIFE_MS", "1000",
              "ANTREAN_EVENT_STREAMS_MAX", Integer.toString(STREAMS),
              "ANTREAN_EVENT_HEARTBEAT_MS", "100"));

  private static final Duration SOON = Duration.ofSeconds(20);

  private final Day day = Day.next();
  private final String release = office.release(day.terms(1, 3));
  private final String ani = office.citizens(1).get(0);
  private final UUID claim = UUID.randomUUID();
  private final String booking = "/api/v1/bookings/" + claim;

  @BeforeEach
  void book() {
    then(office.claim(0, ani, release, claim, day.wish("08:00")).status()).isEqualTo(201);
  }

  private String ticket(String token) {
    var answer = office.call(0, "POST", booking + "/events/ticket", token, null);
    then(answer.status()).isEqualTo(201);
    return answer.body().getString("ticket");
  }

  private Followed follow(int node, String ticket, String lastEventId) {
    var path = booking + "/events?ticket=" + ticket;
    return Followed.open(office.node(node).apiPort(), path, lastEventId);
  }

  private void move(String time) {
    var answer = office.call(0, "POST", booking + "/reschedule", ani, day.wish(time));
    then(answer.status()).isEqualTo(200);
  }

  private void cancel() {
    then(office.call(0, "DELETE", booking, ani, null).status()).isEqualTo(200);
  }

  private static List<String> told(List<Event> events) {
    return events.stream()
        .map(e -> e.data().getString("state") + " " + e.data().getString("slot").substring(11))
        .toList();
  }

  @Test
  void tells_whatever_becomes_of_it_in_order_on_whatever_node() {
    try (var here = follow(0, ticket(ani), null);
        var there = follow(1, ticket(ani), null)) {
      then(told(here.events(1))).containsExactly("CONFIRMED 08:00");
      move("08:15");
      move("08:30");
      cancel();
      for (var one : List.of(here, there)) {
        var events = one.events(4);
        then(told(events))
            .containsExactly(
                "CONFIRMED 08:00", "CONFIRMED 08:15", "CONFIRMED 08:30", "CANCELLED 08:30");
        then(events.get(2).data().getInteger("changes")).isEqualTo(2);
        then(events.get(2).data().getJsonArray("numbers")).containsExactly("A0830-1");
        then(events.get(2).data().getString("booking")).isEqualTo(claim.toString());
        then(Eventually.find(SOON, one::heartbeats, beats -> beats > 0)).isPositive();
      }
    }
  }

  @Test
  void tells_what_the_floor_does_too() {
    try (var stream = follow(1, ticket(ani), null)) {
      stream.events(1);
      office.sql("UPDATE booking SET state = 'CHECKED_IN' WHERE id = '" + claim + "'");
      office.sql("UPDATE booking SET state = 'COMPLETED' WHERE id = '" + claim + "'");
      then(told(stream.events(3)))
          .containsExactly("CONFIRMED 08:00", "CHECKED_IN 08:00", "COMPLETED 08:00");
    }
  }

  @Test
  void goes_on_after_the_event_that_was_seen_last() {
    List<Event> first;
    try (var stream = follow(0, ticket(ani), null)) {
      move("08:15");
      first = stream.events(2);
    }
    move("08:30");
    cancel();
    var last = first.get(1).id();
    try (var back = follow(1, ticket(ani), last)) {
      then(told(back.events(2))).containsExactly("CONFIRMED 08:30", "CANCELLED 08:30");
    }
    var again = ticket(ani) + "&lastEventId=" + last;
    try (var fresh = follow(1, again, null)) {
      then(told(fresh.events(2))).containsExactly("CONFIRMED 08:30", "CANCELLED 08:30");
    }
    var path = booking + "/events?ticket=" + ticket(ani) + "&lastEventId=x";
    then(office.call(0, "GET", path, null, null).problem()).isEqualTo("invalid-request");
  }

  @Test
  void is_told_to_one_who_comes_amid_changes_without_a_gap() {
    var streams = new ArrayList<Followed>();
    try {
      for (int i = 0; i < 3; i++) streams.add(follow(0, ticket(ani), null));
      for (int i = 0; i < 40; i++) {
        var state = i % 2 == 0 ? "CHECKED_IN" : "CONFIRMED";
        office.sql("UPDATE booking SET state = '" + state + "' WHERE id = '" + claim + "'");
        if (i == 20) streams.add(follow(0, ticket(ani), null));
      }
      for (var one : streams) {
        var ids = one.events(41).stream().map(e -> Long.parseLong(e.id())).toList();
        then(ids).hasSize(41).isSorted().doesNotHaveDuplicates();
      }
    } finally {
      streams.forEach(Followed::close);
    }
  }

  @Test
  void is_followed_with_a_ticket_of_its_own_alone() {
    var budi = office.citizens(1).get(0);
    then(office.call(0, "POST", booking + "/events/ticket", budi, null).status()).isEqualTo(404);
    var officer = office.token("officer");
    then(office.call(0, "POST", booking + "/events/ticket", officer, null).problem())
        .isEqualTo("forbidden");
    var other = UUID.randomUUID();
    then(office.claim(0, budi, release, other, day.wish("08:15")).status()).isEqualTo(201);
    var path = "/api/v1/bookings/" + other + "/events?ticket=" + ticket(ani);
    then(office.call(0, "GET", path, null, null).problem()).isEqualTo("unauthenticated");
    then(office.call(0, "GET", booking + "/events?ticket=" + ani, null, null).problem())
        .as("a token is no ticket")
        .isEqualTo("unauthenticated");
    var without = office.call(0, "GET", booking + "/events", ani, null);
    then(without.problem()).isEqualTo("unauthenticated");
    then(without.body().getString("detail")).contains("/events/ticket with your token");
    var ticket = ticket(ani);
    then(office.call(0, "GET", booking, ticket, null).problem())
        .as("a ticket is no token")
        .isEqualTo("unauthenticated");
  }

  @Test
  void is_not_followed_with_a_ticket_that_is_over() {
    var ticket = ticket(ani);
    then(Eventually.find(SOON, () -> statusOf(ticket), status -> status.equals("401")))
        .isEqualTo("401");
  }

  private String statusOf(String ticket) {
    try (var stream = follow(0, ticket, null)) {
      return stream.status();
    }
  }

  @Test
  void is_not_told_any_more_to_who_has_logged_out_everywhere() {
    try (var stream = follow(1, ticket(ani), null)) {
      stream.events(1);
      then(office.call(0, "DELETE", "/api/v1/sessions", ani, null).status()).isEqualTo(204);
      then(stream.hasEnded()).isTrue();
    }
  }

  @Test
  void is_refused_beyond_the_bound_of_streams() {
    var streams = new ArrayList<Followed>();
    try {
      var refused = false;
      for (int i = 0; i <= STREAMS && !refused; i++) {
        streams.add(follow(0, ticket(ani), null));
        refused = streams.get(i).status().equals("503");
      }
      then(refused).isTrue();
    } finally {
      streams.forEach(Followed::close);
    }
  }
}
