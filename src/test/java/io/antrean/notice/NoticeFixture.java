package io.antrean.notice;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.support.HookServer;
import io.antrean.support.Installation;
import io.antrean.support.Installation.Answer;
import io.antrean.support.People;
import io.antrean.support.People.Household;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What specs of notices have in common. */
final class NoticeFixture {

  static final Duration SOON = Duration.ofSeconds(20);

  static final String ALL_KINDS = "confirmed changed cancelled no-show reminder offer";

  private NoticeFixture() {}

  /** A server that looks often, waits briefly, and may send to this machine. */
  static Map<String, String> environment(Map<String, String> more) {
    var all = new HashMap<String, String>();
    all.put("ANTREAN_NOTICE_EVERY_MS", "50");
    all.put("ANTREAN_NOTICE_RETRY_MIN_MS", "50");
    all.put("ANTREAN_NOTICE_RETRY_MAX_MS", "200");
    all.put("ANTREAN_WEBHOOK_TIMEOUT_MS", "1000");
    all.put("ANTREAN_NOTICE_LEASE_MS", "3000");
    all.put("ANTREAN_WEBHOOK_ALLOWED_RANGES", "127.0.0.0/8");
    all.putAll(more);
    return all;
  }

  /** An account whose owner can be written to. */
  static Household withMail(Installation office, String address, String language) {
    var household = People.household(office, 1);
    office.sql(
        """
        UPDATE account SET login = '%s', language = '%s' WHERE id =
          (SELECT account FROM account_person WHERE person = '%s')
        """
            .formatted(address, language, household.persons().get(0)));
    return household;
  }

  static Answer register(Installation office, String url, String kinds) {
    var body =
        new JsonObject()
            .put("office", "sampit")
            .put("url", url)
            .put("kinds", new JsonArray(List.of(kinds.split(" "))));
    return office.call(0, "POST", "/api/v1/webhooks", office.token("admin"), body);
  }

  /** A webhook for all kinds; its id. */
  static String registered(Installation office, HookServer hook) {
    var answer = register(office, hook.url("/hook"), ALL_KINDS);
    then(answer.status()).as(answer.body().encode()).isEqualTo(201);
    return answer.body().getString("id");
  }

  static void remove(Installation office, String webhook) {
    var path = "/api/v1/webhooks/" + webhook;
    then(office.call(0, "DELETE", path, office.token("admin"), null).status()).isEqualTo(204);
  }
}
