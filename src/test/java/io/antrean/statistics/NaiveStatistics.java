package io.antrean.statistics;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The oracle: reads every row of every table, and counts in the plainest way. */
final class NaiveStatistics {

  /** Something that happened: where, when, and for which figure it counts. */
  private record Fact(
      String office,
      LocalDate day,
      String service,
      String nationality,
      Figure figure,
      String dimension,
      String part,
      long amount) {}

  private final List<Fact> facts = new ArrayList<>();

  NaiveStatistics(RandomHistory history) throws SQLException {
    slots(history);
    bookings(history);
    visits(history);
    permits(history);
    referrals(history);
  }

  private void add(
      String office, LocalDate day, String service, String nation, Figure figure, long amount) {
    facts.add(new Fact(office, day, service, nation, figure, null, null, amount));
  }

  private static LocalDate day(String timestamp) {
    return LocalDate.parse(timestamp.substring(0, 10));
  }

  private void slots(RandomHistory history) throws SQLException {
    for (var row :
        history.rows(
            "SELECT s.office, t.starts, s.id, r.capacity FROM slot t JOIN release r"
                + " ON r.id = t.release JOIN service s ON s.no = t.service_no")) {
      var seats = Long.parseLong(row.get(3));
      add(row.get(0), day(row.get(1)), row.get(2), null, Figure.RELEASED, seats);
    }
  }

  private void bookings(RandomHistory history) throws SQLException {
    for (var row :
        history.rows(
            "SELECT s.office, b.slot, s.id, b.state FROM booking b"
                + " JOIN service s ON s.no = b.service_no")) {
      var figures = new ArrayList<>(List.of(Figure.CLAIMED));
      if (!row.get(3).equals("REJECTED")) figures.add(Figure.CONFIRMED);
      if (List.of("CANCELLED", "MOVED", "NO_SHOW").contains(row.get(3))) {
        figures.add(Figure.valueOf(row.get(3)));
      }
      for (var figure : figures) add(row.get(0), day(row.get(1)), row.get(2), null, figure, 1);
    }
  }

  private void visits(RandomHistory history) throws SQLException {
    for (var row :
        history.rows(
            "SELECT v.office, v.day, s.id, v.nationality, v.state, s.category, v.postponed_reason,"
                + " v.id, extract(epoch FROM v.checked_in_at)::bigint"
                + " FROM visit v JOIN service s ON s.no = v.service_no")) {
      var office = row.get(0);
      var day = day(row.get(1));
      var service = row.get(2);
      add(office, day, service, row.get(3), Figure.ARRIVED, 1);
      if (row.get(4).equals("COMPLETED")) {
        add(office, day, service, row.get(3), Figure.SERVED, 1);
        if (row.get(5).equals("PASSPORT")) {
          add(office, day, service, row.get(3), Figure.PASSPORTS_ISSUED, 1);
        }
      }
      if (row.get(4).equals("POSTPONED")) {
        add(office, day, service, row.get(3), Figure.POSTPONED, 1);
        var part = row.get(6);
        facts.add(new Fact(office, day, service, row.get(3), Figure.POSTPONED, "Reason", part, 1));
      }
      times(history, office, day, service, row.get(7), Long.parseLong(row.get(8)));
    }
  }

  private void times(
      RandomHistory history, String office, LocalDate day, String service, String id, long came)
      throws SQLException {
    var steps =
        history.rows(
            "SELECT act, to_state, extract(epoch FROM at)::bigint FROM visit_step WHERE visit = '"
                + id
                + "' ORDER BY no");
    long served = -1;
    var called = false;
    for (int i = 0; i < steps.size(); i++) {
      var at = Long.parseLong(steps.get(i).get(2));
      if (!called && steps.get(i).get(0).equals("CALL")) {
        called = true;
        add(office, day, service, null, Figure.WAITING_MEDIAN, minutes(at - came));
      }
      if (i + 1 < steps.size() && steps.get(i).get(1).equals("SERVING")) {
        served = Math.max(served, 0) + Long.parseLong(steps.get(i + 1).get(2)) - at;
      }
    }
    if (served >= 0) add(office, day, service, null, Figure.SERVICE_MEDIAN, minutes(served));
  }

  private static long minutes(long seconds) {
    return Math.min(Math.max(Duration.ofSeconds(seconds).toMinutes(), 0), 1440);
  }

