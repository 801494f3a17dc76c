package io.antrean.statistics;

import io.antrean.statistics.Figure.Source;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is asked for: the days of an office, or of all of them (null), first and last included; of
 * one service, of one nationality, or of all (null). Without {@code by} there is a total alone.
 */
record Question(
    String office, LocalDate from, LocalDate to, By by, String service, String nationality) {

  /** The office's id in the tables of counts. */
  String scope() {
    return office == null ? "" : office;
  }

  Question ofYear(int year) {
    var first = LocalDate.of(year, 1, 1);
    return new Question(office, first, first.plusYears(1).minusDays(1), by, service, nationality);
  }

  Set<Source> ofTotal() {
    return sources(service != null, nationality != null);
  }

  Set<Source> ofRows() {
    return sources(service != null || by == By.SERVICE, nationality != null || isByNationality());
  }

  boolean isByNationality() {
    return by == By.NATIONALITY;
  }

  private static Set<Source> sources(boolean byService, boolean byNationality) {
    return Arrays.stream(Source.values())
        .filter(source -> source.knowsServices() || !byService)
        .filter(source -> source.knowsNationalities() || !byNationality)
        .collect(Collectors.toUnmodifiableSet());
  }
}
