package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.antrean.config.FloorConfig;
import io.antrean.floor.PartyTable.Guest;
import io.antrean.http.FieldErrors;
import io.antrean.http.Instants;
import io.antrean.http.Problem;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Takes those who come into the office: each member of a booking becomes a visit, and their row of
 * the booking CHECKED_IN, in one transaction that holds the rows of the whole party. Whoever else
 * ends or moves the booking holds them too, so one of the two is first and the other sees it.
 */
final class CheckIns {

  /** The visits that were asked for, and how many of them are new. */
  record CheckedIn(UUID booking, List<Visit> visits, int taken) {}

  private final Pool postgres;
  private final FloorConfig config;

  CheckIns(Pool postgres, FloorConfig config) {
    this.postgres = postgres;
    this.config = config;
  }

  /** Fails with the problem that stands in the way. Who is there already stays as they are. */
  Future<CheckedIn> checkIn(CheckInWish wish, Staff.Member by) {
    return postgres.withTransaction(
        tx ->
            booking(tx, wish, by.office())
                .compose(
                    // A booking that moved while we waited for its rows has others now.
                    id -> PartyTable.lock(tx, id).compose(before -> PartyTable.lock(tx, id)))
                .compose(party -> checkIn(tx, wish, by, party)));
  }

  private static Future<UUID> booking(SqlClient tx, CheckInWish wish, Office office) {
    if (wish.booking() != null) return Future.succeededFuture(wish.booking());
    if (wish.number() != null) return PartyTable.byNumber(tx, office.id(), wish.number());
    var ticket = wish.ticket();
    return ticket.refusal() == null
        ? Future.succeededFuture(ticket.booking())
        : Future.failedFuture(refused(ticket.refusal()).asException());
  }

  private static Problem refused(String verdict) {
    return Problem.of(409, "ticket-refused").with("verdict", verdict);
  }

  private Future<CheckedIn> checkIn(
      SqlClient tx, CheckInWish wish, Staff.Member by, List<Guest> party) {
    var problem = hindrance(wish, by, party);
    if (problem != null) return Future.failedFuture(problem.asException());
    var booking = party.get(0).booking();
    var named = named(wish, party);
    return VisitTable.all(tx, PartyTable.VISITS, PartyTable.of(booking))
        .compose(
            known -> {
              var coming = new ArrayList<Guest>(named);
              for (var visit : known) coming.removeIf(g -> visit.member() == g.member());
              if (coming.isEmpty()) return Future.succeededFuture(0);
              var hindrance = hindranceOf(coming, wish, by);
              if (hindrance != null) return Future.failedFuture(hindrance.asException());
              return PartyTable.take(tx, coming, wish, by).map(coming.size());
            })
        .compose(
            taken ->
                VisitTable.all(tx, PartyTable.VISITS, PartyTable.of(booking))
                    .map(visits -> new CheckedIn(booking, only(visits, named), taken)));
  }

  private static List<Visit> only(List<Visit> visits, List<Guest> named) {
    return visits.stream()
        .filter(v -> named.stream().anyMatch(g -> v.member() == g.member()))
        .toList();
  }

  private static List<Guest> named(CheckInWish wish, List<Guest> party) {
    if (wish.persons() == null) return party;
    return party.stream().filter(g -> wish.persons().contains(g.person())).toList();
  }

  /** What is wrong with the booking, whoever of it has come; null when nothing is. */
  private static Problem hindrance(CheckInWish wish, Staff.Member by, List<Guest> party) {
    if (party.isEmpty() || !party.get(0).office().equals(by.office().id())) {
      return Staff.notFound();
    }
    var ticket = wish.ticket();
    var isOfNow = ticket == null || isOfNow(ticket, party);
    if (!isOfNow) return refused("MOVED");
    if (wish.persons() == null) return null;
    var errors = new FieldErrors();
    for (int i = 0; i < wish.persons().size(); i++) {
      var person = wish.persons().get(i);
      var isThere = party.stream().anyMatch(g -> g.person().equals(person));
      if (!isThere) errors.add("/persons/" + i, "person-of-party");
    }
    return errors.isEmpty() ? null : errors.problem();
  }

  private static boolean isOfNow(ReadTicket ticket, List<Guest> party) {
    return ticket.slot().equals(party.get(0).slot())
        && ticket.numbers().equals(party.stream().map(Guest::number).toList());
  }

  private Problem hindranceOf(List<Guest> coming, CheckInWish wish, Staff.Member by) {
    for (var guest : coming) {
      var wasMissed = wish.at() != null && guest.isMissed();
      if (wasMissed && !by.isSupervisor()) return Problem.of(403, "forbidden");
      if (!wasMissed && !guest.isExpected()) {
        return Problem.of(409, "booking-state").words(guest.state()).with("state", guest.state());
      }
    }
    var first = coming.get(0);
    if (wish.at() != null) return onPaper(first, wish, by);
    var early = Duration.between(first.now(), first.startsAt()).compareTo(config.early()) > 0;
    var late = Duration.between(first.startsAt(), first.now()).compareTo(config.late()) > 0;
    if (!early && !late) return null;
    var today = LocalDate.ofInstant(first.now(), by.office().zone());
    var isToday = first.slot().toLocalDate().equals(today);
    if (wish.override() && isToday) {
      return by.isSupervisor() ? null : Problem.of(403, "forbidden");
    }
    var from = Instants.text(first.startsAt().minus(config.early()));
    var until = Instants.text(first.startsAt().plus(config.late()));
    var problem = early ? Problem.of(409, "too-early") : Problem.of(409, "too-late");
    return problem.words(early ? from : until).with("from", from).with("until", until);
  }

  /** On the slot's day and not in the future; how early or late it was, the paper has said. */
  private static Problem onPaper(Guest guest, CheckInWish wish, Staff.Member by) {
    var day = LocalDate.ofInstant(wish.at(), by.office().zone());
    if (!wish.at().isAfter(guest.now()) && day.equals(guest.slot().toLocalDate())) return null;
    var errors = new FieldErrors();
    errors.add("/onPaperAt", "day-of-slot");
    return errors.problem();
  }
}
