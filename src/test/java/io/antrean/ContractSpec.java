package io.antrean;

import static org.assertj.core.api.BDDAssertions.then;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antrean.claim.ClaimOutcome.Reason;
import io.antrean.claim.Rejection;
import io.antrean.support.Installation;
import io.antrean.support.OpenApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The document against the code: what is mounted, what can be said, and its own examples. */
@DisplayName("The contract")
class ContractSpec {

  @RegisterExtension static final Installation office = new Installation(1);

  private static final String SCHEMAS = "/components/schemas/";
  private static final Pattern SAID = Pattern.compile("Problem\\.of\\(\\s*([0-9]+), \"([a-z-]+)\"");

  private static OpenApi contract;

  @BeforeAll
  static void the_served_document() {
    var answer = office.send(0, "GET", "/openapi.yaml", null, null, Map.of()).join();
    then(answer.statusCode()).isEqualTo(200);
    contract = new OpenApi(answer.body());
  }

  @Test
  void is_served_as_it_is_in_the_sources() throws IOException {
    var answer = office.send(0, "GET", "/openapi.yaml", null, null, Map.of()).join();
    then(answer.headers().firstValue("Content-Type")).contains("application/yaml; charset=utf-8");
    then(answer.body()).isEqualTo(Files.readString(Path.of("src/main/resources/openapi.yaml")));
  }

  @Test
  void lists_every_route_and_no_other() {
    var documented =
        contract.operations().stream().map(o -> o.method() + " " + o.path()).sorted().toList();
    then(MountedRoutes.of(office.node(0)))
        .as("routes of the server, and operations of openapi.yaml")
        .isEqualTo(documented);
  }

  @Test
  void has_every_problem_that_the_server_can_say_and_no_other() throws IOException {
    var said = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        SAID.matcher(Files.readString(file))
            .results()
            .forEach(found -> said.add(found.group(2) + " " + found.group(1)));
      }
    }
    var documented = new TreeSet<String>();
    for (var schema : contract.at("/components/schemas")) {
      var type = schema.at("/properties/type/const").asText();
      if (!type.startsWith("/problems/")) continue;
      var status = schema.at("/properties/status/const").asText();
      documented.add(type.substring("/problems/".length()) + " " + status);
    }
    then(documented).isEqualTo(said);
  }

  @Test
  void shows_each_problem_in_the_words_of_the_server() throws IOException {
    var words = new Properties();
    try (var in =
        Files.newBufferedReader(Path.of("src/main/resources/problems/words_en.properties"))) {
      words.load(in);
    }
    for (var problem : problems()) {
      var example = problem.at("/examples/0");
      var name = example.get("type").asText().substring("/problems/".length());
      then(example.get("title").asText()).isEqualTo(words.getProperty(name + ".title"));
      var detail = words.getProperty(name + ".detail").replace("''", "'");
      then(example.get("detail").asText())
          .matches(Pattern.quote(detail).replaceAll("\\{[0-9]}", "\\\\E.+\\\\Q"));
    }
  }

  private static List<JsonNode> problems() {
    return Stream.of(contract.at("/components/schemas"))
        .flatMap(OpenApiNodes::children)
        .filter(s -> s.at("/properties/type/const").asText().startsWith("/problems/"))
        .toList();
  }

  @Test
  void has_an_answer_for_every_reason_to_refuse_a_claim() {
    var conflicts = refusals();
    for (var reason : Reason.values()) then(conflicts).contains(problemOf(reason));
    for (var rejection : Rejection.values()) {
      // A number that was said before is answered as the slot being taken.
      var text = rejection == Rejection.NUMBER_TAKEN ? "slot-taken" : rejection.text();
      then(conflicts).contains(text);
      then(OpenApiNodes.texts(contract.at(SCHEMAS + "RejectedClaim/properties/reason/enum")))
          .contains(rejection.text());
    }
    then(contract.at(SCHEMAS + "RejectedClaim/properties/reason/enum"))
        .hasSameSizeAs(Rejection.values());
  }

  /** No default: a new reason does not compile until it is in the document. */
  private static String problemOf(Reason reason) {
    return switch (reason) {
      case RECOVERING, NOT_LOADED, CLOCKS_APART -> "recovering";
      case CLAIM_DIFFERS -> "claim-differs";
      case OVERLOADED -> "overloaded";
      case RELEASE_CLOSED -> "release-closed";
      case NOT_OPEN -> "not-open";
      case UNKNOWN_SLOT -> "unknown-slot";
      case SLOT_BEGUN -> "slot-begun";
      case ALREADY_BOOKED -> "already-booked";
      case PERSON_BLOCKED -> "person-blocked";
      case SOLD_OUT -> "sold-out";
      case SLOT_TAKEN -> "slot-taken";
    };
  }

  /** The names of all problems that the document gives the claim's PUT. */
  private static List<String> refusals() {
    var claim = contract.operation("claim");
    var names = new ArrayList<String>();
    for (var status : contract.statuses(claim)) {
      var response = contract.resolved(claim.at() + "/responses/" + status);
      var schema = response.at("/content/application~1problem+json/schema");
      OpenApiNodes.refs(schema)
          .map(ref -> contract.at(ref + "/properties/type/const").asText())
          .forEach(type -> names.add(type.replace("/problems/", "")));
    }
    return names;
  }

  @Test
  void gives_examples_that_are_valid_by_its_own_schemas() {
    var shown = 0;
    for (var example : OpenApiNodes.examples(contract.at(""), "")) {
      then(contract.findings(example.schema(), example.value())).as(example.schema()).isEmpty();
      shown++;
    }
    then(shown).isGreaterThan(60);
  }

  @Test
  void would_catch_a_wrong_type_a_missing_and_an_unknown_member() {
    for (var name : List.of("Booking", "HeldClaim", "Release", "Slots", "SlotTaken", "SoldOut")) {
      var at = SCHEMAS + name;
      var right = (ObjectNode) contract.at(at + "/examples/0");
      then(contract.findings(at, right)).isEmpty();
      then(contract.findings(at, right.deepCopy().put("surprise", 1))).as(name).isNotEmpty();
      for (var member : right.properties()) {
        var without = right.deepCopy().without(member.getKey());
        then(contract.findings(at, without)).as(name + " lacks " + member.getKey()).isNotEmpty();
        var wrong = right.deepCopy().put(member.getKey(), 0.5);
        then(contract.findings(at, wrong)).as(name + " wrong " + member.getKey()).isNotEmpty();
      }
    }
    then(contract.findings(SCHEMAS + "Instant", OpenApi.json("\"2026-11-24T10:30:52Z\"")))
        .as("an instant without its milliseconds")
        .isNotEmpty();
  }

  @Test
  void lets_no_object_of_an_answer_have_members_that_it_does_not_name() {
    for (var schema : contract.at("/components/schemas").properties()) {
      var body = schema.getValue();
      if (!body.has("properties") || schema.getKey().equals("Problem")) continue;
      var closed =
          body.path("additionalProperties").isBoolean()
              || body.path("unevaluatedProperties").isBoolean();
      then(closed).as(schema.getKey()).isTrue();
    }
  }
}
