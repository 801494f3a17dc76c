package io.antrean.ticket;

import static org.assertj.core.api.BDDAssertions.then;

import biweekly.Biweekly;
import biweekly.ICalVersion;
import biweekly.component.VEvent;
import biweekly.property.Status;
import io.antrean.support.Installation;
import io.antrean.ticket.TicketFixture.Booked;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The calendar file of a booking")
class CalendarSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private final TicketFixture tickets = new TicketFixture(office);

  /** The one event of a file that biweekly finds nothing wrong with. */
  private static VEvent event(String ics) {
    var calendar = Biweekly.parse(ics).first();
    then(calendar.validate(ICalVersion.V2_0).getWarnings()).as(ics).isEmpty();
    then(calendar.getEvents()).hasSize(1);
    return calendar.getEvents().get(0);
  }

  private VEvent event(Booked booked) {
    return event(tickets.file(booked, "calendar.ics"));
  }

  private static Instant starts(VEvent event) {
    return event.getDateStart().getValue().toInstant();
  }

  @Test
  void is_an_event_of_the_slot_with_an_alarm_a_day_before() {
    var booked = tickets.booked(2);
    var answer = tickets.get(booked.path() + "/calendar.ics", booked.holder().token());
    then(answer.headers().firstValue("Content-Type"))
        .hasValue("text/calendar; charset=utf-8; method=PUBLISH");
    then(answer.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"antrean.ics\"");
    then(Biweekly.parse(answer.body()).first().getMethod().getValue()).isEqualTo("PUBLISH");
    var event = event(answer.body());
    then(event.getUid().getValue()).isEqualTo(booked.id() + "@antrean");
    then(event.getSequence().getValue()).isZero();
    then(event.getStatus()).isEqualTo(Status.confirmed());
    var starts = booked.day().atTime(8, 0).atZone(TicketFixture.ZONE).toInstant();
    then(starts(event)).isEqualTo(starts);
    then(event.getDateEnd().getValue().toInstant()).isEqualTo(starts.plusSeconds(900));
    then(event.getSummary().getValue()).startsWith("A0800-1 A0800-2 ");
    then(event.getDescription().getValue())
        .isEqualTo("A0800-1 A0800-2\n" + booked.day() + " 08:00 Asia/Jakarta");
    then(event.getAlarms()).hasSize(1);
    var before = event.getAlarms().get(0).getTrigger().getDuration();
    then(before.toMillis()).isEqualTo(-Duration.ofDays(1).toMillis());
  }

  @Test
  void takes_itself_out_once_the_booking_is_cancelled() {
    var booked = tickets.booked(1);
    var before = event(booked);
    tickets.cancel(booked);
    var ics = tickets.file(booked, "calendar.ics");
    var cancelled = event(ics);
    then(Biweekly.parse(ics).first().getMethod().getValue()).isEqualTo("CANCEL");
    then(cancelled.getStatus()).isEqualTo(Status.cancelled());
    then(cancelled.getUid()).isEqualTo(before.getUid());
    then(cancelled.getSequence().getValue()).isEqualTo(1);
    then(cancelled.getDateTimeStamp().getValue())
        .isAfterOrEqualTo(before.getDateTimeStamp().getValue());
    then(cancelled.getAlarms()).isEmpty();
    then(starts(cancelled)).isEqualTo(starts(before));
  }

  @Test
  void counts_every_change_and_keeps_its_name() {
    var booked = tickets.booked(1);
    var first = event(booked);
    tickets.move(booked, "08:15", 1);
    var second = event(booked);
    tickets.move(booked, "08:00", 2);
    var third = event(booked);
    tickets.cancel(booked);
    then(second.getSequence().getValue()).isEqualTo(1);
    then(third.getSequence().getValue()).isEqualTo(2);
    then(event(booked).getSequence().getValue()).isEqualTo(3);
    then(third.getUid()).isEqualTo(first.getUid());
    then(starts(second)).isEqualTo(starts(first).plusSeconds(900));
    then(third.getSummary().getValue()).startsWith("A0800-1b");
  }

  @Test
  void means_the_right_instant_in_any_zone() {
    var booked = tickets.booked(1);
    var slot = booked.day().atTime(8, 0);
    for (var zone : new String[] {"Asia/Jayapura", "Asia/Kathmandu", "America/New_York"}) {
      office.sql("UPDATE office SET zone = '" + zone + "' WHERE id = 'sampit'");
      then(starts(event(booked))).isEqualTo(slot.atZone(ZoneId.of(zone)).toInstant());
    }
    // The hour that the clocks of Berlin show twice is the earlier of the two, as slots are.
    office.sql("UPDATE office SET zone = 'Europe/Berlin' WHERE id = 'sampit'");
    move(booked, LocalDateTime.parse("2030-10-27T02:30"));
    then(starts(event(booked))).isEqualTo(Instant.parse("2030-10-27T00:30:00Z"));
    move(booked, LocalDateTime.parse("2030-07-01T08:00"));
    then(starts(event(booked))).isEqualTo(Instant.parse("2030-07-01T06:00:00Z"));
    office.sql("UPDATE office SET zone = 'Asia/Jakarta' WHERE id = 'sampit'");
  }

  private static void move(Booked booked, LocalDateTime slot) {
    office.sql("UPDATE booking SET slot = '%s' WHERE id = '%s'".formatted(slot, booked.id()));
  }

  @Test
  void survives_names_that_are_long_and_full_of_signs() {
    var booked = tickets.booked(1);
    var name = "Kantor; Imigrasi, \\ \"Kelas II\" : 日本語 " + "ö𝒜é".repeat(40);
    office.sql("UPDATE office SET name = '" + name + "' WHERE id = 'sampit'");
    var ics = tickets.file(booked, "calendar.ics");
    office.sql("UPDATE office SET name = 'Sampit' WHERE id = 'sampit'");
    then(event(ics).getLocation().getValue()).isEqualTo(name);
    then(event(ics).getOrganizer().getCommonName()).isEqualTo(name.replace('"', '\''));
    then(ics).endsWith("\r\n");
    for (var line : ics.split("\r\n")) {
      then(line.getBytes(StandardCharsets.UTF_8).length).as(line).isLessThanOrEqualTo(75);
      then(line).doesNotContain("\n", "\r", "\uFFFD");
    }
  }

  @Test
  void is_of_a_claim_that_is_confirmed() {
    var none = "/api/v1/bookings/" + UUID.randomUUID() + "/calendar.ics";
    then(tickets.get(none, office.token("ani")).statusCode()).isEqualTo(404);
    then(new JsonObject(tickets.get(none, null).body()).getInteger("status")).isEqualTo(401);
  }
}
