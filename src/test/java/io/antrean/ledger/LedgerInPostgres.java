package io.antrean.ledger;

import io.antrean.catalogue.Catalogues;
import io.antrean.catalogue.Release;
import io.antrean.claim.ClaimRecord;
import io.antrean.claim.ClaimRecord.Member;
import io.antrean.claim.ClaimRecord.State;
import io.antrean.claim.Releases;
import io.antrean.ledger.Applier.Applied;
import io.antrean.ledger.Change.Seat;
import io.antrean.ledger.LedgerEntry.GiveBack;
import io.antrean.ledger.LedgerEntry.Kind;
import io.antrean.support.Day;
import io.antrean.support.People;
import io.antrean.support.Stores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One partition in a real PostgreSQL, written as its owner would, for specs. */
final class LedgerInPostgres implements AutoCloseable {

  static final UUID OWNER = UUID.randomUUID();
  private static final UUID ACCOUNT = UUID.randomUUID();
  static final Duration LEASE = Duration.ofSeconds(5);
  static final long COOLING_MS = 123_000;

  private static final Instant CLAIMED_AT = Instant.parse("2026-01-01T00:00:00.123Z");

  private final Vertx vertx = Vertx.vertx();
  private final SqlConnection connection;
  private final LedgerRepository repository;
  private final Release release;
  private final int partition;
  private int lastEntry;

  LedgerInPostgres(String database, int partition) {
    this(
        database,
        partition,
        Releases.of("passport-new", partition, Day.next().date(), 1, 8, 5, Instant.EPOCH, false));
  }

