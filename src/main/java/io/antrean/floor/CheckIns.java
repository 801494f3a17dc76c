package io.antrean.floor;

import io.antrean.catalogue.Office;
import io.antrean.config.FloorConfig;
import io.antrean.floor.PartyTable.Guest;
import io.antrean.http.FieldErrors;
import io.antrean.http.Problem;
import io.antrean.permit.Check;
import io.antrean.permit.Checks;
import io.antrean.permit.UrgentChoices;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Takes those who come into the office: each member of a booking becomes a visit, and their row of
 * the booking CHECKED_IN, in one transaction that holds the rows of the whole party. Whoever else
 * ends or moves the booking holds them too, so one of the two is first and the other sees it.
 */
final class CheckIns {

  /**
   * The visits that were asked for, how many of them are new, and what the officer was shown of
   * their stay permits, where that is what they come for.
   */
  record CheckedIn(UUID booking, List<Visit> visits, int taken, List<Check> checks) {}

  private final Pool postgres;
  private final CheckInTimes times;
  private final UrgentChoices choices;
  private final Checks checks;

  CheckIns(Pool postgres, FloorConfig config, UrgentChoices choices, Checks checks) {
    this.postgres = postgres;
    this.times = new CheckInTimes(config);
    this.choices = choices;
    this.checks = checks;
  }

  /** Fails with the problem that stands in the way. Who is there already stays as they are. */
  Future<CheckedIn> checkIn(CheckInWish wish, Staff.Member by) {
    return by.author()
        .transaction(
            postgres,
            tx ->
                booking(tx, wish, by.office())
                    .compose(
                        id ->
                            comeBy(tx, id, by.office())
                                .compose(
                                    comeBy ->
                                        // A booking that moved while we waited for its rows has
                                        // others.
                                        PartyTable.lock(tx, id)
                                            .compose(before -> PartyTable.lock(tx, id))
                                            .compose(
                                                party -> checkIn(tx, wish, by, party, comeBy)))));
  }

  /** Whoever is urgent needs a number of today; calls are held before a booking, as everywhere. */
  private Future<Map<Integer, LocalDate>> comeBy(SqlClient tx, UUID booking, Office office) {
    return choices
        .comeBy(tx, booking)
        .compose(
            found ->
                found.isEmpty()
                    ? Future.succeededFuture(found)
                    : Calling.hold(tx, office.id()).map(found));
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
      SqlClient tx,
      CheckInWish wish,
      Staff.Member by,
      List<Guest> party,
      Map<Integer, LocalDate> comeBy) {
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
              var hindrance = times.hindrance(coming, wish, by, comeBy);
              if (hindrance != null) return Future.failedFuture(hindrance.asException());
              return PartyTable.take(tx, coming, wish, by, comeBy).map(coming.size());
            })
        .compose(
            taken ->
                VisitTable.all(tx, PartyTable.VISITS, PartyTable.of(booking))
                    .compose(
                        visits ->
                            look(tx, by, named.get(0))
                                .map(
                                    seen ->
                                        new CheckedIn(booking, only(visits, named), taken, seen))));
  }

  /** What is told is on record as told, or neither. */
  private Future<List<Check>> look(SqlClient tx, Staff.Member by, Guest guest) {
    return guest.isOfPermits()
        ? checks.look(tx, by.account(), guest.booking())
        : Future.succeededFuture(List.of());
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
}
