package io.antrean.torture.client;

import io.antrean.account.Caller;
import io.antrean.account.Role;
import io.antrean.account.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** The people of a run, made by the server itself, and the tokens of whoever asks for several. */
public final class People {

  private final Tokens tokens;
  private final String admin;
  private final List<Person> all = new ArrayList<>();
  private final List<ConcurrentLinkedQueue<Person>> free = new ArrayList<>();
  private final Families families;
  private final List<AtomicInteger> next = new ArrayList<>();

  /** The secret file is the one that the nodes have. */
  public People(Path tokenSecret, int services) throws IOException {
    tokens = new Tokens(Files.readAllBytes(tokenSecret), Clock.systemUTC());
    families = new Families(services);
    admin = token(Role.ADMIN, UUID.randomUUID(), List.of());
    for (int i = 0; i < services; i++) {
      free.add(new ConcurrentLinkedQueue<>());
      next.add(new AtomicInteger());
    }
  }

  private String token(Role role, UUID account, List<UUID> persons) {
    var expires = Clock.systemUTC().instant().plus(Duration.ofHours(20)).getEpochSecond();
    return tokens.issue(new Caller(account, Set.of(role), persons, Set.of(), expires));
  }

  public String admin() {
    return admin;
  }

  /** Asks a node for so many. */
  public void make(Http http, int count) throws IOException {
    var path = "/api/v1/load-test/persons?count=" + count;
    var csv = http.send("POST", path, admin, null, null);
    if (csv.status() != 200) throw new IOException("no persons: " + csv.status() + csv.body());
    csv.body()
        .lines()
        .skip(1)
        .map(line -> line.split(","))
        .forEach(line -> all.add(new Person(line[0], UUID.fromString(line[1]))));
  }

  /** All of them, in the order of their making. */
  public List<Person> all() {
    return all;
  }

  /** Somebody without a booking of this service, as far as is known; then again anybody. */
  Person somebody(int service, Random random) {
    var waiting = free.get(service).poll();
    if (waiting != null) return waiting;
    var fresh = next.get(service).getAndIncrement();
    return fresh < all.size() ? all.get(fresh) : anybody(random);
  }

  /** Anybody, who may well have a booking, or a claim under way. */
  Person anybody(Random random) {
    return all.get(random.nextInt(all.size()));
  }

  /** They hold nothing of this service (any more). */
  void holdsNothing(int service, Person person) {
    free.get(service).add(person);
  }

  /** Families of the last third of them, which PostgreSQL has to know before they ask. */
  public void makeFamilies(Connection postgres) throws SQLException {
    var last = all.subList(all.size() - all.size() / 3, all.size());
    families.make(postgres, last, (account, ids) -> token(Role.CITIZEN, account, ids));
  }

  Families families() {
    return families;
  }
}
