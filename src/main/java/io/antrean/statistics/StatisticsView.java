package io.antrean.statistics;

import io.antrean.http.Instants;
import io.antrean.statistics.StatisticsRepository.Moment;
import io.antrean.statistics.StatisticsRepository.Told;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** An answer as JSON, and as lines of a table. */
final class StatisticsView {

  private StatisticsView() {}

  static JsonObject json(Moment moment) {
    var asked = moment.told().get(0);
    var json =
        new JsonObject()
            .put("office", asked.question().office())
            .put("service", asked.question().service())
            .put("nationality", asked.question().nationality())
            .put("asOf", Instants.text(moment.asOf()))
            .put("lobby", moment.lobby());
    return moment.told().size() == 1 ? period(json, asked) : years(json, moment);
  }

  private static JsonObject period(JsonObject json, Told told) {
    var question = told.question();
    var rows = new JsonArray();
    told.rows()
        .forEach(
            (key, figures) ->
                rows.add(
                    new JsonObject()
                        .put("key", key.isEmpty() ? null : key)
                        .put("figures", figures.json())));
    return json.put("from", question.from().toString())
        .put("to", question.to().toString())
        .put("by", question.by() == null ? null : question.by().text())
        .put("total", told.total().json())
        .put("rows", rows);
  }

  private static JsonObject years(JsonObject json, Moment moment) {
    var year = moment.told().get(0);
    var against = moment.told().get(1);
    var lines = new JsonArray();
    for (var line : Comparison.of(year.total(), against.total())) {
      lines.add(
          new JsonObject()
              .put("figure", line.figure())
              .put("key", line.key())
              .put("year", line.year())
              .put("against", line.against())
              .put("difference", line.difference()));
    }
    return json.put("year", year.question().from().getYear())
        .put("against", against.question().from().getYear())
        .put("figures", lines);
  }

  /** A line a figure, the total first; or a line a figure with both years and the difference. */
  static String csv(Moment moment) {
    var asked = moment.told().get(0);
    return moment.told().size() == 1 ? period(asked) : years(moment);
  }

  private static String period(Told told) {
    var csv = new StringBuilder("row,figure,key,value\r\n");
    for (var cell : told.total().cells()) {
      line(csv, "total", cell.figure(), cell.key(), cell.value());
    }
    told.rows()
        .forEach(
            (key, figures) -> {
              for (var cell : figures.cells()) {
                line(csv, key, cell.figure(), cell.key(), cell.value());
              }
            });
    return csv.toString();
  }

  private static String years(Moment moment) {
    var year = moment.told().get(0);
    var against = moment.told().get(1);
    var csv = new StringBuilder();
    line(
        csv,
        "figure",
        "key",
        year.question().from().getYear(),
        against.question().from().getYear(),
        "difference");
    for (var line : Comparison.of(year.total(), against.total())) {
      line(csv, line.figure(), line.key(), line.year(), line.against(), line.difference());
    }
    return csv.toString();
  }

  private static void line(StringBuilder csv, Object... fields) {
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) csv.append(',');
      if (fields[i] instanceof String text) csv.append(quoted(text));
      else if (fields[i] != null) csv.append(fields[i]);
    }
    csv.append("\r\n");
  }

  /** RFC 4180; what a spreadsheet would take for a formula is told as a text. */
  static String quoted(String text) {
    var safe = text.matches("(?s)[=+@\\t\\r-].*") ? "'" + text : text;
    if (safe.matches("[^,\"\\r\\n]*")) return safe;
    return '"' + safe.replace("\"", "\"\"") + '"';
  }
}
