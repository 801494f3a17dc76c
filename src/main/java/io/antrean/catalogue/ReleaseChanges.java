package io.antrean.catalogue;

import io.antrean.config.AdministrationConfig;
import io.antrean.postgres.Author;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.UUID;

/**
 * What may be changed of a release, when, and by how many people. Before it is announced one
 * administrator changes it at once; afterwards what is asked for is a proposal. Only an emergency
 * closes an announced release at once, with a reason that is on record. The rules are asked of the
 * release's row, which stays locked until the change is committed.
 */
public final class ReleaseChanges implements Proposals.Effect {

  /** What came of it. */
  sealed interface Outcome {
    record Unknown() implements Outcome {}

    /** Done, or so already. */
    record Done() implements Outcome {}

    /** It takes effect when somebody else confirms it. */
    record Proposed(Proposal proposal) implements Outcome {}

    /** Something is proposed of it already. */
    record Pending(UUID proposal) implements Outcome {}

    record NotChangeable(String reason) implements Outcome {}
  }

  /** Who asks for it, and why: {@code reason} may be null, but not of an emergency. */
  record Asked(ReleaseChange change, String reason, boolean emergency) {}

  private record Known(
      String office,
      Instant opensAt,
      Instant lastSlotAt,
      boolean closed,
      boolean retired,
      boolean over,
      Instant movableFrom,
      boolean announced) {

    static Known of(Row row) {
      return new Known(
          row.getString("office"),
          CatalogueRows.instant(row, "opens_at"),
          CatalogueRows.instant(row, "last_slot_at"),
          CatalogueRows.instant(row, "closed_at") != null,
          CatalogueRows.instant(row, "retired_at") != null,
          row.getBoolean("over"),
          CatalogueRows.instant(row, "movable_from"),
          row.getBoolean("announced"));
    }

    boolean is(ReleaseChange change) {
      return switch (change.kind()) {
        case CLOSE -> closed || over || retired;
        case REOPEN -> !closed;
        case MOVE_OPENING -> opensAt.equals(change.opensAt());
        case BLACKOUT -> throw new IllegalStateException("A blackout is no release's");
      };
    }

    /** Why it can not be changed so, or null. */
    String refusal(ReleaseChange change) {
      if (retired) return "retired";
      if (over) return "over";
      if (change.opensAt() == null) return null;
      if (closed) return "closed";
      // Redis must have heard of it before either of the two, and so must every node.
      if (opensAt.isBefore(movableFrom)) return "opens-soon";
      if (change.opensAt().isBefore(movableFrom)) return "too-early";
      return change.opensAt().isBefore(lastSlotAt) ? null : "too-late";
    }
  }

  private static final String LOOK =
      """
      SELECT r.opens_at, r.last_slot_at, r.closed_at, r.retired_at, s.office,
             r.last_slot_at <= now() AS over,
             now() + $2::bigint * interval '1 millisecond' AS movable_from,
             r.opens_at <= now() OR r.created_at <= now() - $3::bigint * interval '1 millisecond'
               AS announced
        FROM release r JOIN service s ON s.no = r.service_no
       WHERE r.id = $1::uuid
         FOR UPDATE OF r
      """;

  private static final String APPLY =
      """
      UPDATE release
         SET closed_at = CASE $2::text WHEN 'CLOSE' THEN coalesce(closed_at, now())
                                       WHEN 'REOPEN' THEN NULL ELSE closed_at END,
             opens_at = coalesce($3::timestamptz, opens_at)
       WHERE id = $1::uuid
      """;

  private final Pool postgres;
  private final Proposals proposals;
  private final AdministrationConfig limits;

  public ReleaseChanges(Pool postgres, Proposals proposals, AdministrationConfig limits) {
    this.postgres = postgres;
    this.proposals = proposals;
    this.limits = limits;
  }

  Future<Outcome> ask(Author by, UUID release, Asked asked) {
    return by.transaction(
        postgres,
        tx ->
            look(tx, release)
                .compose(
                    known -> {
                      if (known == null) return Future.succeededFuture(new Outcome.Unknown());
                      var why = known.refusal(asked.change);
                      if (known.is(asked.change)) {
                        return Future.succeededFuture(new Outcome.Done());
                      }
                      if (why != null) {
                        return Future.succeededFuture(new Outcome.NotChangeable(why));
                      }
                      return known.announced && !asked.emergency
                          ? propose(tx, by, known.office, release, asked)
                          : atOnce(tx, by, known.office, release, asked);
                    }));
  }

  private Future<Outcome> propose(
      SqlConnection tx, Author by, String office, UUID release, Asked asked) {
    return proposals
        .add(tx, by, office, release, asked.change.kind(), asked.change.opensAt(), asked.reason)
        .compose(
            added ->
                added != null
                    ? Future.succeededFuture(new Outcome.Proposed(added))
                    : proposals
                        .open(tx, release)
                        .compose(
                            open ->
                                open != null
                                    ? Future.succeededFuture(new Outcome.Pending(open.id()))
                                    // What stood in the way has ended meanwhile. Nobody else
                                    // proposes another one:
                                    // we hold the release. So there is no third time.
                                    : propose(tx, by, office, release, asked)));
  }

  private static Future<Outcome> atOnce(
      SqlConnection tx, Author by, String office, UUID release, Asked asked) {
    var what = asked.emergency ? "release.emergency" : "release.reason";
    var why = new JsonObject().put("reason", asked.reason);
    Future<Void> noted =
        asked.reason == null
            ? Future.succeededFuture()
            : by.notes(tx, what, office, release.toString(), why);
    return noted.compose(done -> apply(tx, release, asked.change)).map(new Outcome.Done());
  }

  @Override
  public Future<String> apply(SqlConnection tx, Proposal proposal) {
    var change = new ReleaseChange(proposal.kind(), proposal.opensAt());
    return look(tx, proposal.object())
        .compose(
            known -> {
              var why = known.refusal(change);
              return why != null && !known.is(change)
                  ? Future.succeededFuture(why)
                  : apply(tx, proposal.object(), change).map((String) null);
            });
  }

  private Future<Known> look(SqlConnection tx, UUID release) {
    var values =
        Tuple.of(release, limits.changeMargin().toMillis(), limits.announcedAfter().toMillis());
    return tx.preparedQuery(LOOK)
        .execute(values)
        .map(rows -> rows.size() == 0 ? null : Known.of(rows.iterator().next()));
  }

  private static Future<Void> apply(SqlConnection tx, UUID release, ReleaseChange change) {
    var opensAt = change.opensAt() == null ? null : CatalogueRows.utc(change.opensAt());
    return tx.preparedQuery(APPLY)
        .execute(Tuple.of(release, change.kind().name(), opensAt))
        .compose(done -> tx.query("NOTIFY " + CatalogueRepository.CHANNEL).execute())
        .mapEmpty();
  }
}
