package io.antrean.torture.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * Accounts of several persons each, of whom each has an account of their own besides: two accounts
 * may ask for one person at once.
 */
final class Families {

  private static final int MEMBERS = 4;

  private static final String ACCOUNTS =
      """
      INSERT INTO account (id, login, password_hash, roles)
      SELECT id, 'family-' || id, '-', '{}' FROM unnest(?) AS id
      """;

  private static final String MEMBERS_OF =
      "INSERT INTO account_person (account, person) SELECT * FROM unnest(?, ?)";

  /** Several persons of one account. */
  record Family(String token, List<UUID> persons) {

    /** Two of them at least, in any order. */
    List<UUID> some(Random random) {
      var party = new ArrayList<>(persons);
      Collections.shuffle(party, random);
      return List.copyOf(party.subList(0, 2 + random.nextInt(MEMBERS - 1)));
    }
  }

  private final List<Family> all = new ArrayList<>();
  private final List<ConcurrentLinkedQueue<Family>> free = new ArrayList<>();
  private final List<AtomicInteger> next = new ArrayList<>();

  Families(int services) {
    for (int i = 0; i < services; i++) {
      free.add(new ConcurrentLinkedQueue<>());
      next.add(new AtomicInteger());
    }
  }

  /** Writes a family of every so many of these persons into PostgreSQL. */
  void make(Connection postgres, List<Person> persons, BiFunction<UUID, List<UUID>, String> token)
      throws SQLException {
    var accounts = new ArrayList<UUID>();
    var ofAccount = new ArrayList<UUID>();
    var members = new ArrayList<UUID>();
    for (int i = 0; i + MEMBERS <= persons.size(); i += MEMBERS) {
      var account = UUID.randomUUID();
      var ids = persons.subList(i, i + MEMBERS).stream().map(Person::id).toList();
      accounts.add(account);
      members.addAll(ids);
      ofAccount.addAll(Collections.nCopies(MEMBERS, account));
      all.add(new Family(token.apply(account, ids), ids));
    }
    insert(postgres, ACCOUNTS, accounts);
    insert(postgres, MEMBERS_OF, ofAccount, members);
  }

  @SafeVarargs
  private static void insert(Connection postgres, String sql, List<UUID>... columns)
      throws SQLException {
    try (var insert = postgres.prepareStatement(sql)) {
      for (int i = 0; i < columns.length; i++) {
        insert.setArray(i + 1, postgres.createArrayOf("uuid", columns[i].toArray()));
      }
      insert.executeUpdate();
    }
  }

  /** One without a booking of this service, as far as is known; then again any. */
  Family some(int service, Random random) {
    var waiting = free.get(service).poll();
    if (waiting != null) return waiting;
    var fresh = next.get(service).getAndIncrement();
    return all.get(fresh < all.size() ? fresh : random.nextInt(all.size()));
  }

  /** None of them holds anything of this service, as far as is known. */
  void holdNothing(int service, Family family) {
    free.get(service).add(family);
  }
}
