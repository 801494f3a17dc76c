package io.antrean.ledger;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The last audit of each release, where its owner tells it to all nodes. */
public final class ConservationRepository {

  /** An audit as it is told. */
  record Told(
      UUID release,
      String office,
      String service,
      int partition,
      int epoch,
      String position,
      Instant auditedAt,
      int capacity,
      SeatCounts redis,
      SeatCounts postgres,
      int difference) {}

  /** Who does not own the partition any more says nothing of it. */
  private static final String PUT =
      """
      INSERT INTO conservation (release, epoch, position, redis, postgres, difference, audited_at)
      SELECT $4::uuid, epoch, $5::text, $6::integer[], $7::integer[], $8::integer, now()
        FROM partition
       WHERE id = $1::smallint AND epoch = $2::integer AND owner = $3::uuid
      ON CONFLICT (release) DO UPDATE
         SET epoch = excluded.epoch, position = excluded.position, redis = excluded.redis,
             postgres = excluded.postgres, difference = excluded.difference,
             audited_at = excluded.audited_at
      """;

  private static final String PAGE =
      """
      SELECT c.*, s.office, s.id AS service, s.partition,
             r.capacity * (SELECT count(*) FROM slot WHERE slot.release = r.id)::integer
               AS capacity_total
        FROM conservation c
        JOIN release r ON r.id = c.release
        JOIN service s ON s.no = r.service_no
       WHERE r.retired_at IS NULL AND ($1::text[] IS NULL OR s.office = ANY ($1::text[]))
         AND ($2::uuid IS NULL OR c.release > $2::uuid)
       ORDER BY c.release
       LIMIT $3::integer
      """;

  private final Pool postgres;

  public ConservationRepository(Pool postgres) {
    this.postgres = postgres;
  }

  Future<Void> put(Fence fence, Audit audit, int difference) {
    return postgres
        .preparedQuery(PUT)
        .execute(
            Tuple.tuple()
                .addInteger(fence.partition())
                .addInteger(fence.epoch())
                .addUUID(fence.owner())
                .addUUID(audit.release())
                .addString(audit.position().toString())
                .addArrayOfInteger(audit.redis().array())
                .addArrayOfInteger(audit.postgres().array())
                .addInteger(difference))
        .mapEmpty();
  }

  /** Releases that are not retired, of these offices or of all (null), by their id. */
  Future<List<Told>> page(Set<String> offices, UUID after, int limit) {
    return postgres
        .preparedQuery(PAGE)
        .execute(
            Tuple.tuple()
                .addArrayOfString(offices == null ? null : offices.toArray(String[]::new))
                .addUUID(after)
                .addInteger(limit))
        .map(
            rows -> {
              var page = new ArrayList<Told>(rows.size());
              for (var row : rows) page.add(told(row));
              return page;
            });
  }

  private static Told told(Row row) {
    return new Told(
        row.getUUID("release"),
        row.getString("office"),
        row.getString("service"),
        row.getInteger("partition"),
        row.getInteger("epoch"),
        row.getString("position"),
        row.getOffsetDateTime("audited_at").toInstant(),
        row.getInteger("capacity_total"),
        SeatCounts.of(row.getArrayOfIntegers("redis")),
        SeatCounts.of(row.getArrayOfIntegers("postgres")),
        row.getInteger("difference"));
  }
}
