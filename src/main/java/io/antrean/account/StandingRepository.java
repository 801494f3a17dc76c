package io.antrean.account;

import io.antrean.account.Standing.NoShow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What counts against persons, in PostgreSQL. Whoever calls has the transaction. */
final class StandingRepository {

  /** No-shows that are told of one account's persons; the latest. */
  static final int NO_SHOWS_MAX = 100;

  /** Nobody learns which bookings another account has made. */
  private static final String NO_SHOWS =
      """
      SELECT n.person, n.office, n.at, n.forgotten_at, n.excused_at,
             (SELECT b.id FROM booking b
               WHERE b.id = n.booking AND b.account = $1::uuid LIMIT 1) AS booking
        FROM no_show n
       WHERE n.person = ANY ($2::uuid[]) AND n.forgotten_at > now()
       ORDER BY n.at DESC, n.no DESC
       LIMIT $3::integer
      """;

  private static final String BLOCKS =
      "SELECT person, until FROM person_block WHERE person = ANY ($1::uuid[]) AND until > now()";

  private StandingRepository() {}

  /** The same persons, each with what counts against them. */
  static Future<List<PersonDetails>> with(
      SqlClient client, UUID account, List<PersonDetails> persons) {
    if (persons.isEmpty()) return Future.succeededFuture(persons);
    var ids = persons.stream().map(PersonDetails::id).toArray(UUID[]::new);
    return client
        .preparedQuery(NO_SHOWS)
        .execute(Tuple.of(account).addArrayOfUUID(ids).addInteger(NO_SHOWS_MAX))
        .compose(
            noShows ->
                client
                    .preparedQuery(BLOCKS)
                    .execute(Tuple.tuple().addArrayOfUUID(ids))
                    .map(blocks -> joined(persons, noShows, blocks)));
  }

  private static List<PersonDetails> joined(
      List<PersonDetails> persons, Iterable<Row> noShows, Iterable<Row> blocks) {
    Map<UUID, List<NoShow>> found = new HashMap<>();
    Map<UUID, Instant> blocked = new HashMap<>();
    for (var row : noShows) {
      found.computeIfAbsent(row.getUUID("person"), id -> new ArrayList<>()).add(noShow(row));
    }
    for (var row : blocks) blocked.put(row.getUUID("person"), instant(row, "until"));
    return persons.stream()
        .map(
            one ->
                one.with(
                    new Standing(found.getOrDefault(one.id(), List.of()), blocked.get(one.id()))))
        .toList();
  }

  private static NoShow noShow(Row row) {
    return new NoShow(
        row.getUUID("booking"),
        row.getString("office"),
        instant(row, "at"),
        instant(row, "forgotten_at"),
        instant(row, "excused_at"));
  }

  private static Instant instant(Row row, String column) {
    var at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }
}
