package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.Issuer;
import io.antrean.support.JudgedClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Real answers to staff who log in are those of the contract")
class ContractStaffSpec {

  private static final String PATH = "/api/v1/sessions/staff";
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

  @AfterAll
  static void closed() {
    issuer.close();
  }

  private static void is(Answer answer, int status, String problem) {
    then(answer.status() + " " + answer.problem()).isEqualTo(status + " " + problem);
  }

  @Test
  void to_an_id_token() {
    var client = new JudgedClient(office);
    var key = issuer.rsa("first");
    // An issuer that is not what it says can not be asked.
    issuer.callsItself("https://another.example");
    is(client.ask("POST", PATH, null, wish(key, same -> {})), 503, "overloaded");
    issuer.callsItself(issuer.address());
    issuer.publishes(key);
    is(
        client.ask("POST", PATH, null, new JsonObject().put("idToken", "x")),
        401,
        "unauthenticated");
    Answer in;
    do in = client.ask("POST", PATH, null, wish(key, same -> {}));
    while (in.status() == 401);
    then(in.status()).isEqualTo(201);
    is(
        client.ask("POST", PATH, null, wish(key, c -> c.claim("antrean_roles", List.of()))),
        403,
        "forbidden");
    var text = Map.of("Content-Type", "text/plain");
    is(client.ask("POST", PATH, null, "{}", text), 415, "unsupported-media-type");
    is(client.ask("POST", PATH, null, "x".repeat(17_000), Map.of()), 413, "payload-too-large");
    is(client.ask("POST", PATH, null, new JsonObject()), 400, "invalid-request");
    then(client.unseen("Staff")).containsExactlyInAnyOrder("logInStaff 404", "logInStaff 429");
  }

  private static JsonObject wish(JWK key, Consumer<JWTClaimsSet.Builder> change) {
    return new JsonObject().put("idToken", issuer.token(key, "wati", change));
  }
}
