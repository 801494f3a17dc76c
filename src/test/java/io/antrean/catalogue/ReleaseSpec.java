package io.antrean.catalogue;

import static io.antrean.catalogue.CatalogueFixture.body;
import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.antrean.account.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("A release")
class ReleaseSpec {

  @RegisterExtension static final CatalogueFixture office = new CatalogueFixture();

  private static final String RELEASES = "/api/v1/releases";

  private static void refused(JsonObject draft, String... pointers) {
    var answer = office.one.post(RELEASES, draft);
    then(answer.statusCode()).as(answer.body()).isEqualTo(400);
    then(body(answer).getJsonArray("errors"))
        .extracting(error -> ((JsonObject) error).getString("pointer"))
        .containsExactlyInAnyOrder(pointers);
  }

  @Test
  void is_added_by_an_administrator_and_shown_to_all() {
    var answer = office.one.post(RELEASES, office.draft("passport-new", "2030-01-07"));
    then(answer.statusCode()).as(answer.body()).isEqualTo(201);
    then(answer.headers().firstValue("Server-Time-Ms"))
        .hasValue(Long.toString(office.redisNowMs.get()));
    var release = body(answer);
    then(release.fieldNames())
        .containsExactly(
            "id",
            "office",
            "service",
            "from",
            "to",
            "dayStarts",
            "dayEnds",
            "slotMinutes",
            "capacity",
            "opensAt",
            "admission",
            "state",
            "capacityTotal");
    then(release.getString("state")).isEqualTo("SCHEDULED");
    then(release.getInteger("capacityTotal")).isEqualTo(16);
    then(release.getString("opensAt")).isEqualTo("2029-12-28T07:00:00.000Z");
    var location = answer.headers().firstValue("Location").orElseThrow();
    then(body(office.one.get(location))).isEqualTo(release);
    then(body(office.two.get(location))).isEqualTo(release);
  }

  @Test
  void is_heard_of_by_the_other_node_at_once() {
    var answer = office.one.post(RELEASES, office.draft("passport-new", "2030-02-04"));
    var id = java.util.UUID.fromString(body(answer).getString("id"));
    // It would look by itself only every 30 s.
    await().until(() -> office.two.catalogue.release(id) != null);
    then(office.two.catalogue.release(id).slots()).hasSize(8);
  }

  @Test
  void is_added_by_nobody_else() {
    var draft = office.draft("passport-new", "2030-03-04").encode();
    for (var role : Role.values()) {
      if (role == Role.ADMIN) continue;
      var request =
          office.one.request(
              RELEASES,
              "Authorization",
              "Bearer " + office.token(role),
              "Content-Type",
              "application/json");
      then(office.send(request.POST(BodyPublishers.ofString(draft))).statusCode()).isEqualTo(403);
    }
    var request = office.one.request(RELEASES, "Content-Type", "application/json");
    then(office.send(request.POST(BodyPublishers.ofString(draft))).statusCode()).isEqualTo(401);
  }

  @Test
  void of_two_that_overlap_and_are_added_at_once_on_two_nodes_is_one() {
    for (int day = 1; day <= 5; day++) {
      var draft = office.draft("passport-renewal", "2030-04-0" + day);
      var a = CompletableFuture.supplyAsync(() -> office.one.post(RELEASES, draft));
      var b =
          CompletableFuture.supplyAsync(
              () -> office.two.post(RELEASES, draft.copy().put("dayStarts", "09:45")));
      then(java.util.List.of(a.join(), b.join()))
          .extracting(HttpResponse::statusCode)
          .containsExactlyInAnyOrder(201, 409);
      var refused = a.join().statusCode() == 409 ? a.join() : b.join();
      var added = a.join().statusCode() == 409 ? b.join() : a.join();
      then(body(refused).getString("type")).isEqualTo("/problems/release-overlaps");
      then(body(refused).getString("release")).isEqualTo(body(added).getString("id"));
    }
  }

  @Test
  void that_overlaps_is_told_the_first_release_that_is_in_the_way() {
    var later = office.release("passport-renewal", "2030-09-03").toString();
    var first = office.release("passport-renewal", "2030-09-02").toString();
    var draft = office.draft("passport-renewal", "2030-09-01").put("to", "2030-09-03");
    var refused = office.two.post(RELEASES, draft);
    then(refused.statusCode()).isEqualTo(409);
    then(body(refused).getString("release")).isEqualTo(first);
    draft.put("from", "2030-09-03");
    then(body(office.two.post(RELEASES, draft)).getString("release")).isEqualTo(later);
  }

