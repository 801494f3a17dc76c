package io.antrean.statistics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Year against year, a line a figure: one that only one of them has is 0 in the other. */
final class Comparison {

  /** What can not be told of one of them has no difference. */
  record Line(String figure, String key, Long year, Long against) {

    Long difference() {
      return year == null || against == null ? null : Long.valueOf(year - against);
    }
  }

  private Comparison() {}

  static List<Line> of(Figures year, Figures against) {
    var seen = new HashSet<String>();
    var lines = new ArrayList<Line>();
    for (var figure : Figure.values()) {
      var names = new ArrayList<String>(List.of(figure.text));
      for (var dimension : figure.dimensions) names.add(figure.text + "By" + dimension);
      for (var name : names) {
        for (var figures : List.of(year, against)) {
          for (var cell : figures.cells()) {
            if (!cell.figure().equals(name) || !seen.add(name + " " + cell.key())) continue;
            lines.add(new Line(name, cell.key(), year.valueLike(cell), against.valueLike(cell)));
          }
        }
      }
    }
    return lines;
  }
}
