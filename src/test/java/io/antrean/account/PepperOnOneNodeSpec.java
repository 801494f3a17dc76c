package io.antrean.account;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.Stores;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** While nodes are restarted one after the other. */
@DisplayName("A pepper that one node has and another has not yet")
class PepperOnOneNodeSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static String bothVersions() throws IOException {
    var config = Stores.configOf(office.database(), office.redis().uri(), Map.of());
    var first = Files.readAllBytes(config.secrets().pepperFile());
    var file = Files.createTempFile("pepper", ".two");
    file.toFile().deleteOnExit();
    var base64 = Base64.getEncoder();
    var second = base64.encodeToString(new byte[40]);
    Files.writeString(file, "1:" + base64.encodeToString(first) + "\n2:" + second + "\n");
    return file.toString();
  }

  private static void isToAskAgain(Answer answer) {
    then(answer.status() + " " + answer.problem()).isEqualTo("503 overloaded");
    then(answer.header("Retry-After")).isNotNull();
  }

  @Test
  void lets_who_was_added_by_the_one_be_asked_for_again_at_the_other() throws IOException {
    var token = People.account(office, List.of()).token();
    var newer = office.startNode(Map.of("ANTREAN_PEPPER_FILE", bothVersions()));
    var person =
        new JsonObject()
            .put("nik", "3202031703900001")
            .put("name", "Rahmat")
            .put("birthDate", "1990-03-17")
            .put("sex", "male");
    var path = "/api/v1/persons";
    then(office.call(newer, "POST", path, token, person).status()).isEqualTo(201);
    then(office.call(newer, "GET", path, token, null).status()).isEqualTo(200);
    isToAskAgain(office.call(0, "GET", path, token, null));
    isToAskAgain(office.call(0, "GET", "/api/v1/accounts/me/export", token, null));
    isToAskAgain(office.call(0, "POST", path, token, person));
  }
}
