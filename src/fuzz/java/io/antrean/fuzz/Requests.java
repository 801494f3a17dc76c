package io.antrean.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.antrean.fuzz.Known.Caller;
import io.antrean.support.OpenApi;
import io.antrean.support.OpenApi.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Makes one request of an operation: good, or odd in one or more ways, by the choices of a seed.
 */
final class Requests {

  private static final Pattern NAMED = Pattern.compile("\\{([a-zA-Z]+)}");
  private static final String JSON = "/requestBody/content/application~1json/schema";

  private final OpenApi contract;
  private final Known known;
  private final Random random;
  private final Operation operation;
  private final Caller caller;
  private final Values values;
  private final List<String> what = new ArrayList<>();
  private final List<String> headers = new ArrayList<>();
  private boolean straight = true;
  private boolean wrong;

  Requests(OpenApi contract, Known known, Random random, Operation operation) {
    this.contract = contract;
    this.known = known;
    this.random = random;
    this.operation = operation;
    this.caller = caller();
    this.values = new Values(contract, known, random, caller);
  }

  /** Who ends all sessions has them ended: nobody of the staff asks for that. */
  private Caller caller() {
    var ends = operation.id().matches("logOutEverywhere|changePassword|eraseAccount");
    return ends ? known.caller("citizen", random) : known.caller(random, operation.id());
  }

  /** True in one of so many cases. */
  private boolean oneIn(int cases) {
    return random.nextInt(cases) == 0;
  }

  Request make() {
    var path = path();
    var query = query();
    var body = body();
    var method = operation.method();
    var token = token();
    new OddHeaders(random, headers, what).add();
    if (oneIn(60)) {
      method =
          Texts.of(random, List.of("HEAD", "OPTIONS", "TRACE", "BREW", "POST", "PUT", "DELETE"));
      what.add("method " + method);
      straight = straight && method.equals(operation.method());
    }
    if (!straight) wrong = false;
    return new Request(
        operation,
        method,
        path + query,
        headers,
        body,
        caller.name(),
        token,
        what,
        straight,
        wrong);
  }

  private String path() {
    var path =
        NAMED
            .matcher(operation.path())
            .replaceAll(named -> java.util.regex.Matcher.quoteReplacement(part(named.group(1))));
    if (oneIn(80)) {
      straight = false;
      what.add("an odd path");
      return Texts.of(
          random,
          List.of(path + "/", path + "//", "/" + path, path + "/x", path.toUpperCase(), "*"));
    }
    return path;
  }

  private String part(String name) {
    if (oneIn(6)) {
      straight = false;
      what.add("odd " + name);
      return Texts.of(random, Texts.IN_ADDRESS);
    }
    // Those that were there at the start stay open.
    var value =
        operation.id().equals("changeRelease") ? known.newest(name) : known.one(name, random);
    if (value == null || oneIn(8) || isNewEachTime(name)) value = parameter(name);
    if (name.equals("release")) values.isOf(value);
    return value;
  }

  /** A claim and an entry are named by who makes them. */
  private boolean isNewEachTime(String name) {
    return operation.method().equals("PUT")
        && !oneIn(4)
        && operation.path().endsWith("{" + name + "}");
  }

  private String parameter(String name) {
    var paths = "/paths/" + OpenApi.escape(operation.path()) + "/parameters";
    for (var at : List.of(paths, operation.at() + "/parameters")) {
      for (int i = 0; i < contract.at(at).size(); i++) {
        var one = contract.resolved(at + "/" + i);
        if (!one.path("name").asText().equals(name)) continue;
        var schema = at(at + "/" + i) + "/schema";
        return values.good(schema, "{" + name + "}").asText();
      }
    }
    return values.uuid();
  }

  /** The pointer of a parameter, its {@code $ref} followed. */
  private String at(String pointer) {
    var node = contract.at(pointer);
    return node.has("$ref") ? node.get("$ref").asText().substring(1) : pointer;
  }

  private String query() {
    var parts = new ArrayList<String>();
    var at = operation.at() + "/parameters";
    for (int i = 0; i < contract.at(at).size(); i++) {
      var place = at(at + "/" + i);
      var one = contract.at(place);
      var in = one.path("in").asText();
      var needed = one.path("required").asBoolean() ? 10 : 1;
      if (!in.equals("query") || random.nextInt(3) > needed) continue;
      parts.add(pair(one, place, true));
      if (oneIn(30)) parts.add(pair(one, place, false));
    }
    if (oneIn(30))
      parts.add(Texts.of(random, List.of("x=1", "&&", "=", "%", "?", "limit", "a[]=1")));
    return parts.isEmpty() && !oneIn(40) ? "" : "?" + String.join("&", parts);
  }

  /** Only the first of a name decides whether it is wrong. */
  private String pair(JsonNode parameter, String at, boolean first) {
    var name = parameter.path("name").asText();
    if (name.equals("count") || !oneIn(3)) {
      // A million persons would be made up all right.
      var good = name.equals("count") ? "1" : values.good(at + "/schema", name).asText();
      return name + "=" + URLEncoder.encode(good, StandardCharsets.UTF_8);
    }
    var odd = Texts.of(random, Texts.IN_ADDRESS);
    what.add("odd ?" + name);
    var decides = first && !name.equals("lastEventId") && odd.matches("[-a-z0-9]+");
    if (decides && !contract.findings(at + "/schema", read(odd, at)).isEmpty()) {
      wrong = true;
    }
    return name + "=" + odd;
  }

  private JsonNode read(String text, String at) {
    var whole = contract.at(at + "/schema/type").asText().equals("integer");
    return whole && text.matches("-?[0-9]{1,18}")
        ? LongNode.valueOf(Long.parseLong(text))
        : TextNode.valueOf(text);
  }

  private byte[] body() {
    var at = operation.at() + JSON;
    var type = "application/json";
    if (contract.at(at).isMissingNode()) {
      if (!oneIn(20)) return null;
      what.add("a body that nobody asked for");
      headers.add("Content-Type: " + type);
      return "{\"x\":1}".getBytes(StandardCharsets.UTF_8);
    }
    if (oneIn(25)) {
      what.add("another content type");
      wrong = true;
      type = Texts.of(random, OddHeaders.CONTENT_TYPES);
    }
    headers.add("Content-Type: " + type);
    if (oneIn(40)) {
      what.add("no body");
      wrong = true;
      return null;
    }
    var good = values.good(at, "");
    if (oneIn(3)) return good.toString().getBytes(StandardCharsets.UTF_8);
    var mischief = new Mischief(random);
    var spoilt = oneIn(6) ? mischief.text(good) : mischief.values(good);
    what.addAll(spoilt.what());
    var json = Mischief.read(new String(spoilt.body(), StandardCharsets.UTF_8));
    wrong |= spoilt.broken() || json == null || !contract.findings(at, json).isEmpty();
    return spoilt.body();
  }

  /** The token that is sent; null where none is, or one that nobody has. */
  private String token() {
    if (oneIn(15)) return null;
    if (oneIn(25)) {
      what.add("a token that is none");
      headers.add("Authorization: " + OddHeaders.authorization(random, caller.token()));
      return null;
    }
    headers.add("Authorization: Bearer " + caller.token());
    return caller.token();
  }
}
