package io.antrean.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Whether PostgreSQL keeps what it says it has: a CONFIRMED booking rests on it. */
public final class StoreCheck {

  private static final int VERSION_MIN = 140_000;

  private static final String SETTINGS =
      "SELECT name, setting FROM pg_settings WHERE name IN"
          + " ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version_num')";

  private StoreCheck() {}

  /** What is wrong with it, each with what to do; empty when it may be used. */
  public static Future<List<String>> problems(Pool postgres) {
    return postgres
        .query(SETTINGS)
        .execute()
        .map(
            rows -> {
              var settings = new HashMap<String, String>();
              for (Row row : rows) settings.put(row.getString("name"), row.getString("setting"));
              return problems(settings);
            });
  }

  private static List<String> problems(Map<String, String> settings) {
    var wrong = new ArrayList<String>();
    for (var name : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      if ("off".equals(settings.get(name))) {
        wrong.add(
            "ANTREAN_POSTGRES_URI: this PostgreSQL runs with %s=off and may forget confirmed"
                    .formatted(name)
                + " bookings; set it to on");
      }
    }
    if (Integer.parseInt(settings.get("server_version_num")) < VERSION_MIN) {
      wrong.add("ANTREAN_POSTGRES_URI: this PostgreSQL is too old; use version 14 or newer");
    }
    return wrong;
  }

  /** Which installation this database belongs to. */
  public static Future<UUID> installation(Pool postgres) {
    return postgres
        .query("SELECT id FROM installation")
        .execute()
        .map(rows -> rows.iterator().next().getUUID("id"));
  }
}
