package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import io.antrean.support.Eventually;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Issuer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Staff whom an OpenID Connect issuer vouches for")
class StaffLogInSpec {

  private static final Issuer issuer = Issuer.open();

  @RegisterExtension
  static final Installation office =
      new Installation(
          1,
          Map.of(
              "ANTREAN_OIDC_ISSUER",
              issuer.address(),
              "ANTREAN_OIDC_AUDIENCE",
              Issuer.AUDIENCE,
              "ANTREAN_OIDC_KEYS_EVERY_MS",
              "100"));

  private static final RSAKey KEY = issuer.rsa("first");

  static {
    issuer.publishes(KEY);
  }

  @AfterAll
  static void closed() {
    issuer.close();
  }

  private static Answer logIn(String idToken) {
    var body = new JsonObject().put("idToken", idToken);
    return office.call(0, "POST", "/api/v1/sessions/staff", null, body);
  }

  private static Answer with(String subject, Consumer<JWTClaimsSet.Builder> change) {
    return logIn(issuer.token(KEY, subject, change));
  }

  private static void refused(Answer answer) {
    then(answer.status()).isEqualTo(401);
    then(answer.problem()).isEqualTo("unauthenticated");
  }

  @Test
  void have_the_roles_and_offices_that_it_says() {
    var session = with("wati", same -> {});
    then(session.status()).isEqualTo(201);
    then(session.body().getJsonArray("roles")).containsExactly("officer");
    var caller = payload(session);
    then(caller.getJsonArray("offices")).containsExactly("sampit");
    then(payload(with("wati", same -> {})).getString("sub")).isEqualTo(caller.getString("sub"));
  }

  private static JsonObject payload(Answer session) {
    var token = session.body().getString("token").split("\\.")[1];
    return new JsonObject(new String(Base64.getUrlDecoder().decode(token)));
  }

  @Test
  void lose_what_they_had_when_it_says_less() {
    var before = with("eko", c -> c.claim("antrean_roles", List.of("supervisor", "officer")));
    then(before.body().getJsonArray("roles")).containsExactly("officer", "supervisor");
    var token = before.body().getString("token");
    then(with("eko", same -> {}).body().getJsonArray("roles")).containsExactly("officer");
    var after =
        Eventually.find(
            Duration.ofSeconds(5),
            () -> office.call(0, "GET", "/api/v1/persons", token, null).status(),
            status -> status == 401);
    then(after).isEqualTo(401);
    then(with("eko", c -> c.claim("antrean_roles", List.of("citizen", "head"))).problem())
        .isEqualTo("forbidden");
    then(with("eko", c -> c.claim("antrean_roles", null)).problem()).isEqualTo("forbidden");
  }

  @Test
  void have_no_offices_that_can_be_none() {
    var odd = List.of("sampit", "a \"b\"", "Sampit", "x".repeat(41), "é");
    var session = with("tuti", c -> c.claim("antrean_offices", odd));
    then(payload(session).getJsonArray("offices")).containsExactly("sampit");
    var path = "/api/v1/offices/sampit/counters";
    var token = session.body().getString("token");
    then(office.call(0, "GET", path, token, null).status()).isEqualTo(200);
  }

  @Test
  void can_not_renew_without_it() {
    var token = with("sari", same -> {}).body().getString("token");
    refused(office.call(0, "POST", "/api/v1/sessions/renewals", token, null));
  }

  @Test
  void come_with_a_token_that_is_for_us_and_fresh() {
    var now = Instant.now();
    refused(with("a", c -> c.audience("another-client")));
    refused(with("a\u0000b", same -> {}));
    refused(with("a", c -> c.issuer("https://elsewhere.example")));
    refused(with("a", c -> c.expirationTime(Date.from(now.minusSeconds(120)))));
    refused(with("a", c -> c.issueTime(Date.from(now.minusSeconds(400)))));
    refused(with("a", c -> c.issueTime(Date.from(now.plusSeconds(120)))));
    refused(with("a", c -> c.issueTime(null)));
    refused(with("a", c -> c.expirationTime(null)));
    refused(with("a", c -> c.subject(null)));
    refused(with("a", c -> c.audience(List.of(Issuer.AUDIENCE, "another-client"))));
    refused(with("a", c -> c.claim("azp", "another-client")));
    then(with("a", c -> c.claim("azp", Issuer.AUDIENCE)).status()).isEqualTo(201);
  }

  @Test
  void come_with_a_signature_of_a_key_of_the_issuer() {
    refused(logIn(issuer.token(issuer.rsa("first"), "a", same -> {})));
    refused(logIn(issuer.token(issuer.rsa("unknown"), "a", same -> {})));
    refused(logIn(issuer.forged(KEY, "a")));
    // Right signatures, by algorithms that are not on the list.
    for (var other : List.of(JWSAlgorithm.RS384, JWSAlgorithm.RS512, JWSAlgorithm.PS512)) {
      refused(logIn(issuer.token(KEY, "a", other)));
    }
    then(logIn(issuer.token(KEY, "a", JWSAlgorithm.PS256)).status()).isEqualTo(201);
    var parts = issuer.token(KEY, "a", same -> {}).split("\\.");
    var none =
        Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
    refused(logIn(none + "." + parts[1] + "."));
    refused(logIn(parts[0] + "." + parts[1] + "." + parts[2].substring(4) + "AAAA"));
    refused(logIn("nothing of the kind"));
  }

  @Test
  void are_known_by_a_new_key_as_soon_as_it_is_published() {
    var next = issuer.ec("next");
    issuer.publishes(KEY, next);
    var token = issuer.token(next, "putri", same -> {});
    var status = Eventually.find(Duration.ofSeconds(5), () -> logIn(token).status(), s -> s == 201);
    then(status).isEqualTo(201);
    var asked = issuer.asked();
    for (int i = 0; i < 5; i++) then(logIn(token).status()).isEqualTo(201);
    then(issuer.asked()).isEqualTo(asked);
  }
}
