package io.antrean.account;

import io.antrean.http.Uuids;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads what {@link Tokens} has written and signed, which every claim shows once: one flat object
 * without spaces, of texts without escapes, whole numbers and lists of either. Fields that it does
 * not know are skipped: a later version of this program may have written them. Reads one token.
 */
final class TokenReader {

  private static final Set<Role> CITIZEN = Set.of(Role.CITIZEN);

  /** What is no token of ours. */
  static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException() {
      super(null, null, false, false);
    }
  }

  String issuer;
  String audience;
  private String account;
  private final List<String> roles = new ArrayList<>(2);
  private final List<UUID> persons = new ArrayList<>(2);
  private final List<String> offices = new ArrayList<>(0);
  private final List<Long> permits = new ArrayList<>(0);
  private long expiresAt;
  private int generation;
  private final byte[] json;
  private int at;

  TokenReader(byte[] json) {
    this.json = json;
  }

  /** Throws {@link UnreadableException} where it is none of ours. */
  void read() {
    take('{');
    do {
      field();
    } while (next() == ',');
    back();
    take('}');
    if (at != json.length || account == null) throw new UnreadableException();
  }

  private void field() {
    var name = text();
    take(':');
    switch (name) {
      case "iss" -> issuer = text();
      case "aud" -> audience = text();
      case "sub" -> account = text();
      case "iat" -> number();
      case "exp" -> expiresAt = number();
      case "gen" -> generation = (int) number();
      case "roles" -> list(() -> roles.add(text()));
      case "persons" -> list(() -> persons.add(uuid(text())));
      case "offices" -> list(() -> offices.add(text()));
      case "permits" -> list(() -> permits.add(number()));
      default -> skip();
    }
  }

  /** What a later version of this program says besides. */
  private void skip() {
    var first = next();
    back();
    if (first == '[') list(this::skip);
    else if (first == '"') text();
    else number();
  }

  private void list(Runnable one) {
    take('[');
    if (next() == ']') return;
    back();
    do {
      one.run();
    } while (next() == ',');
    back();
    take(']');
  }

  private String text() {
    take('"');
    var begin = at;
    while (next() != '"') {
      var c = json[at - 1];
      if (c == '\\' || c < ' ') throw new UnreadableException();
    }
    return new String(json, begin, at - 1 - begin, StandardCharsets.US_ASCII);
  }

  private long number() {
    var isNegative = next() == '-';
    if (!isNegative) back();
    var begin = at;
    var found = 0L;
    for (int c = next(); c >= '0' && c <= '9'; c = next()) found = found * 10 + c - '0';
    back();
    if (at == begin || at - begin > 18) throw new UnreadableException();
    return isNegative ? -found : found;
  }

  private int next() {
    if (at >= json.length) throw new UnreadableException();
    return json[at++];
  }

  private void back() {
    at--;
  }

  private void take(char wanted) {
    if (next() != wanted) throw new UnreadableException();
  }

  private static UUID uuid(String text) {
    var id = Uuids.parse(text);
    if (id == null) throw new UnreadableException();
    return id;
  }

  Caller caller() {
    return new Caller(
        uuid(account),
        roles(),
        persons,
        offices.isEmpty() ? Set.of() : new HashSet<>(offices),
        expiresAt,
        generation,
        permits.isEmpty() ? Map.of() : permits());
  }

  /** In a rush there are citizens, and nobody else. */
  private Set<Role> roles() {
    if (roles.size() == 1 && roles.get(0).equals(Role.CITIZEN.text())) return CITIZEN;
    var found = EnumSet.noneOf(Role.class);
    for (var role : roles) found.add(Role.of(role));
    return found;
  }

  private Map<UUID, LocalDate> permits() {
    var found = new HashMap<UUID, LocalDate>();
    for (int i = 0; i < Math.min(persons.size(), permits.size()); i++) {
      var day = permits.get(i);
      if (day != Tokens.NO_PERMIT) found.put(persons.get(i), LocalDate.ofEpochDay(day));
    }
    return found;
  }
}
