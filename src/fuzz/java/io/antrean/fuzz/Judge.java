package io.antrean.fuzz;

import com.fasterxml.jackson.databind.node.TextNode;
import io.antrean.support.OpenApi;
import io.antrean.support.OpenApi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what is wrong with an answer. */
final class Judge {

  /** What only the inside of a server says. Texts that are sent have none of it. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "Exception|\\bat (io|java|jdk|com|org)\\.|io\\.(vertx|netty|antrean)|java\\.(lang|util)"
              + "|com\\.fasterxml|SQLSTATE|syntax error|duplicate key|violates|relation \""
              + "|\\bpg_[a-z]+\\b|NOSCRIPT|WRONGTYPE|CROSSSLOT|@user_script"
              + "|SELECT |INSERT |UPDATE ");

  /** Statuses that the document leaves to all operations together. */
  private static final Set<Integer> GENERAL = Set.of(400, 404, 405, 408, 414, 417, 431, 501);

  private static final List<String> EVERYWHERE =
      List.of("X-Content-Type-Options", "Content-Security-Policy");

  /** Steps of a path that lead elsewhere. */
  private static final Pattern DOTS = Pattern.compile("(?i)(/|^)(\\.|%2e){1,2}(/|$)");

  private final OpenApi contract;

  Judge(OpenApi contract) {
    this.contract = contract;
  }

  /** What is wrong, or nothing. */
  List<String> findings(Request request, Reply reply) {
    var findings = new ArrayList<String>();
    var status = reply.status();
    if (status <= 0) {
      // Whoever lies about where a body ends may be left alone.
      if (status == Reply.SILENCE) findings.add("no answer in time");
      else if (!request.framesItself()) findings.add("the connection was closed without an answer");
      return findings;
    }
    always(reply, findings);
    if (request.wrong() && status < 400) findings.add(status + ": taken, though it is wrong");
    if (request.method().equals("HEAD")) return findings;
    if (request.straight() && !request.framesItself() && !isBeforeTheRouter(reply)) {
      byDocument(request.operation(), reply, findings);
    } else if (status < 400) {
      operation(request).ifPresent(o -> byDocument(o, reply, findings));
    } else {
      problem(reply, findings);
    }
    return findings;
  }

  /** What no answer may have or lack, whatever was asked. */
  void always(Reply reply, List<String> findings) {
    var status = reply.status();
    if (status == 500 || status == 502 || status == 504) findings.add("a failure: " + reply.body());
    var isAway = reply.body().contains("\"/problems/unavailable");
    if (isAway) findings.add("no store is away: " + status);
    var contract = reply.header("Content-Type").startsWith("application/yaml");
    var inside = INSIDE.matcher(reply.body());
    if (!contract && inside.find()) findings.add("tells of its inside: " + inside.group());
    if (!reply.header("X-Injected").isEmpty()) findings.add("a header was injected");
    for (var name : EVERYWHERE) if (reply.header(name).isEmpty()) findings.add("no " + name);
  }

  private void byDocument(Operation operation, Reply reply, List<String> findings) {
    var status = reply.status();
    if (!contract.statuses(operation).contains(status) && !GENERAL.contains(status)) {
      findings.add(status + " is not in the document");
    }
    findings.addAll(contract.findings(operation, status, reply.headers(), reply.body()));
  }

  /** Who has not even sent a request is told so by no operation. */
  private static boolean isBeforeTheRouter(Reply reply) {
    return reply
        .body()
        .matches("(?s).*\"/problems/(malformed-request|uri-too-long|headers-too-large)\".*");
  }

  /** The operation that this request, which was led astray, has come to, unless dots led it. */
  private Optional<Operation> operation(Request request) {
    var path = request.target().replaceAll("\\?.*", "");
    if (DOTS.matcher(path).find()) return Optional.empty();
    return contract.operations().stream()
        .filter(o -> o.method().equals(request.method()) && OpenApi.matches(o.path(), path))
        .min((one, other) -> one.path().replaceAll("[^{]", "").compareTo(other.path()));
  }

  /** Any refusal is a problem. */
  void problem(Reply reply, List<String> findings) {
    if (!reply.header("Content-Type").equals("application/problem+json")) {
      findings.add("a refusal that is no problem: " + reply.header("Content-Type"));
      return;
    }
    var json = Mischief.read(reply.body());
    var body = json == null ? TextNode.valueOf(reply.body()) : json;
    findings.addAll(contract.findings("/components/schemas/Problem", body));
    if (body.path("status").asInt() != reply.status()) findings.add("another status in the body");
  }
}
