package io.antrean.catalogue;

import io.antrean.catalogue.Release.Terms;
import io.antrean.catalogue.Service.Category;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** What the catalogue's rows in PostgreSQL stand for. */
final class CatalogueRows {

  /** A release that is not retired, its slots aside. */
  record ReleaseRow(
      UUID id, int serviceNo, Terms terms, Instant closedAt, int version, Set<Integer> shut) {}

  private CatalogueRows() {}

  static Office office(Row row) {
    return new Office(row.getString("id"), row.getString("name"), ZoneId.of(row.getString("zone")));
  }

  static Service service(Row row) {
    return new Service(
        row.getInteger("no"),
        row.getString("office"),
        row.getString("id"),
        row.getString("name"),
        row.getString("letter"),
        Category.valueOf(row.getString("category")),
        row.getInteger("partition"));
  }

  static ReleaseRow release(Row row) {
    return new ReleaseRow(
        row.getUUID("id"),
        row.getInteger("service_no"),
        terms(row),
        instant(row, "closed_at"),
        row.getInteger("version"),
        shut(row));
  }

  private static Set<Integer> shut(Row row) {
    var shut = new HashSet<Integer>();
    for (var ordinal : row.getArrayOfShorts("shut")) shut.add(ordinal.intValue());
    return shut;
  }

  static ReleaseSummary summary(Row row) {
    return new ReleaseSummary(
        row.getUUID("id"),
        row.getString("office"),
        row.getString("service"),
        terms(row),
        row.getInteger("slots"),
        instant(row, "last_slot_at"),
        instant(row, "closed_at"),
        instant(row, "retired_at") != null);
  }

  static Slot slot(Row row) {
    return new Slot(
        row.getInteger("ordinal"), row.getLocalDateTime("starts"), instant(row, "starts_at"));
  }

  private static Terms terms(Row row) {
    return new Terms(
        row.getLocalDate("from_day"),
        row.getLocalDate("to_day"),
        row.getLocalTime("day_starts"),
        row.getLocalTime("day_ends"),
        row.getInteger("slot_minutes"),
        row.getInteger("capacity"),
        instant(row, "opens_at"),
        row.getString("admission"));
  }

  static Instant instant(Row row, String column) {
    var at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }

  static Tuple row(Release release) {
    var terms = release.terms();
    return Tuple.tuple()
        .addUUID(release.id())
        .addInteger(release.service().no())
        .addLocalDate(terms.from())
        .addLocalDate(terms.to())
        .addLocalTime(terms.dayStarts())
        .addLocalTime(terms.dayEnds())
        .addInteger(terms.slotMinutes())
        .addInteger(terms.capacity())
        .addOffsetDateTime(utc(terms.opensAt()))
        .addString(terms.admission())
        .addOffsetDateTime(utc(release.lastSlotAt()));
  }

  /** The service and the local times of the slots. */
  static Tuple starts(Release release) {
    return Tuple.of(release.service().no())
        .addArrayOfLocalDateTime(
            release.slots().stream().map(Slot::starts).toArray(LocalDateTime[]::new));
  }

  static Tuple slotRows(Release release) {
    var slots = release.slots();
    return Tuple.of(release.service().no(), release.id())
        .addArrayOfLocalDateTime(slots.stream().map(Slot::starts).toArray(LocalDateTime[]::new))
        .addArrayOfOffsetDateTime(
            slots.stream().map(slot -> utc(slot.startsAt())).toArray(OffsetDateTime[]::new));
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
