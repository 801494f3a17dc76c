package io.antrean.load;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redis.clients.jedis.Jedis;

/** Redis, as the verifier reads it: one partition, in the epoch that it is in. */
public final class Hot implements AutoCloseable {

  private static final int BATCH = 500;

  private final Jedis redis;
  private final String tag;

  private Hot(Jedis redis, int partition) {
    this.redis = redis;
    this.tag = "{p" + partition + "}:";
  }

  public static Hot at(URI uri, int partition) {
    return new Hot(new Jedis(uri), partition);
  }

  /** Open, and nothing of its ledger is waiting for PostgreSQL; else what it waits for. */
  public String waitsFor() {
    var state = redis.hget(tag + "epoch", "state");
    if (!"OPEN".equals(state)) return "the partition is " + state;
    var counts = redis.hmget(prefix() + "meta", "appended", "applied");
    var appended = count(counts.get(0));
    var backlog = appended - count(counts.get(1));
    return backlog == 0 ? "" : backlog + " of " + appended + " ledger entries";
  }

  /** The state letter of each of these claims that has a record. */
  Map<UUID, Character> states(List<UUID> claims) {
    var states = new HashMap<UUID, Character>();
    hash(prefix() + "c", claims)
        .forEach((claim, record) -> states.put(claim, (char) (record[0] & 0xff)));
    return states;
  }

  /** Which claim holds a booking of the service for each of these persons. */
  Map<UUID, UUID> holders(String service, List<UUID> persons) {
    var holders = new HashMap<UUID, UUID>();
    hash(prefix() + "h:" + service, persons)
        .forEach(
            (person, claim) -> {
              if (claim.length == 16) holders.put(person, uuid(claim));
            });
    return holders;
  }

  private Map<UUID, byte[]> hash(String key, List<UUID> ids) {
    var found = new HashMap<UUID, byte[]>();
    var rawKey = key.getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < ids.size(); from += BATCH) {
      var batch = ids.subList(from, Math.min(ids.size(), from + BATCH));
      var fields = new ArrayList<byte[]>();
      for (var id : batch) fields.add(bytes(id));
      var values = redis.hmget(rawKey, fields.toArray(new byte[0][]));
      for (int i = 0; i < batch.size(); i++) {
        if (values.get(i) != null) found.put(batch.get(i), values.get(i));
      }
    }
    return found;
  }

  private String prefix() {
    return tag + "e" + redis.hget(tag + "epoch", "epoch") + ":";
  }

  private static long count(String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static UUID uuid(byte[] raw) {
    var buffer = ByteBuffer.wrap(raw);
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  @Override
  public void close() {
    redis.close();
  }
}
