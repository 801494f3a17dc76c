package io.antrean.ledger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.RedisShell;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** What an installation says of its own conservation: answers, gauges, log lines, recoveries. */
final class Audited implements AutoCloseable {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(Conservation.class);

  private final Installation office;
  private final int nodes;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  Audited(Installation office, int nodes) {
    this.office = office;
    this.nodes = nodes;
    log.start();
    LOGGER.addAppender(log);
  }

  Answer answer(int node, String login) {
    var token = login == null ? null : office.token(login);
    return office.call(node, "GET", "/api/v1/audit/conservation?limit=200", token, null);
  }

  /** The release as the endpoint tells it, or null. */
  JsonObject of(int node, String release) {
    for (var one : answer(node, "supervisor").body().getJsonArray("items")) {
      var item = (JsonObject) one;
      if (item.getString("release").equals(release)) return item;
    }
    return null;
  }

  /** The value of the release's gauge on each node that has one. */
  List<Double> gauges(String release) {
    return samples("antrean_conservation_difference\\{release=\"" + release + "\"}");
  }

  double recoveries() {
    return samples("antrean_recoveries_total\\{cause=\"conservation\"}").stream()
        .mapToDouble(v -> v)
        .sum();
  }

  private List<Double> samples(String pattern) {
    var line = Pattern.compile("^" + pattern + " (\\S+)$", Pattern.MULTILINE);
    var found = new ArrayList<Double>();
    for (int node = 0; node < nodes; node++) {
      line.matcher(office.management(node, "/metrics"))
          .results()
          .forEach(one -> found.add(Double.valueOf(one.group(1))));
    }
    return found;
  }

  /** What was logged of differences of this release. */
  List<String> said(String release) {
    return List.copyOf(log.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith("event=conservation-difference"))
        .filter(line -> line.contains("release=" + release))
        .toList();
  }

  /** A key of the release in Redis, in the epoch that is served. */
  String key(String release, String part) {
    var partition =
        office.sql(
            "SELECT s.partition FROM release r JOIN service s ON s.no = r.service_no"
                + (" WHERE r.id = '" + release + "'"));
    var epoch = office.sql("SELECT epoch FROM partition WHERE id = " + partition);
    return "{p" + partition + "}:e" + epoch + ":" + part;
  }

  String redis(String... words) {
    return RedisShell.one(office.redis().uri(), words);
  }

  /** The claim's id as a word of {@link RedisShell}. */
  static String word(UUID claim) {
    var word = new StringBuilder("\"");
    for (var hex : claim.toString().replace("-", "").split("(?<=\\G..)")) {
      word.append("\\x").append(hex);
    }
    return word.append('"').toString();
  }

  @Override
  public void close() {
    LOGGER.detachAppender(log);
  }
}
