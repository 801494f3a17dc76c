package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The offers of a batch of the ledger, as {@code db/offer.sql} takes them. */
final class LedgerOffers {

  private record Line(int place, LedgerEntry entry, int member, Release release) {}

  private final List<Line> lines = new ArrayList<>();

  /** Of an end one line is enough: the seats are those of the offer. */
  void add(int place, LedgerEntry entry, Release release) {
    var members = entry.terms().ending() == null ? entry.record().members().size() : 1;
    for (int m = 0; m < members; m++) lines.add(new Line(place, entry, m, release));
  }

  /** Those of the first so many entries. */
  LedgerOffers before(int count) {
    var first = new LedgerOffers();
    for (var line : lines) if (line.place < count) first.lines.add(line);
    return first;
  }

  /** One element a line in each array. */
  Tuple addTo(Tuple values) {
    var n = lines.size();
    var place = new Integer[n];
    var entryMs = new Long[n];
    var entrySeq = new Integer[n];
    var id = new UUID[n];
    var fingerprint = new UUID[n];
    var ends = new String[n];
    var member = new Short[n];
    var serviceNo = new Integer[n];
    var slot = new LocalDateTime[n];
    var seat = new Short[n];
    var given = new Short[n];
    var person = new UUID[n];
    var service = new String[n];
    var offeredMs = new Long[n];
    var expiresMs = new Long[n];
    for (int i = 0; i < n; i++) {
      var line = lines.get(i);
      var record = line.entry.record();
      var terms = line.entry.terms();
      var one = record.members().get(line.member);
      place[i] = line.place;
      entryMs[i] = line.entry.id().ms();
      entrySeq[i] = line.entry.id().seq();
      id[i] = line.entry.claim();
      fingerprint[i] = record.fingerprint();
      ends[i] = terms.ending() == null ? null : terms.ending().name();
      member[i] = (short) line.member;
      serviceNo[i] = line.release.service().no();
      slot[i] = line.release.slots().get(record.slot()).starts();
      seat[i] = (short) one.seat();
      given[i] = (short) one.given();
      person[i] = one.person();
      service[i] = line.release.service().id();
      offeredMs[i] = record.claimedAtMs();
      expiresMs[i] = terms.expiresAtMs();
    }
    return values
        .addArrayOfInteger(place)
        .addArrayOfLong(entryMs)
        .addArrayOfInteger(entrySeq)
        .addArrayOfUUID(id)
        .addArrayOfUUID(fingerprint)
        .addArrayOfString(ends)
        .addArrayOfShort(member)
        .addArrayOfInteger(serviceNo)
        .addArrayOfLocalDateTime(slot)
        .addArrayOfShort(seat)
        .addArrayOfShort(given)
        .addArrayOfUUID(person)
        .addArrayOfString(service)
        .addArrayOfLong(offeredMs)
        .addArrayOfLong(expiresMs);
  }
}
