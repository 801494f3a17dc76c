package io.antrean.ledger;

import io.antrean.catalogue.Catalogue;
import io.antrean.catalogue.Release;
import io.antrean.ledger.LedgerEntry.Kind;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/**
 * Entries that PostgreSQL judges together, as sets. No two of them want the same seat, claim or
 * person and service: an entry that would is left for the next batch, so that it sees the first.
 */
final class LedgerBatch {

  private record Line(int place, LedgerEntry entry, int member, Release release) {}

  private final EntryId told;
  private final List<LedgerEntry> entries = new ArrayList<>();
  private final List<Line> lines = new ArrayList<>();
  private final List<Integer> cancels = new ArrayList<>();
  private LedgerChanges changes;
  private LedgerOffers offers = new LedgerOffers();

  private LedgerBatch(EntryId told) {
    this.told = told;
    this.changes = new LedgerChanges(told);
  }

  /**
   * As many of the first entries as can be judged together. Fails when a release is not in this
   * node's catalogue (yet): the catalogue is read again each second. {@code told} is the last entry
   * that somebody was told of: PostgreSQL had it once, so that it is never too late for it.
   */
  static LedgerBatch of(List<LedgerEntry> entries, Catalogue catalogue, EntryId told) {
    var batch = new LedgerBatch(told);
    var wanted = new HashSet<Object>();
    for (var entry : entries) {
      // A refusal is a statement of its own: it is rare.
      if (batch.isRefusal() || entry.kind() == Kind.REFUSE && !batch.entries.isEmpty()) break;
      // So are those about offers: none is made while claims come in crowds.
      if (!batch.entries.isEmpty() && batch.isOfOffers() != entry.isOfOffer()) break;
      if (!wanted.add(entry.claim())) break;
      if (entry.kind() == Kind.REFUSE) {
        batch.entries.add(entry);
        continue;
      }
      if (!batch.fits(entry, wanted)) break;
      if (entry.isCancel()) {
        batch.cancels.add(batch.entries.size());
        batch.entries.add(entry);
        continue;
      }
      var release = catalogue.release(entry.release());
      if (release == null) {
        throw new IllegalStateException("release " + entry.release() + " is not known");
      }
      batch.add(entry, release);
    }
    return batch;
  }

  /** What a cancel frees is not free within its batch: whoever comes next needs the next one. */
  private boolean fits(LedgerEntry entry, HashSet<Object> wanted) {
    var record = entry.record();
    for (var member : record.members()) {
      var person = List.of(member.person());
      var seat = List.of(record.release(), record.slot(), member.seat());
      if (!wanted.add(person) || !wanted.add(seat)) return false;
    }
    if (!entry.isChange()) return true;
    var change = entry.change();
    for (var one : change.seats()) {
      if (!wanted.add(List.of(change.release(), change.slot(), one.seat()))) return false;
    }
    return true;
  }

  private void add(LedgerEntry entry, Release release) {
    if (entry.isOfOffer()) {
      offers.add(entries.size(), entry, release);
      entries.add(entry);
      return;
    }
    if (entry.isChange()) {
      changes.add(entries.size(), entry, release);
      entries.add(entry);
      return;
    }
    var members = entry.record().members().size();
    for (int m = 0; m < members; m++) lines.add(new Line(entries.size(), entry, m, release));
    entries.add(entry);
  }

  List<LedgerEntry> entries() {
    return entries;
  }

  EntryId last() {
    return entries.get(entries.size() - 1).id();
  }

  /** Whether it has only claims that Redis has granted just now. */
  boolean isFresh() {
    return entries.stream().allMatch(entry -> entry.kind() == Kind.CLAIM);
  }

  /** Whether it is one entry that refuses what was set aside. */
  boolean isRefusal() {
    return entries.size() == 1 && entries.get(0).kind() == Kind.REFUSE;
  }

  /** Whether it makes and ends offers, which claims, cancels and changes do not. */
  boolean isOfOffers() {
    return entries.get(0).isOfOffer();
  }

  /** Its first entries, half of them. */
  LedgerBatch firstHalf() {
    var half = new LedgerBatch(told);
    var count = entries.size() / 2;
    half.entries.addAll(entries.subList(0, count));
    for (var line : lines) if (line.place < count) half.lines.add(line);
    for (var place : cancels) if (place < count) half.cancels.add(place);
    half.changes = changes.before(count);
    half.offers = offers.before(count);
    return half;
  }

  /** When the first of the slots begins that seats are taken of. */
  long firstStartMs() {
    var first = Long.MAX_VALUE;
    for (var line : lines) first = Math.min(first, startMs(line));
    return first;
  }

