package io.antrean.catalogue;

import io.antrean.http.Uuids;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** Where a release stands in a list: by its opening, then by its id. */
record ReleaseCursor(Instant opensAt, UUID id) implements Comparable<ReleaseCursor> {

  // As PostgreSQL orders them, byte by byte: the JDK compares the halves as signed numbers.
  private static final Comparator<ReleaseCursor> ORDER =
      Comparator.comparing(ReleaseCursor::opensAt).thenComparing(cursor -> cursor.id.toString());

  static ReleaseCursor of(ReleaseSummary release) {
    return new ReleaseCursor(release.terms().opensAt(), release.id());
  }

  static ReleaseCursor of(Release release) {
    return new ReleaseCursor(release.opensAt(), release.id());
  }

  String text() {
    return opensAt + "/" + id;
  }

  /** Reads {@link #text}; null when it is not one. */
  static ReleaseCursor parse(String text) {
    var slash = text.indexOf('/');
    var id = Uuids.parse(text.substring(slash + 1));
    if (slash < 0 || id == null) return null;
    try {
      return new ReleaseCursor(Instant.parse(text.substring(0, slash)), id);
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Override
  public int compareTo(ReleaseCursor other) {
    return ORDER.compare(this, other);
  }
}
