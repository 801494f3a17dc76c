package io.antrean.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How large a rush is and where it goes, read once from the environment that {@code load-tests/run}
 * sets. Arrivals spread over spreadMs from the opening; without an answer within patienceMs a
 * person sends the same claim again, triesMax times at most. The urls are nodes of one server.
 */
public record Settings(
    List<URI> urls,
    String login,
    String password,
    int persons,
    int seats,
    int leadSeconds,
    int spreadMs,
    int patienceMs,
    int triesMax,
    Path journal) {

  public Settings {
    urls = List.copyOf(urls);
    require(persons > 0 && persons <= 1_000_000, "LOAD_PERSONS must be 1 to 1000000");
    require(seats > 0 && seats <= 1_000_000, "LOAD_SEATS must be 1 to 1000000");
    require(leadSeconds >= 5 && leadSeconds <= 600, "LOAD_LEAD_SECONDS must be 5 to 600");
    require(spreadMs > 0 && spreadMs <= 600_000, "LOAD_SPREAD_MS must be 1 to 600000");
    require(patienceMs >= 100 && patienceMs <= 60_000, "LOAD_PATIENCE_MS must be 100 to 60000");
    require(triesMax > 0 && triesMax <= 1000, "LOAD_TRIES_MAX must be 1 to 1000");
  }

  /** The first node. */
  public URI url() {
    return urls.get(0);
  }

  /** The settings that these variables make, for what has no people of its own. */
  public static Settings from(Map<String, String> env) {
    return from(env, new Form(1, 1, 5, 1));
  }

  /** The settings that these variables make, else the form; a wrong value names its variable. */
  public static Settings from(Map<String, String> env, Form form) {
    var urls = env.getOrDefault("ANTREAN_URL", "http://127.0.0.1:8080").split(",");
    return new Settings(
        Stream.of(urls).map(URI::create).toList(),
        env.getOrDefault("LOAD_LOGIN", "admin"),
        env.getOrDefault("LOAD_PASSWORD", "admin-demo"),
        number(env, "LOAD_PERSONS", form.persons()),
        number(env, "LOAD_SEATS", form.seats()),
        number(env, "LOAD_LEAD_SECONDS", form.leadSeconds()),
        number(env, "LOAD_SPREAD_MS", form.spreadMs()),
        number(env, "LOAD_PATIENCE_MS", 2_000),
        number(env, "LOAD_TRIES_MAX", 30),
        Path.of(env.getOrDefault("LOAD_JOURNAL", "target/journal.tsv")));
  }

  /** A whole number of the environment, or the default where it is not set. */
  public static int number(Map<String, String> env, String name, int otherwise) {
    var text = env.get(name);
    if (text == null || text.isEmpty()) return otherwise;
    require(text.matches("[0-9]{1,9}"), name + " must be a whole number, not " + text);
    return Integer.parseInt(text);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) throw new IllegalArgumentException(otherwise);
  }
}
