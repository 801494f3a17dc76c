package io.antrean.torture.check;

import io.antrean.torture.cluster.Resp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The records of claims and the holders of a service in one partition, against PostgreSQL. */
final class RedisRecords {

  private final Resp redis;
  private final String prefix;
  private final String service;

  RedisRecords(Resp redis, String prefix, String service) {
    this.redis = redis;
    this.prefix = prefix;
    this.service = service;
  }

  void check(List<Row> rows, String where, Consumer<String> broken) throws IOException {
    if (rows.isEmpty()) return;
    var records = values(prefix + "c", rows.stream().map(Row::id).toList());
    var holders = values(prefix + "h:" + service, rows.stream().map(Row::person).toList());
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      var record = records.get(i);
      var state = record == null ? "no record" : String.valueOf((char) record[0]);
      if (!state.equals(letter(row))) {
        broken.accept(where + "has " + state + " of " + row);
      } else if (row.isOpen() && !isOf(record, row)) {
        broken.accept(where + "has another seat of " + row);
      }
      var holder = holders.get(i);
      var holds = holder != null && Arrays.equals(holder, raw(row.id()));
      if (holds != row.isOpen()) {
        broken.accept(where + (holds ? "has" : "lacks") + " the holder of " + row);
      }
    }
  }

  /** Whether the record names this row's release and seat; see redis/world.lua. */
  private static boolean isOf(byte[] record, Row row) {
    var bytes = ByteBuffer.wrap(record);
    var release = new UUID(bytes.getLong(33), bytes.getLong(41));
    var seat = bytes.getShort(69 + 20 * row.member() + 16);
    return release.equals(row.release()) && seat == row.seat();
  }

  private static String letter(Row row) {
    return switch (row.state()) {
      case "REJECTED" -> "R";
      case "CANCELLED" -> "X";
      case "NO_SHOW" -> "N";
      default -> "C";
    };
  }

  private List<byte[]> values(String key, List<UUID> ids) throws IOException {
    var words = new ArrayList<Object>(List.of("HMGET", key));
    for (var id : ids) words.add(raw(id));
    var found = new ArrayList<byte[]>();
    for (var value : redis.list(words.toArray())) found.add((byte[]) value);
    return found;
  }

  private static byte[] raw(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
