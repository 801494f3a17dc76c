package io.antrean.fuzz;

import io.antrean.support.OpenApi;
import io.antrean.support.OpenApi.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One client: every so-many-th request of the run, each by choices that follow from the seed and
 * its number, on a connection of its own and with people and releases of its own.
 */
final class Lane implements Runnable {

  /** One in so many is no request at all. */
  private static final int MALFORMED = 50;

  /** A hash of a password costs as much as a hundred other requests. */
  private static final String HASHES = "register|logIn|changePassword|confirmReset|eraseAccount";

  private static final int HASHES_LEFT_OUT = 3;

  private final int number;
  private final Options options;
  private final OpenApi contract;
  private final World world;
  private final Known known;
  private final Report report;
  private final Judge judge;
  private final Wire wire;
  private final List<Operation> operations = new ArrayList<>();
  private String before = "";

  Lane(int number, Options options, OpenApi contract, World world, Report report, int port) {
    this.number = number;
    this.options = options;
    this.contract = contract;
    this.world = world;
    this.known = world.known(number);
    this.report = report;
    this.judge = new Judge(contract);
    this.wire = new Wire(port);
    for (var operation : contract.operations()) {
      if (operation.id().startsWith(options.only)) operations.add(operation);
    }
  }

  @Override
  public void run() {
    for (int i = number; i < options.requests; i += options.lanes) {
      var random = new Random(options.seed * 1_000_003 + i);
      // The first choices of neighbouring seeds are alike.
      random.nextLong();
      if (random.nextInt(MALFORMED) == 0) malformed(i, random);
      else request(i, random);
    }
    wire.close();
  }

  private void malformed(int i, Random random) {
    var bytes = Malformed.bytes(random);
    wire.close();
    var reply = wire.send(bytes, false, true);
    var findings = new ArrayList<String>();
    if (reply.status() > 0) judge.always(reply, findings);
    if (reply.status() >= 400) judge.problem(reply, findings);
    if (reply.status() == Reply.SILENCE) findings.add("no answer in time");
    report.count("no request", reply.status());
    for (var finding : findings) report.found(i, "no request", finding, Malformed.command(bytes));
  }

  private void request(int i, Random random) {
    var operation = Texts.of(random, operations);
    while (operation.id().matches(HASHES) && random.nextInt(HASHES_LEFT_OUT) > 0) {
      operation = Texts.of(random, operations);
    }
    var request = new Requests(contract, known, random, operation).make();
    var reply = wire.send(request.bytes(), request.method().equals("HEAD"), request.framesItself());
    report.count(operation.id(), reply.status());
    for (var finding : judge.findings(request, reply)) {
      // What nobody answers may have been taken for the rest of what came before it.
      var shown =
          reply.status() == Reply.SILENCE ? before + "\n  " + request.curl() : request.curl();
      report.found(i, operation.id() + " " + request.what(), finding, shown);
    }
    before = request.curl();
    if (reply.status() == 403) known.forbidden(operation.id(), request.who());
    if (reply.status() >= 200 && reply.status() < 300 && request.straight()) learn(request, reply);
  }

  /** The names of what is there now. */
  private void learn(Request request, Reply reply) {
    if (request.operation().id().matches("logOutEverywhere|changePassword|eraseAccount")) {
      known.ended(request.token());
      world.restock(known);
    }
    var parts = request.target().replaceAll("\\?.*", "").split("/");
    var names = request.operation().path().split("/");
    for (int at = 0; at < names.length && at < parts.length; at++) {
      if (names[at].startsWith("{"))
        learn(names[at].substring(1, names[at].length() - 1), parts[at]);
    }
    var location = reply.header("Location");
    if (location.matches("/api/v1/[a-z-]+/[^/?]+")) {
      learn(
          location.split("/")[3].replaceAll("ies$", "y").replaceAll("s$", ""),
          location.split("/")[4]);
    }
    var body = reply.body().startsWith("{") ? Mischief.read(reply.body()) : null;
    if (body == null) return;
    if (body.path("next").isTextual()) known.learn("after", body.get("next").asText());
    if (request.operation().id().equals("getEventsTicket")) {
      known.learn("ticket", body.path("ticket").asText());
    }
    if (body.path("items").size() > 0 && body.at("/items/0/number").isNumber()) {
      known.learn("number", body.at("/items/0/number").asText());
    }
  }

  private void learn(String name, String value) {
    known.learn(name, value);
    // A claim that was granted is a booking.
    if (name.equals("claim")) known.learn("booking", value);
  }
}
