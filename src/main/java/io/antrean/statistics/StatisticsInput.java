package io.antrean.statistics;

import io.antrean.config.StatisticsConfig;
import io.antrean.http.FieldErrors;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * Reads what is asked for from the query: {@code from} and {@code to}, this year's days unless they
 * are given, or a {@code year}, also {@code against} another one. Collects all that is wrong.
 */
final class StatisticsInput {

  private static final Set<String> KNOWN =
      Set.of("from", "to", "by", "service", "nationality", "year", "against", "format");

  private static final int YEAR_MIN = 2000;
  private static final int YEAR_MAX = 2999;

  private final MultiMap query;
  private final FieldErrors errors = new FieldErrors();
  private final StatisticsConfig config;

  /** The questions, of which the second is the one that the first is held against. */
  static List<Question> of(
      RoutingContext ctx, String office, LocalDate today, StatisticsConfig config) {
    var input = new StatisticsInput(ctx.queryParams(), config);
    return input.questions(office, today);
  }

  private StatisticsInput(MultiMap query, StatisticsConfig config) {
    this.query = query;
    this.config = config;
  }

  private List<Question> questions(String office, LocalDate today) {
    for (var name : query.names()) {
      if (!KNOWN.contains(name)) errors.add("?" + name, "unknown");
      else if (query.getAll(name).size() > 1) errors.add("?" + name, "twice");
    }
    var year = year("year");
    var against = year("against");
    var by = by();
    var from = date("from", LocalDate.of(today.getYear(), 1, 1));
    var to = date("to", today);
    var question =
        new Question(
            office,
            from,
            to,
            by,
            matching("service", "[a-z0-9-]{1,40}", "id"),
            matching("nationality", "[A-Z]{2}", "country"));
    format(query.get("format"));
    if (query.contains("year")) {
      if (query.contains("from")) errors.add("?from", "beside-year");
      if (query.contains("to")) errors.add("?to", "beside-year");
    } else {
      if (query.contains("against")) errors.add("?year", "required");
      days(from, to, by);
    }
    if (query.contains("against") && query.contains("by")) errors.add("?by", "beside-against");
    if (year != 0 && by != null) rows(question.ofYear(year));
    errors.throwIfAny();
    if (year == 0) return List.of(question);
    var first = question.ofYear(year);
    return against == 0 ? List.of(first) : List.of(first, question.ofYear(against));
  }

  private void days(LocalDate from, LocalDate to, By by) {
    if (from == null || to == null) return;
    if (to.isBefore(from)) {
      errors.add("?to", "before-from");
    } else if (to.toEpochDay() - from.toEpochDay() >= config.daysMax()) {
      errors.add("?to", "days-of-question", config.daysMax());
    } else if (by != null) {
      rows(new Question(null, from, to, by, null, null));
    }
  }

  private void rows(Question question) {
    if (question.by().rows(question.from(), question.to()) > config.rowsMax()) {
      errors.add("?by", "rows-max", config.rowsMax());
    }
  }

  private LocalDate date(String name, LocalDate otherwise) {
    var text = query.get(name);
    if (text == null) return otherwise;
    try {
      if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) return LocalDate.parse(text);
    } catch (DateTimeException e) {
      // No such day: said below.
    }
    errors.add("?" + name, "date");
    return null;
  }

  /** 0 where it is not given, or wrong. */
  private int year(String name) {
    var text = query.get(name);
    if (text == null) return 0;
    if (text.matches("[0-9]{4}")) {
      var year = Integer.parseInt(text);
      if (year >= YEAR_MIN && year <= YEAR_MAX) return year;
    }
    errors.add("?" + name, "integer-range", YEAR_MIN, YEAR_MAX);
    return 0;
  }

  private By by() {
    var text = query.get("by");
    if (text == null) return null;
    if (By.WORDS.contains(text)) return By.of(text);
    errors.add("?by", "one-of", String.join(", ", By.WORDS));
    return null;
  }

  private String matching(String name, String pattern, String key) {
    var text = query.get(name);
    if (text == null || text.matches(pattern)) return text;
    errors.add("?" + name, key);
    return null;
  }

  private void format(String text) {
    if (text != null && !text.matches("json|csv")) errors.add("?format", "one-of", "csv, json");
  }
}
