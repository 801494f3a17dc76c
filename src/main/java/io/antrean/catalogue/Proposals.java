package io.antrean.catalogue;

import io.antrean.catalogue.Proposal.Kind;
import io.antrean.catalogue.Proposal.State;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The two-person rule: what is proposed takes effect when somebody else confirms it, in the
 * transaction that says so, or never. PostgreSQL itself refuses that one person does both.
 */
public final class Proposals {

  /** What a proposal does once it is confirmed. */
  interface Effect {
    /** Null when it is done; else why it can not be done any more. */
    Future<String> apply(SqlConnection tx, Proposal proposal);
  }

  /** What came of a decision. */
  sealed interface Decision {
    record Decided(Proposal proposal) implements Decision {}

    record Unknown() implements Decision {}

    /** It was asked for by who would confirm it. */
    record Own() implements Decision {}

    /** It was decided before, or too late. */
    record Over(State state) implements Decision {}

    /** Its object has changed meanwhile. It stays proposed. */
    record NotChangeable(String reason) implements Decision {}
  }

  private static final String SELECT = "SELECT *, expires_at <= now() AS over FROM proposal ";

  private static final String FIND = SELECT + "WHERE id = $1::uuid";

  private static final String PAGE =
      SELECT
          + """
          WHERE no < $1::bigint
            AND ($2::text[] IS NULL OR office = ANY ($2::text[]))
            AND ($3::text IS NULL
              OR $3::text = CASE WHEN state = 'PROPOSED' AND expires_at <= now() THEN 'EXPIRED'
                                 ELSE state END)
          ORDER BY no DESC
          LIMIT $4::integer
          """;

  /** So that another one can be made of the same. */
  private static final String END_EXPIRED =
      """
      UPDATE proposal SET state = 'EXPIRED'
       WHERE object = $1::uuid AND state = 'PROPOSED' AND expires_at <= now()
      """;

  private static final String ADD =
      """
      INSERT INTO proposal (id, office, kind, object, opens_at, reason, asked_by, asked_at,
        expires_at)
      VALUES ($1::uuid, $2::text, $3::text, $4::uuid, $5::timestamptz, $6::text, $7::uuid,
        date_trunc('milliseconds', now()),
        date_trunc('milliseconds', now() + $8::bigint * interval '1 millisecond'))
      ON CONFLICT (object) WHERE state = 'PROPOSED' DO NOTHING
      RETURNING *, false AS over
      """;

  private static final String OPEN =
      SELECT + "WHERE object = $1::uuid AND state = 'PROPOSED' AND expires_at > now()";

  private static final String DECIDE =
      """
      UPDATE proposal SET state = $2::text, decided_by = $3::uuid,
             decided_at = date_trunc('milliseconds', now())
       WHERE id = $1::uuid
      RETURNING *, false AS over
      """;

  private final Pool postgres;
  private final Duration life;

  public Proposals(Pool postgres, Duration life) {
    this.postgres = postgres;
    this.life = life;
  }

  /** The newest first; {@code offices} and {@code state} are null for all. */
  Future<List<Proposal>> page(long before, Set<String> offices, State state, int limit) {
    var values =
        Tuple.of(before)
            .addArrayOfString(offices == null ? null : offices.toArray(String[]::new))
            .addString(state == null ? null : state.name())
            .addInteger(limit);
    return postgres
        .preparedQuery(PAGE)
        .execute(values)
        .map(
            rows -> {
              var found = new ArrayList<Proposal>(rows.size());
              for (var row : rows) found.add(Proposal.of(row));
              return found;
            });
  }

  /** Or null. */
  Future<Proposal> find(UUID id) {
    return postgres.preparedQuery(FIND).execute(Tuple.of(id)).map(Proposals::first);
  }

  /** Proposes it; null when something else is proposed of the same already. */
  Future<Proposal> add(
      SqlClient tx,
      Author by,
      String office,
      UUID object,
      Kind kind,
      Instant opensAt,
      String reason) {
    var values =
        Tuple.of(UUID.randomUUID(), office, kind.name(), object)
            .addOffsetDateTime(opensAt == null ? null : CatalogueRows.utc(opensAt))
            .addString(reason)
            .addUUID(by.account())
            .addLong(life.toMillis());
    return tx.preparedQuery(END_EXPIRED)
        .execute(Tuple.of(object))
        .compose(ended -> tx.preparedQuery(ADD).execute(values))
        .map(Proposals::first);
  }

  /** What is proposed of this now, or null. */
  Future<Proposal> open(SqlClient tx, UUID object) {
    return tx.preparedQuery(OPEN).execute(Tuple.of(object)).map(Proposals::first);
  }

  /** By who did not ask for it. */
  Future<Decision> confirm(Author by, UUID id, Effect effect) {
    return decided(
        by,
        id,
        (tx, proposal) ->
            proposal.askedBy().equals(by.account())
                ? Future.succeededFuture(new Decision.Own())
                : effect
                    .apply(tx, proposal)
                    .compose(
                        why ->
                            why == null
                                ? decide(tx, proposal, State.CONFIRMED, by)
                                : Future.succeededFuture(new Decision.NotChangeable(why))));
  }

  /** Taken back by who asked for it, refused by anybody else. */
  Future<Decision> end(Author by, UUID id) {
    return decided(
        by,
        id,
        (tx, proposal) -> {
          var own = proposal.askedBy().equals(by.account());
          return decide(tx, proposal, own ? State.WITHDRAWN : State.REFUSED, by);
        });
  }

  private interface Deciding {
    Future<Decision> decide(SqlConnection tx, Proposal proposal);
  }

  /** Two who decide the same at the same moment take turns. */
  private Future<Decision> decided(Author by, UUID id, Deciding how) {
    return by.transaction(
        postgres,
        tx ->
            tx.preparedQuery(FIND + " FOR UPDATE")
                .execute(Tuple.of(id))
                .map(Proposals::first)
                .compose(
                    proposal -> {
                      if (proposal == null) return Future.succeededFuture(new Decision.Unknown());
                      if (proposal.state() != State.PROPOSED) {
                        return Future.succeededFuture(new Decision.Over(proposal.state()));
                      }
                      return how.decide(tx, proposal);
                    }));
  }

  private static Future<Decision> decide(SqlClient tx, Proposal one, State state, Author by) {
    return tx.preparedQuery(DECIDE)
        .execute(Tuple.of(one.id(), state.name(), by.account()))
        .map(rows -> new Decision.Decided(first(rows)));
  }

  private static Proposal first(RowSet<Row> rows) {
    return rows.size() == 0 ? null : Proposal.of(rows.iterator().next());
  }
}
