package io.antrean.ledger;

import io.antrean.catalogue.Release;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.RedisLink;
import io.antrean.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The world that a partition's owner works in: its epoch in Redis, and guarded writes to it. */
final class World {

  /** What {@code redis/fence.lua} answers: the run id, null when Redis knows a newer epoch. */
  record Fenced(String runId, int epochBefore) {}

  private final RedisLink redis;
  private final int partition;
  private final Script record = Script.load("record");
  private final Script fence = Script.load("fence");
  private final Script build = Script.load("build");
  private final Script change = Script.load("change");

  World(RedisLink redis, int partition) {
    this.redis = redis;
    this.partition = partition;
  }

  /** OPEN, or why no call of this epoch would be served. */
  Future<String> state(int epoch) {
    return redis
        .eval(record, epochKey(), List.of(text(epoch), Buffer.buffer(new byte[16])))
        .map(reply -> reply.get(1).toString());
  }

  /**
   * What Redis has for this partition; epoch 0 when it has nothing. {@code lossAccepted} is an
   * operator's word that what PostgreSQL has lost is lost.
   */
  record Seen(int epoch, boolean open, boolean lossAccepted) {}

  Future<Seen> seen() {
    var fields =
        Request.cmd(Command.HMGET).arg(epochKey()).arg("epoch").arg("state").arg("accept_loss");
    return redis
        .send(fields)
        .map(
            f ->
                new Seen(
                    f.get(0) == null ? 0 : f.get(0).toInteger(),
                    f.get(1) != null && f.get(1).toString().equals("OPEN"),
                    f.get(2) != null));
  }

  /** Shuts the partition under a new epoch. */
  Future<Fenced> fence(int epoch) {
    return redis
        .eval(fence, epochKey(), List.of(text(epoch)))
        .map(
            reply ->
                new Fenced(
                    reply.get(0).toString().equals("FENCED") ? reply.get(1).toString() : null,
                    Integer.parseInt(reply.get(2).toString())));
  }

  /** Where guarded writes are allowed: this epoch, in this state, on this Redis process. */
  record Guard(int epoch, String state, String runId) {}

  /**
   * Runs the writes in one step. DONE, PRESENT ({@code absentKey} exists; null for none), or OTHER
   * when the guard does not hold: in both nothing was changed.
   */
  Future<String> build(Guard guard, String absentKey, Writes writes) {
    var args = new ArrayList<Buffer>(4 + writes.words.size());
    args.add(text(guard.epoch));
    args.add(text(guard.state));
    args.add(text(guard.runId));
    args.add(text(absentKey == null ? "" : absentKey));
    args.addAll(writes.words);
    return redis.eval(build, epochKey(), args).map(Object::toString);
  }

  /** Tells a release its changes: DONE, OLD, ABSENT, or OTHER when the guard does not hold. */
  Future<String> change(Guard guard, Release release) {
    var args = new ArrayList<Buffer>();
    args.add(text(guard.epoch));
    args.add(text(guard.state));
    args.add(text(guard.runId));
    args.add(text(PartitionKeys.release(partition, guard.epoch, release.id())));
    args.add(text(release.version()));
    args.add(text(release.closedAt() == null ? 0 : 1));
    args.add(text(release.opensAt().toEpochMilli()));
    for (var ordinal : release.shut()) {
      args.add(text(ordinal));
      args.add(text(release.slots().get(ordinal).text()));
    }
    return redis.eval(change, epochKey(), args).map(Object::toString);
  }

  /** The ids that a set has; none where there is no such key. */
  Future<Set<UUID>> members(String key) {
    return redis
        .send(Request.cmd(Command.SMEMBERS).arg(key))
        .map(
            reply -> {
              var found = new HashSet<UUID>();
              for (var member : reply) found.add(UUID.fromString(member.toString()));
              return found;
            });
  }

  String epochKey() {
    return PartitionKeys.epoch(partition);
  }

  private static Buffer text(Object value) {
    return Buffer.buffer(value.toString());
  }

  /** Redis commands to be run together. */
  static final class Writes {
    private final List<Buffer> words = new ArrayList<>();

    /** Adds one command; its words are Buffers or anything with a text. */
    Writes add(Object... command) {
      words.add(text(command.length));
      for (var word : command) words.add(word instanceof Buffer b ? b : text(word));
      return this;
    }

    Writes add(List<Object> command) {
      return add(command.toArray());
    }

    /** Adds all commands of the other. */
    Writes add(Writes other) {
      words.addAll(other.words);
      return this;
    }

    /** How many words its commands have, the number before each included. */
    int size() {
      return words.size();
    }
  }
}
