package io.antrean.catalogue;

import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Closes an office at hours for which it has released slots: they take no more claims, and whoever
 * is booked there is told, may move however often they have before, or cancel without being late.
 * Redis hears of it as of any change of a release.
 */
public final class Blackouts implements Proposals.Effect {

  private static final String ADD =
      """
      INSERT INTO blackout (id, office, day, from_time, to_time, reason)
      VALUES ($1::uuid, $2::text, $3::date, $4::time, $5::time, $6::text)
      """;

  private static final String LIST =
      """
      SELECT b.*, count(k.id) AS bookings,
             count(DISTINCT (t.service_no, t.starts)) FILTER (WHERE t.starts IS NOT NULL) AS slots
        FROM blackout b
        LEFT JOIN slot t ON t.blackout = b.id
        LEFT JOIN booking k ON k.service_no = t.service_no AND k.slot = t.starts
         AND k.state = 'CONFIRMED'
       WHERE b.office = $1::text AND b.no < $2::bigint
       GROUP BY b.id
       ORDER BY b.no DESC
       LIMIT $3::integer
      """;

  /** Whatever has begun by then is over. */
  private static final String IS_OVER =
      """
      SELECT NOT EXISTS (
        SELECT FROM blackout b JOIN service s ON s.office = b.office
          JOIN slot t ON t.service_no = s.no
         WHERE b.id = $1::uuid AND t.starts >= b.day + b.from_time AND t.starts < b.day + b.to_time
           AND t.starts_at > now() AND t.blackout IS NULL)
      """;

  private static final String SHUT =
      """
      WITH shut AS (
        UPDATE slot t SET blackout = b.id
          FROM blackout b JOIN service s ON s.office = b.office
         WHERE b.id = $1::uuid AND t.service_no = s.no AND t.blackout IS NULL
           AND t.starts >= b.day + b.from_time AND t.starts < b.day + b.to_time
           AND t.starts_at > now()
        RETURNING t.release, t.ordinal
      ), begun AS (
        UPDATE blackout SET confirmed_at = date_trunc('milliseconds', now()), told_at = now()
         WHERE id = $1::uuid
      )
      UPDATE release r SET shut = r.shut || m.ordinals
        FROM (SELECT release, array_agg(ordinal ORDER BY ordinal) AS ordinals
                FROM shut GROUP BY release) m
       WHERE r.id = m.release
      """;

  private final Pool postgres;
  private final Proposals proposals;

  public Blackouts(Pool postgres, Proposals proposals) {
    this.postgres = postgres;
    this.proposals = proposals;
  }

  /** It is always two people's: nobody is hit by one person's word. */
  Future<Proposal> ask(
      Author by, String office, LocalDate day, LocalTime from, LocalTime to, String reason) {
    var id = UUID.randomUUID();
    return by.transaction(
        postgres,
        tx ->
            tx.preparedQuery(ADD)
                .execute(Tuple.of(id, office, day, from, to, reason))
                .compose(added -> tx.preparedQuery(IS_OVER).execute(Tuple.of(id)))
                .compose(
                    rows ->
                        rows.iterator().next().getBoolean(0)
                            ? Future.failedFuture(
                                ProposalRoutes.notChangeable("over").asException())
                            : Future.succeededFuture())
                .compose(
                    ahead ->
                        proposals.add(tx, by, office, id, Proposal.Kind.BLACKOUT, null, reason)));
  }

  /** Of an office, the newest first. */
  Future<List<Blackout>> page(String office, long before, int limit) {
    return postgres
        .preparedQuery(LIST)
        .execute(Tuple.of(office, before, limit))
        .map(
            rows -> {
              var found = new ArrayList<Blackout>(rows.size());
              for (var row : rows) found.add(Blackout.of(row));
              return found;
            });
  }

  @Override
  public Future<String> apply(SqlConnection tx, Proposal proposal) {
    var id = Tuple.of(proposal.object());
    return tx.preparedQuery(IS_OVER)
        .execute(id)
        .compose(
            rows -> {
              if (rows.iterator().next().getBoolean(0)) return Future.succeededFuture("over");
              return tx.preparedQuery(SHUT)
                  .execute(id)
                  .compose(shut -> LateTellings.tell(tx, proposal.object()))
                  .compose(told -> tx.query("NOTIFY " + CatalogueRepository.CHANNEL).execute())
                  .map((String) null);
            });
  }
}
