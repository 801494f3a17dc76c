package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The changes of a batch of the ledger, as {@code db/judge.sql} takes them. */
final class LedgerChanges {

  private record Line(int place, LedgerEntry entry, int member, Release release) {}

  private final EntryId told;
  private final List<Line> lines = new ArrayList<>();

  LedgerChanges(EntryId told) {
    this.told = told;
  }

  /** {@code release} is the one that the entry takes seats of. */
  void add(int place, LedgerEntry entry, Release release) {
    var members = entry.change().seats().size();
    for (int m = 0; m < members; m++) lines.add(new Line(place, entry, m, release));
  }

  /** Those of the first so many entries. */
  LedgerChanges before(int count) {
    var first = new LedgerChanges(told);
    for (var line : lines) if (line.place < count) first.lines.add(line);
    return first;
  }

  /** One element a member in each array. */
  Tuple addTo(Tuple values) {
    var n = lines.size();
    var place = new Integer[n];
    var entryMs = new Long[n];
    var entrySeq = new Integer[n];
    var id = new UUID[n];
    var fingerprint = new UUID[n];
    var version = new Short[n];
    var member = new Short[n];
    var serviceNo = new Integer[n];
    var slot = new LocalDateTime[n];
    var seat = new Short[n];
    var given = new Short[n];
    var release = new UUID[n];
    var coolingMs = new Long[n];
    var startMs = new Long[n];
    for (int i = 0; i < n; i++) {
      var line = lines.get(i);
      var change = line.entry.change();
      var one = change.seats().get(line.member);
      place[i] = line.place;
      entryMs[i] = line.entry.id().ms();
      entrySeq[i] = line.entry.id().seq();
      id[i] = line.entry.claim();
      fingerprint[i] = line.entry.record().fingerprint();
      version[i] = (short) line.entry.record().changes();
      member[i] = (short) line.member;
      serviceNo[i] = line.release.service().no();
      slot[i] = line.release.slots().get(change.slot()).starts();
      seat[i] = (short) one.seat();
      given[i] = (short) one.given();
      release[i] = change.release();
      coolingMs[i] = change.coolingMs();
      startMs[i] = LedgerBatch.startMs(line.entry, line.release, change.slot(), told);
    }
    return values
        .addArrayOfInteger(place)
        .addArrayOfLong(entryMs)
        .addArrayOfInteger(entrySeq)
        .addArrayOfUUID(id)
        .addArrayOfUUID(fingerprint)
        .addArrayOfShort(version)
        .addArrayOfShort(member)
        .addArrayOfInteger(serviceNo)
        .addArrayOfLocalDateTime(slot)
        .addArrayOfShort(seat)
        .addArrayOfShort(given)
        .addArrayOfUUID(release)
        .addArrayOfLong(coolingMs)
        .addArrayOfLong(startMs);
  }
}