  private long startMs(Line line) {
    return startMs(line.entry, line.release, line.entry.record().slot(), told);
  }

  /** When the slot begins that the entry takes seats of; never for one that was told before. */
  static long startMs(LedgerEntry entry, Release release, int slot, EntryId told) {
    if (entry.id().compareTo(told) <= 0) return Long.MAX_VALUE;
    // Redis may have heard a moment later than we have that the office is closed then.
    if (release.shut().contains(slot)) return 0;
    return release.slots().get(slot).startsAt().toEpochMilli();
  }

  /** The arrays of {@code db/book.sql} and {@code db/judge.sql}, one element a member. */
  Tuple addTo(Tuple head) {
    var n = lines.size();
    var place = new Integer[n];
    var entryMs = new Long[n];
    var entrySeq = new Integer[n];
    var id = new UUID[n];
    var member = new Short[n];
    var serviceNo = new Integer[n];
    var slot = new LocalDateTime[n];
    var seat = new Short[n];
    var given = new Short[n];
    var person = new UUID[n];
    var service = new String[n];
    var release = new UUID[n];
    var account = new UUID[n];
    var fingerprint = new UUID[n];
    var claimedMs = new Long[n];
    for (int i = 0; i < n; i++) {
      var line = lines.get(i);
      var record = line.entry.record();
      var one = record.members().get(line.member);
      place[i] = line.place;
      entryMs[i] = line.entry.id().ms();
      entrySeq[i] = line.entry.id().seq();
      id[i] = line.entry.claim();
      member[i] = (short) line.member;
      serviceNo[i] = line.release.service().no();
      slot[i] = line.release.slots().get(record.slot()).starts();
      seat[i] = (short) one.seat();
      given[i] = (short) one.given();
      person[i] = one.person();
      service[i] = line.release.service().id();
      release[i] = record.release();
      account[i] = record.account();
      fingerprint[i] = record.fingerprint();
      claimedMs[i] = record.claimedAtMs();
    }
    return head.addArrayOfInteger(place)
        .addArrayOfLong(entryMs)
        .addArrayOfInteger(entrySeq)
        .addArrayOfUUID(id)
        .addArrayOfShort(member)
        .addArrayOfInteger(serviceNo)
        .addArrayOfLocalDateTime(slot)
        .addArrayOfShort(seat)
        .addArrayOfShort(given)
        .addArrayOfUUID(person)
        .addArrayOfString(service)
        .addArrayOfUUID(release)
        .addArrayOfUUID(account)
        .addArrayOfUUID(fingerprint)
        .addArrayOfLong(claimedMs);
  }

  /**
   * What {@code db/judge.sql} takes besides: the cancels, the batch's first and last entry, how the
   * cancels give back, the changes, when the claims' slots begin, and which take an offer.
   */
  Tuple addOthersTo(Tuple values) {
    var n = cancels.size();
    var entryMs = new Long[n];
    var entrySeq = new Integer[n];
    var id = new UUID[n];
    var fingerprint = new UUID[n];
    var coolingMs = new Long[n];
    var late = new Boolean[n];
    for (int i = 0; i < n; i++) {
      var entry = entries.get(cancels.get(i));
      entryMs[i] = entry.id().ms();
      entrySeq[i] = entry.id().seq();
      id[i] = entry.claim();
      fingerprint[i] = entry.record().fingerprint();
      coolingMs[i] = entry.giveBack().coolingMs();
      late[i] = entry.giveBack().late();
    }
    values
        .addArrayOfInteger(cancels.toArray(Integer[]::new))
        .addArrayOfLong(entryMs)
        .addArrayOfInteger(entrySeq)
        .addArrayOfUUID(id)
        .addArrayOfUUID(fingerprint);
    addEndsTo(values).addArrayOfLong(coolingMs).addArrayOfBoolean(late);
    var starts = lines.stream().map(this::startMs).toArray(Long[]::new);
    return changes.addTo(values).addArrayOfLong(starts).addArrayOfUUID(accepted());
  }

  private Tuple addEndsTo(Tuple values) {
    var first = entries.get(0).id();
    return values
        .addLong(first.ms())
        .addInteger(first.seq())
        .addLong(last().ms())
        .addInteger(last().seq());
  }

  /** The claims that take an offer. */
  private UUID[] accepted() {
    return entries.stream()
        .filter(entry -> entry.kind() == Kind.ACCEPT)
        .map(LedgerEntry::claim)
        .toArray(UUID[]::new);
  }

  /** The arrays of {@code db/offer.sql}. */
  Tuple addOffersTo(Tuple head) {
    return addEndsTo(offers.addTo(head));
  }
}