  LedgerInPostgres(String database, int partition, Release release) {
    this.partition = partition;
    this.release = release;
    var options = PgConnectOptions.fromUri(Stores.ownerUri(database));
    connection = await(PgConnection.connect(vertx, options));
    repository = new LedgerRepository(connection);
    sql(
        """
        INSERT INTO partition (id, epoch, state, owner, lease_until)
        VALUES (%d, 1, 'OPEN', '%s', now() + interval '1 minute')
        """
            .formatted(partition, OWNER));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.await(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  void sql(String statement) {
    await(connection.query(statement).execute());
  }

  Object one(String query) {
    var rows = await(connection.query(query).execute());
    return rows.iterator().next().getValue(0);
  }

  UUID person() {
    var id = UUID.randomUUID();
    sql("INSERT INTO person VALUES ('%s', sha256('%s'), 'Somebody')".formatted(id, id));
    People.belongs(ACCOUNT, id).forEach(this::sql);
    return id;
  }

  /** One seat of a slot, given so often, for this person. */
  static Member seat(UUID person, int seat, int given) {
    return new Member(person, seat, given);
  }

  /** The next entry of the ledger: this claim takes these seats of the slot of this ordinal. */
  LedgerEntry entry(UUID claim, UUID fingerprint, int slot, Member... members) {
    var id = new EntryId(1_000, ++lastEntry);
    var before = new EntryId(1_000, lastEntry - 1);
    var record =
        new ClaimRecord(
            State.HELD,
            fingerprint,
            ACCOUNT,
            release.id(),
            CLAIMED_AT.toEpochMilli(),
            0,
            null,
            0,
            slot,
            List.of(members));
    return new LedgerEntry(id, before, Kind.CLAIM, claim, record, null, null, null);
  }

  LedgerEntry entry(int slot, Member... members) {
    return entry(UUID.randomUUID(), UUID.randomUUID(), slot, members);
  }

  /** The next entry of the ledger: the cancel of what this one took. */
  LedgerEntry cancel(LedgerEntry taken) {
    return cancel(taken, new GiveBack(2_000, false));
  }

  LedgerEntry cancel(LedgerEntry taken, GiveBack how) {
    var id = new EntryId(1_000, ++lastEntry);
    var before = new EntryId(1_000, lastEntry - 1);
    return new LedgerEntry(id, before, Kind.CANCEL, taken.claim(), taken.record(), how, null, null);
  }

  /** The next entry of the ledger: what this one took moves to these seats of that slot. */
  LedgerEntry change(LedgerEntry taken, int changes, int slot, Seat... seats) {
    var id = new EntryId(1_000, ++lastEntry);
    var before = new EntryId(1_000, lastEntry - 1);
    var was = taken.record();
    var record =
        new ClaimRecord(
            State.CONFIRMED,
            was.fingerprint(),
            was.account(),
            was.release(),
            was.claimedAtMs(),
            1,
            null,
            changes,
            was.slot(),
            was.members());
    var change = new Change(COOLING_MS, release.id(), slot, List.of(seats));
    return new LedgerEntry(id, before, Kind.CHANGE, taken.claim(), record, null, change, null);
  }

  /** The next entry of the ledger: seats are offered to who joins the waiting list now. */
  LedgerEntry waiting(int slot, Member... members) {
    var taken = entry(slot, members);
    var record = taken.record();
    var party = new StringBuilder();
    for (var one : members) party.append(party.isEmpty() ? "" : ",").append(one.person());
    sql(
        """
        WITH e AS (
          INSERT INTO waitlist_entry (id, release, partition, account, fingerprint, slots, party,
                                      joined_at, state)
          VALUES ('%s', '%s', %d, '%s', '%s', '{}', '{%s}', now(), 'WAITING')
          RETURNING *)
        INSERT INTO waiting SELECT release, unnest(party), id FROM e
        """
            .formatted(
                taken.claim(),
                record.release(),
                partition,
                record.account(),
                record.fingerprint(),
                party));
    return ofOffer(taken, Kind.OFFER, new OfferTerms(CLAIMED_AT.toEpochMilli() + 60_000, null));
  }

  /** The next entry of the ledger: the same is offered once more. */
  LedgerEntry again(LedgerEntry offer) {
    lastEntry++;
    return ofOffer(offer, Kind.OFFER, offer.terms());
  }

  /** The next entry of the ledger: this offer ends. */
  LedgerEntry end(LedgerEntry offer, OfferTerms.Ending ending) {
    lastEntry++;
    return ofOffer(offer, Kind.OFFER_END, new OfferTerms(0, ending));
  }

  /** The next entry of the ledger: this offer is taken. */
  LedgerEntry accept(LedgerEntry offer) {
    lastEntry++;
    return ofOffer(offer, Kind.ACCEPT, null);
  }

  private LedgerEntry ofOffer(LedgerEntry one, Kind kind, OfferTerms terms) {
    var id = new EntryId(1_000, lastEntry);
    var before = new EntryId(1_000, lastEntry - 1);
    return new LedgerEntry(id, before, kind, one.claim(), one.record(), null, null, terms);
  }

  /** The next entry of the ledger: what was set aside of this one's claim is to be refused. */
  LedgerEntry refuse(LedgerEntry taken) {
    var id = new EntryId(1_000, ++lastEntry);
    var before = new EntryId(1_000, lastEntry - 1);
    return new LedgerEntry(
        id, before, Kind.REFUSE, taken.claim(), taken.record(), null, null, null);
  }

  LedgerBatch batch(LedgerEntry... entries) {
    return batch(EntryId.START, entries);
  }

  /** The same where all up to this one were told before. */
  LedgerBatch batch(EntryId told, LedgerEntry... entries) {
    return LedgerBatch.of(List.of(entries), Catalogues.of(List.of(release)), told);
  }

  PartitionRow row() {
    return await(repository.row(partition));
  }

  /** A new epoch, as a recovery begins it. */
  PartitionRow newEpoch() {
    return recoveryBegins(row(), row().epoch() + 1);
  }

  /** The same of one who knows the partition as it was. */
  PartitionRow recoveryBegins(PartitionRow old, int epoch) {
    return await(repository.newEpoch(old, epoch, OWNER));
  }

  void drained(Fence fence) {
    await(repository.drained(fence, fence.epoch()));
  }

  void recoveryEnds(Fence fence) {
    await(repository.open(fence, "a run"));
  }

  /** Applied from where the partition stands. */
  List<Judgement> apply(LedgerEntry... entries) {
    var fence = row().fence(OWNER);
    return apply(fence, fence.epoch(), batch(entries));
  }

  List<Judgement> apply(Fence fence, int entryEpoch, LedgerBatch batch) {
    var count = batch.entries().size();
    // A recovery that replays an older stream moves no position.
    var after = entryEpoch == fence.epoch() ? batch.last() : fence.position();
    return await(repository.apply(fence, after, count, entryEpoch, batch, LEASE));
  }

  /** The batch's beginning, as the writer or a recovery applies it. */
  Applied applyOrSetAside(int entryEpoch, LedgerBatch batch) {
    return await(applier().apply(row().fence(OWNER), entryEpoch, batch));
  }

  private Applier applier() {
    var metrics = new LedgerMetrics(new SimpleMeterRegistry());
    return new Applier(repository, new SetAsideRepository(connection), metrics, LEASE);
  }

  /** Drains this epoch of the stream into it, so many lines a transaction. */
  void drain(LedgerStream stream, int epoch, int batchMax) {
    var retirements = new RetirementRepository(connection);
    var catalogue = Catalogues.of(List.of(release));
    var drain = new Drain(stream, repository, retirements, applier(), catalogue, batchMax);
    await(drain.run(row().fence(OWNER), epoch, EntryId.START));
  }

  List<Judgement> verdicts(EntryId upTo) {
    var epoch = row().epoch();
    return await(repository.verdicts(partition, epoch, EntryId.START, upTo, 1000));
  }

  /** How many bookings of this claim are in this state. */
  long bookings(UUID claim, String state) {
    var count = "SELECT count(*) FROM booking WHERE id = '%s' AND state = '%s'";
    return (Long) one(count.formatted(claim, state));
  }

  /** All that the ledger has written of its partition, to see that nothing was. */
  String everything() {
    return (String)
        one(
            """
            SELECT concat_ws(' ', p.epoch, p.position, p.applied, p.lease_until, p.owner,
                   (SELECT count(*) FROM verdicts WHERE partition = p.id),
                   (SELECT count(*) FROM booking WHERE release = '%s'))
              FROM partition p WHERE id = %d
            """
                .formatted(release.id(), partition));
  }

  @Override
  public void close() {
    connection.close().await();
    vertx.close().await();
  }
}