  private void permits(RandomHistory history) throws SQLException {
    for (var row :
        history.rows(
            "SELECT office, granted_on, nationality, kind, nationality, sex, sector"
                + " FROM stay_permit")) {
      var day = day(row.get(1));
      add(row.get(0), day, null, row.get(2), Figure.STAY_PERMITS, 1);
      for (int i = 0; i < 4; i++) {
        var dimension = Figure.STAY_PERMITS.dimensions.get(i);
        facts.add(
            new Fact(
                row.get(0),
                day,
                null,
                row.get(2),
                Figure.STAY_PERMITS,
                dimension,
                row.get(3 + i),
                1));
      }
    }
  }

  private void referrals(RandomHistory history) throws SQLException {
    for (var row :
        history.rows(
            "SELECT office, extract(epoch FROM referred_at)::bigint, nationality,"
                + " coalesce(outcome, 'PENDING'), zone FROM referral r"
                + " JOIN office o ON o.id = r.office")) {
      var at = Instant.ofEpochSecond(Long.parseLong(row.get(1)));
      var day = LocalDateTime.ofInstant(at, ZoneId.of(row.get(4))).toLocalDate();
      add(row.get(0), day, null, row.get(2), Figure.REFERRALS, 1);
      facts.add(
          new Fact(row.get(0), day, null, row.get(2), Figure.REFERRALS, "Outcome", row.get(3), 1));
    }
  }

  Figures total(Question question) {
    return figures(new Figures(question.ofTotal()), matching(question));
  }

  Map<String, Figures> rows(Question question) {
    var by = new TreeMap<String, List<Fact>>();
    if (question.by() == null) return Map.of();
    for (var fact : matching(question)) {
      if (!question.ofRows().contains(fact.figure.source)) continue;
      by.computeIfAbsent(key(question.by(), fact), none -> new ArrayList<>()).add(fact);
    }
    var rows = new TreeMap<String, Figures>();
    by.forEach((key, some) -> rows.put(key, figures(new Figures(question.ofRows()), some)));
    return rows;
  }

  private static String key(By by, Fact fact) {
    return switch (by) {
      case DAY -> fact.day.toString();
      case WEEK ->
          "%d-W%02d"
              .formatted(
                  fact.day.get(IsoFields.WEEK_BASED_YEAR),
                  fact.day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case MONTH -> DateTimeFormatter.ofPattern("yyyy-MM").format(fact.day);
      case YEAR -> Integer.toString(fact.day.getYear());
      case SERVICE -> fact.service;
      case NATIONALITY -> fact.nationality == null ? "" : fact.nationality;
    };
  }

  private List<Fact> matching(Question question) {
    Predicate<Fact> asked =
        fact ->
            question.ofTotal().contains(fact.figure.source)
                && (question.office() == null || question.office().equals(fact.office))
                && !fact.day.isBefore(question.from())
                && !fact.day.isAfter(question.to())
                && (question.service() == null || question.service().equals(fact.service))
                && (question.nationality() == null
                    || question.nationality().equals(fact.nationality));
    return facts.stream().filter(asked).toList();
  }

  private static Figures figures(Figures figures, Collection<Fact> facts) {
    for (var figure : Figure.values()) {
      var of = facts.stream().filter(f -> f.figure == figure && f.dimension == null).toList();
      if (figure == Figure.WAITING_MEDIAN || figure == Figure.SERVICE_MEDIAN) {
        var isWaiting = figure == Figure.WAITING_MEDIAN;
        var minutes = of.stream().map(Fact::amount).sorted().toList();
        if (minutes.isEmpty()) continue;
        figures.put(isWaiting ? Figure.WAITED : Figure.ATTENDED, (long) minutes.size());
        figures.put(figure, rank(minutes, 0.5));
        figures.put(isWaiting ? Figure.WAITING_P90 : Figure.SERVICE_P90, rank(minutes, 0.9));
      } else if (figure.source != Figure.Source.TIMES) {
        figures.put(figure, of.stream().mapToLong(Fact::amount).sum());
      }
    }
    facts.stream()
        .filter(fact -> fact.dimension != null)
        .forEach(f -> figures.add(f.figure, f.dimension, f.part, f.amount));
    return figures;
  }

  private static Long rank(List<Long> sorted, double part) {
    return sorted.get((int) Math.ceil(sorted.size() * part - 1e-9) - 1);
  }
}
