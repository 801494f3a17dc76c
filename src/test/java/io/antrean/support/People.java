package io.antrean.support;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Accounts with several persons, and several accounts with one person, in an installation. */
public final class People {

  /** Who logs in, and whom the account may book for. */
  public record Household(String token, List<String> persons) {}

  private People() {}

  /** A new account with so many new persons. */
  public static Household household(Installation office, int count) {
    var persons = new ArrayList<String>();
    for (int i = 0; i < count; i++) persons.add(person(office));
    return account(office, persons);
  }

  /** One more person, known by an identity number of their own. */
  public static String person(Installation office) {
    var id = UUID.randomUUID();
    office.sql(
        "INSERT INTO person (id, identity_hmac, name) VALUES ('%s', sha256('%s'), 'Somebody')"
            .formatted(id, id));
    return id.toString();
  }

  /** A new account that may book for these: an identity number is one person everywhere. */
  public static Household account(Installation office, List<String> persons) {
    var id = UUID.randomUUID();
    office.sql(
        """
        INSERT INTO account (id, login, password_hash, roles)
        SELECT '%s', '%s', password_hash, roles FROM account WHERE login = 'ani'
        """
            .formatted(id, id));
    for (var person : persons) {
      office.sql("INSERT INTO account_person VALUES ('%s', '%s')".formatted(id, person));
    }
    var login = new JsonObject().put("login", id.toString()).put("password", "ani-demo");
    var session = office.call(0, "POST", "/api/v1/sessions", null, login);
    return new Household(session.body().getString("token"), List.copyOf(persons));
  }

  /** What makes this person one of this account's, whose log-in nobody knows. */
  public static List<String> belongs(UUID account, UUID person) {
    return List.of(
        "INSERT INTO account (id, login, password_hash, roles) VALUES ('%1$s', '%1$s', '-', '{}')"
                .formatted(account)
            + " ON CONFLICT DO NOTHING",
        "INSERT INTO account_person VALUES ('%s', '%s')".formatted(account, person));
  }
}
