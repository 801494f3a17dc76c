package io.antrean.statistics;

import io.antrean.statistics.Figure.Source;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The figures of one period, service or nationality. What can not be told of it is null. */
final class Figures {

  /** One of them, as a line of a table has it; {@code key} is null for a whole figure. */
  record Cell(String figure, String key, Long value) {}

  private final Set<Source> told;
  private final Map<Figure, Long> values = new EnumMap<>(Figure.class);
  private final Map<String, SortedMap<String, Long>> parts = new TreeMap<>();

  /** Figures of these sources; they are 0 until something is put. */
  Figures(Set<Source> told) {
    this.told = told;
  }

  void put(Figure figure, Long value) {
    values.put(figure, value);
  }

  /** Adds to a part of a figure, and to nothing else. */
  void add(Figure figure, String dimension, String key, long value) {
    parts
        .computeIfAbsent(name(figure, dimension), none -> new TreeMap<>())
        .merge(key, value, Long::sum);
  }

  Long value(Figure figure) {
    if (!told.contains(figure.source)) return null;
    return values.getOrDefault(figure, figure.isQuantile() ? null : Long.valueOf(0));
  }

  private static String name(Figure figure, String dimension) {
    return figure.text + "By" + dimension;
  }

  private SortedMap<String, Long> parts(Figure figure, String dimension) {
    return parts.getOrDefault(name(figure, dimension), new TreeMap<>());
  }

  JsonObject json() {
    var json = new JsonObject();
    for (var figure : Figure.values()) {
      json.put(figure.text, value(figure));
      for (var dimension : figure.dimensions) {
        var told = this.told.contains(figure.source);
        var part = new JsonObject();
        parts(figure, dimension).forEach(part::put);
        json.put(name(figure, dimension), told ? part : null);
      }
    }
    return json;
  }

  List<Cell> cells() {
    var cells = new ArrayList<Cell>();
    for (var figure : Figure.values()) {
      cells.add(new Cell(figure.text, null, value(figure)));
      for (var dimension : figure.dimensions) {
        var name = name(figure, dimension);
        parts(figure, dimension).forEach((key, value) -> cells.add(new Cell(name, key, value)));
      }
    }
    return cells;
  }

  /** The value of a cell that the other figures have: a part that is not there is none of it. */
  Long valueLike(Cell cell) {
    if (cell.key() != null) {
      return parts.getOrDefault(cell.figure(), new TreeMap<>()).getOrDefault(cell.key(), 0L);
    }
    for (var figure : Figure.values()) if (figure.text.equals(cell.figure())) return value(figure);
    throw new IllegalStateException("There is no figure " + cell.figure());
  }
}
