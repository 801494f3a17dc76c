package io.antrean.account;

import io.antrean.account.IdentityNumber.Kind;
import io.antrean.http.Words;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.LocalDate;
import java.util.UUID;

/**
 * A person as their account sees them: of the identity number its kind and the last four
 * characters, and what counts against them. What is null was never given, as of made-up persons.
 */
record PersonDetails(
    UUID id,
    String name,
    LocalDate birthDate,
    Sex sex,
    String nationality,
    Kind kind,
    String country,
    String lastFour,
    Standing standing) {

  /** Of a row of {@code person}; the number is decrypted for its last four characters only. */
  static PersonDetails of(Row row, Identity identity) {
    var id = row.getUUID("id");
    var number = row.getBuffer("number");
    var sex = row.getString("sex");
    var kind = row.getString("kind");
    return new PersonDetails(
        id,
        row.getString("name"),
        row.getLocalDate("birth_date"),
        sex == null ? null : Sex.valueOf(sex),
        row.getString("nationality"),
        kind == null ? null : Kind.valueOf(kind),
        row.getString("country"),
        number == null
            ? null
            : IdentityNumber.lastFour(
                identity.decrypt(number.getBytes(), row.getInteger("number_key"), id)),
        Standing.CLEAR);
  }

  PersonDetails with(Standing standing) {
    return new PersonDetails(
        id, name, birthDate, sex, nationality, kind, country, lastFour, standing);
  }

  /** Advice is in the client's language. */
  JsonObject json(Words words) {
    var json = new JsonObject();
    json.put("id", id.toString())
        .put("name", name)
        .put("birthDate", birthDate == null ? null : birthDate.toString())
        .put("sex", sex == null ? null : sex.text())
        .put("nationality", nationality)
        .put("identity", identity());
    standing.put(json, words);
    return json;
  }

  private JsonObject identity() {
    if (kind == null) return null;
    return new JsonObject()
        .put("kind", kind.text())
        .put("country", country)
        .put("lastFour", lastFour);
  }

  /** Says nothing of who it is, so that a log or a message can not. */
  @Override
  public String toString() {
    return "person " + id;
  }
}
