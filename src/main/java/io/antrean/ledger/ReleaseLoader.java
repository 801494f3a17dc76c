package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.claim.Bytes;
import io.antrean.ledger.BookingRows.Booked;
import io.antrean.ledger.WaitlistRows.OpenOffer;
import io.antrean.ledger.World.Guard;
import io.antrean.ledger.World.Writes;
import io.antrean.redis.PartitionKeys;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Loads a release whole into Redis: staged under names that nobody reads, then published by one
 * script if it is absent and the world is still the same. The names are this loader's own: an owner
 * that slept does not write into what the next one stages. Whatever crashes half-way leaves only
 * staged keys, which {@link Sweep} forgets.
 */
final class ReleaseLoader {

  /** Words of one command: far below what Lua can unpack. */
  private static final int FIELDS_MAX = 1000;

  /** Words of one guarded call, a command's more at most: short enough not to stall Redis. */
  private static final int WORDS_MAX = 2000;

  /** So that Redis need not wait for the next one; claims of other partitions come in between. */
  static final int CALLS_IN_FLIGHT = 2;

  private final UUID own = UUID.randomUUID();
  private final World world;
  private final int partition;
  private final LongSupplier redisNowMs;

  ReleaseLoader(World world, int partition, LongSupplier redisNowMs) {
    this.world = world;
    this.partition = partition;
    this.redisNowMs = redisNowMs;
  }

  /** What the names of all that it stages have in common, besides partition and epoch. */
  UUID own() {
    return own;
  }

  /** The releases that are in Redis under the guard's epoch. */
  Future<Set<UUID>> loaded(Guard guard) {
    return world.members(PartitionKeys.releases(partition, guard.epoch()));
  }

  /** DONE, PRESENT when it was loaded before, or OTHER when the world is not the guard's. */
  Future<String> load(Guard guard, Release release, ReleaseRows rows) {
    var image = image(release, rows);
    var prefix = PartitionKeys.prefix(partition, guard.epoch());
    var staged = PartitionKeys.stage(partition, guard.epoch(), own, release.id());
    var steps = new ArrayList<Writes>();
    // Written first, swept with all other parts, renamed first: where it is, all of them are.
    steps.add(new Writes().add(command("HSET", staged, image.fields())));
    addClaims(steps, prefix, release, rows.bookings());
    addSlots(steps, staged, image, release);
    steps.add(new Writes().add("SET", staged + ":bits", image.bits()));
    steps.add(new Writes().add("SET", staged + ":starts", image.starts()));
    addGiven(steps, staged + ":given", image.given());
    image
        .cooling()
        .forEach((seat, at) -> steps.add(new Writes().add("ZADD", staged + ":cool", at, seat)));
    addWhere(steps, staged + ":ids", image.ids());
    steps.add(publish(guard, staged, release.id(), image, rows));
    var calls = together(steps);
    var last = calls.remove(calls.size() - 1);
    var live = PartitionKeys.release(partition, guard.epoch(), release.id());
    // A record is the release's: once that is there, only the claims of today write any.
    return inTurn(guard, live, calls, 0)
        .compose(
            done ->
                done.equals("DONE")
                    ? world.build(guard, live, last)
                    : Future.succeededFuture(done));
  }

  /** Small steps go together: there are many small releases, and a call takes its time. */
  private static List<Writes> together(List<Writes> steps) {
    var calls = new ArrayList<Writes>();
    var call = new Writes();
    for (var step : steps) {
      if (call.size() > 0 && call.size() + step.size() > WORDS_MAX) {
        calls.add(call);
        call = new Writes();
      }
      call.add(step);
    }
    calls.add(call);
    return calls;
  }

  private ReleaseImage image(Release release, ReleaseRows rows) {
    var image = new ReleaseImage(release, rows.somebodyWaits());
    var now = redisNowMs.getAsLong();
    for (var one : rows.offers()) image.addOffered(one.record());
    for (var one : rows.bookings()) {
      if (one.holdsSeats()) image.addHolder(one.claim(), one.record());
      else image.addEnded(one.claim(), one.record(), one.backAtMs(), now);
    }
    return image.finish();
  }

