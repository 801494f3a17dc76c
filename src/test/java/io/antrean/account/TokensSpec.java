package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A token")
class TokensSpec {

  private static final byte[] SECRET = AccountFixture.SECRET;
  private static final byte[] OTHER_SECRET = "another-key-another-key-another-k".getBytes();

  private final SettableClock clock = new SettableClock("2030-01-01T00:00:00Z");
  private final Tokens tokens = new Tokens(SECRET, clock);

  private Caller caller() {
    var expiresAt = clock.instant().plus(Duration.ofMinutes(15)).getEpochSecond();
    return new Caller(
        UUID.randomUUID(),
        Set.of(Role.CITIZEN, Role.OFFICER),
        List.of(UUID.randomUUID(), UUID.randomUUID()),
        Set.of("sampit"),
        expiresAt);
  }

  @Test
  void says_who_the_caller_is() {
    var caller = caller();
    var token = tokens.issue(caller);
    then(tokens.verify(token)).isEqualTo(caller);
    then(new Tokens(SECRET, clock).verify(token)).as("other node").isEqualTo(caller);
  }

  @Test
  void says_whose_stay_permit_ends_when_and_nothing_of_it_where_nobody_has_one() {
    var none = caller();
    var expires = LocalDate.parse("2030-01-05");
    var one =
        new Caller(
            none.account(),
            none.roles(),
            none.persons(),
            none.offices(),
            none.expiresAtSeconds(),
            0,
            Map.of(none.persons().get(1), expires));
    then(tokens.verify(tokens.issue(one))).isEqualTo(one);
    then(payload(tokens.issue(one)))
        .isEqualTo(payload(tokens.issue(none)).put("permits", List.of(-1, expires.toEpochDay())));
    then(payload(tokens.issue(none)).fieldNames())
        .containsExactly("iss", "aud", "sub", "iat", "exp", "roles", "persons", "offices");
    then(tokens.verify(tokens.issue(none)).permits()).isEmpty();
  }

  private static JsonObject payload(String token) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1])));
  }

  /** As a later version may write them: nodes of two versions serve together for a while. */
  @Test
  void of_a_later_version_is_read_and_one_that_is_torn_is_not() throws Exception {
    var caller = caller();
    var known = payload(tokens.issue(caller)).encode();
    var more = known.replace("{\"iss", "{\"x\":-7,\"y\":\"z\",\"w\":[],\"v\":[1,\"a\"],\"iss");
    then(tokens.verify(signed(known))).isEqualTo(caller);
    then(tokens.verify(signed(more))).isEqualTo(caller);
    for (int end = 0; end < known.length(); end++) {
      then(tokens.verify(signed(known.substring(0, end)))).as("to " + end).isNull();
    }
    then(tokens.verify(signed(known + " "))).isNull();
    then(tokens.verify(signed(known.replace("officer", "king")))).isNull();
    then(tokens.verify(signed(known.replace("sampit", "sam\\u0070it")))).isNull();
    then(tokens.verify(signed("{}"))).isNull();
    then(tokens.verify(signed("{\"iss\":\"antrean\",\"aud\":\"antrean\"}"))).isNull();
  }

  private static String signed(String payload) throws Exception {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    var header = encoder.encodeToString("{\"typ\":\"JWT\",\"alg\":\"HS256\"}".getBytes());
    var text = header + "." + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    return text + "." + encoder.encodeToString(mac.doFinal(text.getBytes()));
  }

  @Test
  void ends_at_its_expiry() {
    var token = tokens.issue(caller());
    clock.goOn(Duration.ofMinutes(15).minusMillis(1));
    then(tokens.verify(token)).isNotNull();
    clock.goOn(Duration.ofMillis(1));
    then(tokens.verify(token)).isNull();
  }

  @Test
  void for_one_address_is_good_there_and_nowhere_else() {
    var caller = caller();
    var pass = tokens.issue(caller, "/api/v1/bookings/1/events");
    then(tokens.verify(pass, "/api/v1/bookings/1/events")).isEqualTo(caller);
    then(tokens.verify(pass, "/api/v1/bookings/2/events")).isNull();
    then(tokens.verify(pass)).as("as a token").isNull();
    then(tokens.verify(tokens.issue(caller), "/api/v1/bookings/1/events")).isNull();
  }

  @Test
  void of_another_key_is_nobodys() {
    then(tokens.verify(new Tokens(OTHER_SECRET, clock).issue(caller()))).isNull();
  }

  @Test
  void is_refused_with_any_one_character_changed() {
    var token = tokens.issue(caller());
    for (int i = 0; i < token.length(); i++) {
      for (var c : List.of('A', 'B', 'z', '9', '_', '.', '=', ' ')) {
        var changed = token.substring(0, i) + c + token.substring(i + 1);
        if (!changed.equals(token)) then(tokens.verify(changed)).as(changed).isNull();
      }
    }
    then(tokens.verify(token)).isNotNull();
  }

  @Test
  void without_a_signature_is_refused() {
    var payload = tokens.issue(caller()).split("\\.")[1];
    for (var algorithm : List.of("none", "None", "NONE")) {
      var head = base64("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}");
      then(tokens.verify(head + "." + payload)).isNull();
      then(tokens.verify(head + "." + payload + ".")).isNull();
      then(tokens.verify(head + "." + payload + ".AAAA")).isNull();
    }
  }

  @Test
  void signed_with_the_right_key_by_another_algorithm_is_refused() throws Exception {
    var payload = tokens.issue(caller()).split("\\.")[1];
    for (var algorithm : List.of("HS384", "HS512")) {
      var signed = base64("{\"typ\":\"JWT\",\"alg\":\"" + algorithm + "\"}") + "." + payload;
      then(tokens.verify(signed + "." + mac(algorithm.replace("HS", "HmacSHA"), signed))).isNull();
    }
  }

  @Test
  void of_another_issuer_or_for_another_audience_is_refused() throws Exception {
    then(tokens.verify(signed(claims -> {}))).isNotNull();
    then(tokens.verify(signed(claims -> claims.put("iss", "other")))).isNull();
    then(tokens.verify(signed(claims -> claims.put("aud", "other")))).isNull();
    then(tokens.verify(signed(claims -> claims.remove("iss")))).isNull();
    then(tokens.verify(signed(claims -> claims.remove("aud")))).isNull();
  }

  @Test
  void that_is_no_token_is_refused() {
    for (var text : List.of("", ".", "..", "a.b.A", "A", "x".repeat(100_000) + "A", "ä.ö.üA")) {
      then(tokens.verify(text)).isNull();
    }
  }

  private String signed(Consumer<JsonObject> change) throws Exception {
    var parts = tokens.issue(caller()).split("\\.");
    var claims = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1])));
    change.accept(claims);
    var signed = parts[0] + "." + base64(claims.encode());
    return signed + "." + mac("HmacSHA256", signed);
  }

  private static String mac(String algorithm, String text) throws Exception {
    var mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(SECRET, algorithm));
    return base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