  @Test
  void says_all_that_is_wrong_with_it_at_once() {
    var draft = office.draft("passport-new", "2030-05-06");
    refused(draft.copy().put("office", "nowhere"), "/office");
    refused(draft.copy().put("service", "nothing"), "/service");
    refused(draft.copy().put("to", "2030-05-05").put("capacity", 0), "/to", "/capacity");
    refused(draft.copy().put("to", "2031-05-07"), "/to");
    refused(draft.copy().put("dayEnds", "08:00").put("slotMinutes", 4), "/dayEnds", "/slotMinutes");
    refused(
        draft
            .copy()
            .put("to", "2031-05-06")
            .put("dayStarts", "00:00")
            .put("dayEnds", "23:59")
            .put("slotMinutes", 5),
        "/slotMinutes");
    refused(draft.copy().put("from", "2029-11-01").put("to", "2029-11-02"), "/to");
    refused(draft.copy().put("opensAt", "2030-06-01T00:00:00Z"), "/opensAt");
    refused(draft.copy().put("opensAt", "soon").put("extra", 1), "/opensAt", "/extra");
    for (var admission : new String[] {"queue", "draw", "lottery"}) {
      refused(draft.copy().put("admission", admission), "/admission");
    }
    then(office.one.post(RELEASES, draft.copy().put("admission", "draw")).body())
        .contains("\\\"draw\\\"");
  }

  @Test
  void goes_from_scheduled_to_open_to_closed() {
    var id = office.release("passport-new", "2030-06-03");
    var release = office.one.catalogue.release(id);
    var opens = release.opensAt().toEpochMilli();
    var last = release.lastSlotAt().toEpochMilli();
    then(ReleaseState.of(release, opens - 1)).isEqualTo(ReleaseState.SCHEDULED);
    then(ReleaseState.of(release, opens)).isEqualTo(ReleaseState.OPEN);
    then(ReleaseState.of(release, last - 1)).isEqualTo(ReleaseState.OPEN);
    then(ReleaseState.of(release, last)).isEqualTo(ReleaseState.CLOSED);
    var path = RELEASES + "/" + id;
    var close =
        office
            .one
            .request(
                path, "Authorization", "Bearer " + office.admin, "Content-Type", "application/json")
            .method(
                "PATCH",
                BodyPublishers.ofString(
                    "{\"state\":\"CLOSED\",\"emergency\":true,\"reason\":\"spec\"}"));
    for (int again = 0; again < 2; again++) {
      then(body(office.send(close)).getString("state")).isEqualTo("CLOSED");
    }
    then(body(office.one.get(path)).getString("state")).isEqualTo("CLOSED");
    CatalogueFixture.get(
        office
            .pool
            .query("UPDATE release SET retired_at = now() WHERE id = '" + id + "'")
            .execute());
    CatalogueFixture.get(office.one.refresher.refresh());
    then(body(office.one.get(path)).getString("state")).isEqualTo("RETIRED");
    var retired = body(office.one.get(RELEASES + "?state=RETIRED&office=sampit"));
    then(retired.getJsonArray("items")).hasSize(1);
    then(office.one.get(RELEASES).body()).doesNotContain(id.toString());
  }

  @Test
  void is_listed_page_by_page_in_order_of_opening() {
    for (int day = 1; day <= 5; day++) office.release("passport-new", "2030-07-0" + day);
    var seen = new java.util.ArrayList<String>();
    String after = "";
    do {
      var page = body(office.one.get(RELEASES + "?service=passport-new&limit=2" + after));
      page.getJsonArray("items").forEach(r -> seen.add(((JsonObject) r).getString("id")));
      after = page.getString("next") == null ? null : "&after=" + page.getString("next");
    } while (after != null);
    then(seen).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(5);
    then(office.one.get(RELEASES + "?state=SOON&after=x").statusCode()).isEqualTo(400);
  }

  @Test
  void that_is_not_there_is_unknown() {
    var answer = office.one.get(RELEASES + "/" + java.util.UUID.randomUUID() + "/slots");
    then(answer.statusCode()).isEqualTo(404);
    then(answer.headers().firstValue("Server-Time-Ms")).isPresent();
    then(office.one.get(RELEASES + "/x").statusCode()).isEqualTo(404);
  }
}