  private Writes publish(
      Guard guard, String staged, UUID release, ReleaseImage image, ReleaseRows rows) {
    var live = PartitionKeys.release(partition, guard.epoch(), release);
    var writes = new Writes().add("RENAME", staged, live);
    for (var part : List.of(":slots", ":bits", ":starts")) {
      writes.add("RENAME", staged + part, live + part);
    }
    if (!image.cooling().isEmpty()) {
      writes.add("RENAME", staged + ":cool", live + image.coolingPart());
    }
    if (!image.given().isEmpty()) writes.add("RENAME", staged + ":given", live + ":given");
    if (image.ids() != null) writes.add("RENAME", staged + ":ids", live + ":ids");
    if (rows.somebodyWaits()) {
      writes.add("HINCRBY", PartitionKeys.waitedFor(partition, guard.epoch()), release, 1);
    }
    var offers = PartitionKeys.offers(partition, guard.epoch());
    for (var one : rows.offers()) writes.add("HSET", offers, Bytes.of(one.entry()), packed(one));
    return writes.add("SADD", PartitionKeys.releases(partition, guard.epoch()), release);
  }

  /** As {@code redis/world.lua} says; what asked last was of another epoch. */
  private static Buffer packed(OpenOffer one) {
    return Buffer.buffer("P")
        .appendLong(0)
        .appendInt(0)
        .appendLong(one.expiresAtMs())
        .appendBuffer(one.record().toBuffer());
  }

  private static void addWhere(List<Writes> steps, String key, Buffer value) {
    if (value != null) steps.add(new Writes().add("SET", key, value));
  }

  private static void addGiven(List<Writes> steps, String key, Map<String, Integer> given) {
    var fields = new ArrayList<Object>();
    given.forEach(
        (seat, times) -> {
          fields.add(seat);
          fields.add(times);
          if (fields.size() >= FIELDS_MAX) addFields(steps, key, fields);
        });
    if (!fields.isEmpty()) addFields(steps, key, fields);
  }

  private static void addFields(List<Writes> steps, String key, List<Object> fields) {
    steps.add(new Writes().add(command("HSET", key, fields.toArray())));
    fields.clear();
  }

  private static void addSlots(
      List<Writes> steps, String staged, ReleaseImage image, Release release) {
    var fields = new ArrayList<Object>();
    for (var slot : release.slots()) {
      fields.add(slot.text());
      fields.add(image.slot(slot.ordinal()));
      if (fields.size() >= FIELDS_MAX || slot.ordinal() == release.slots().size() - 1) {
        addFields(steps, staged + ":slots", fields);
      }
    }
  }

  private static void addClaims(
      List<Writes> steps, String prefix, Release release, List<Booked> bookings) {
    var records = new ArrayList<Object>();
    var holders = new ArrayList<Object>();
    var holdersKey = prefix + "h:" + release.service().id();
    for (var one : bookings) {
      if (!one.isPresent()) continue;
      var claim = Bytes.of(one.claim());
      records.add(claim);
      records.add(one.record().toBuffer());
      if (records.size() >= FIELDS_MAX) addFields(steps, prefix + "c", records);
      for (var person : one.holders()) {
        holders.add(Bytes.of(person));
        holders.add(claim);
      }
      if (holders.size() >= FIELDS_MAX) addFields(steps, holdersKey, holders);
    }
    if (!records.isEmpty()) addFields(steps, prefix + "c", records);
    if (!holders.isEmpty()) addFields(steps, holdersKey, holders);
  }

  private static List<Object> command(String name, String key, Object[] rest) {
    var words = new ArrayList<Object>(2 + rest.length);
    words.add(name);
    words.add(key);
    words.addAll(List.of(rest));
    return words;
  }

  /** In order, some at a time: each is guarded by itself, and one that is refused is the last. */
  private Future<String> inTurn(Guard guard, String absent, List<Writes> steps, int from) {
    if (steps.isEmpty()) return Future.succeededFuture("DONE");
    var to = Math.min(steps.size(), from + CALLS_IN_FLIGHT);
    var sent = new ArrayList<Future<String>>();
    for (var step : steps.subList(from, to)) sent.add(world.build(guard, absent, step));
    return Future.all(sent)
        .compose(
            all -> {
              for (var one : sent) if (!one.result().equals("DONE")) return one;
              return to == steps.size()
                  ? Future.succeededFuture("DONE")
                  : inTurn(guard, absent, steps, to);
            });
  }
}
