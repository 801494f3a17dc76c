package io.antrean.ledger;

import static org.assertj.core.api.BDDAssertions.then;

import io.antrean.catalogue.Release;
import io.antrean.claim.Bytes;
import io.antrean.claim.Releases;
import io.antrean.claim.Verdict;
import io.antrean.claim.Verdict.Outcome;
import io.antrean.redis.PartitionKeys;
import io.antrean.redis.Script;
import io.antrean.support.Eventually;
import io.antrean.support.Stores;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The scripts by themselves, on a release of one seat that cools. */
@DisplayName("In Redis the waiting list")
class WaitlistScriptsSpec {

  private static final int PARTITION = 93;
  private static final long COOLED_MS = 1;

  private final RedisWorld world = new RedisWorld(Stores.redisUri());
  private final Release release =
      Releases.of(
          "passport-new", PARTITION, LocalDate.of(2030, 1, 7), 1, 1, 1, Instant.EPOCH, false);
  private final UUID entry = UUID.randomUUID();
  private final UUID fingerprint = UUID.randomUUID();
  private final UUID person = UUID.randomUUID();

  @BeforeEach
  void aReleaseOfOneSeatThatCools() {
    world.open(PARTITION, List.of(release));
    world.command(Command.SETBIT, key(":bits"), 0, 1);
    world.command(Command.ZADD, key(":cool"), COOLED_MS, "0:1");
    world.command(Command.HSET, key(""), "free", 0, "cooling", 1, "back_at", COOLED_MS);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private String key(String part) {
    return PartitionKeys.release(PARTITION, world.epoch(), release.id()) + part;
  }

  private static Buffer text(Object value) {
    return Buffer.buffer(value.toString());
  }

  private String ask(String script, Buffer... args) {
    return reply(script, args).get(2).toString();
  }

  private Response reply(String script, Buffer... args) {
    var all = new ArrayList<Buffer>();
    all.add(text(world.epoch()));
    all.addAll(List.of(args));
    var epoch = PartitionKeys.epoch(PARTITION);
    return world.onLoop(() -> world.link().eval(Script.load(script), epoch, all));
  }

  private String line(String number) {
    return ask("line", text(release.id()), text(number), text(2000), text(1000));
  }

  private String offer(long lifeMs) {
    return ask(
        "offer",
        text(100),
        text(60_000),
        text(release.id()),
        Bytes.of(release.id()),
        text(lifeMs),
        text(2000),
        text(1),
        text(1),
        match(entry, person, 1));
  }

  private Buffer match(UUID entry, UUID person, int seat) {
    var packed = Bytes.append(Buffer.buffer(), entry);
    Bytes.append(packed, fingerprint);
    Bytes.append(packed, UUID.randomUUID()).appendUnsignedShort(0).appendUnsignedByte((short) 1);
    return Bytes.append(packed, person).appendUnsignedShort(seat);
  }

  /** Offers the seats to other entries, in this order, and leaves one to all. */
  private List<String> offerInOrder(String number, List<Integer> seats, int left) {
    var args = new ArrayList<Buffer>();
    args.addAll(List.of(text(100), text(60_000), text(release.id()), Bytes.of(release.id())));
    args.addAll(List.of(text(60_000), text(2000), text(number), text(seats.size())));
    for (var seat : seats) args.add(match(UUID.randomUUID(), UUID.randomUUID(), seat));
    args.add(Buffer.buffer().appendUnsignedShort(0).appendUnsignedShort(left));
    var verdicts = new ArrayList<String>();
    var reply = reply("offer", args.toArray(Buffer[]::new));
    for (int i = 2; i < reply.size(); i++) verdicts.add(reply.get(i).toString());
    return verdicts;
  }

  private String accept() {
    return ask("accept", text(100), text(60_000), Bytes.of(entry), Bytes.of(fingerprint));
  }

  private String end(char why) {
    return ask("end_offer", text(100), text(60_000), Bytes.of(entry).appendByte((byte) why));
  }

  private String count(String state) {
    return world.command(Command.HGET, key(""), state);
  }

  /** PostgreSQL's word of the ledger's last line. */
  private void told(Outcome outcome) {
    var lines = world.ledger();
    var last = lines.get(lines.size() - 1).id();
    var verdict = Verdict.ofOffer(entry, outcome, 1);
    var fence = new Fence(PARTITION, world.epoch(), last, UUID.randomUUID());
    var judged = List.of(new Judgement(last, verdict, false));
    world.onLoop(() -> new Settler(world.link()).settle(fence, lines.size(), null, judged));
  }

  @Test
  void keeps_a_seat_from_coming_free_by_time_alone() {
    // It had come free already: whoever joins is too late for it.
    then(line("")).isEqualTo("WAITED_FOR");
    then(count("free")).isEqualTo("1");
    world.command(Command.SETBIT, key(":bits"), 0, 1);
    world.command(Command.ZADD, key(":line"), COOLED_MS, "0:1");
    world.command(Command.HSET, key(""), "free", 0, "cooling", 1);
    then(line("")).isEqualTo("WAITED_FOR");
    then(count("free") + " " + count("cooling") + " " + count("back_at")).isEqualTo("0 1 0");
    then(line("1")).as("somebody has joined since").isEqualTo("JOINED");
    then(line("2")).isEqualTo("LEFT_TO_ALL");
    then(line("2")).isEqualTo("JOINED");
    then(Long.parseLong(count("back_at"))).isGreaterThan(System.currentTimeMillis() + 1000);
    then(world.command(Command.ZCARD, key(":line")) + world.command(Command.ZCARD, key(":cool")))
        .isEqualTo("01");
  }

  private void isInLine() {
    line("");
    world.command(Command.SETBIT, key(":bits"), 0, 1);
    world.command(Command.ZADD, key(":line"), COOLED_MS, "0:1");
    world.command(Command.HSET, key(""), "free", 0, "cooling", 1);
  }

  @Test
  void offers_a_seat_once_and_lets_it_be_taken_once_postgresql_has_that() {
    then(offer(60_000)).as("it comes free by its time").isEqualTo("NOT_DUE");
    isInLine();
    then(offer(60_000)).isEqualTo("ACCEPTED");
    then(offer(60_000)).isEqualTo("ASKED");
    then(count("cooling") + " " + count("offered")).isEqualTo("0 1");
    then(accept()).as("PostgreSQL has not answered").isEqualTo("NOT_LOADED");
    then(end('E')).isEqualTo("ASKED");
    told(Outcome.OFFERED);
    then(end('E')).isEqualTo("LASTS");
    then(accept()).isEqualTo("GRANTED");
    then(accept()).isEqualTo("KNOWN");
    then(end('D')).isEqualTo("NONE");
    then(count("held") + " " + count("offered")).isEqualTo("1 0");
    then(world.ledger()).extracting(LedgerEntry::kind).hasToString("[OFFER, ACCEPT]");
  }

  @Test
  void takes_back_what_is_over_and_gives_it_to_the_next_at_once() {
    isInLine();
    offer(1);
    told(Outcome.OFFERED);
    Eventually.pause(5);
    then(accept()).as("expired, though nobody has ended it").isEqualTo("NO_OFFER");
    then(end('E')).isEqualTo("ACCEPTED");
    then(end('E')).isEqualTo("ASKED");
    then(accept()).isEqualTo("NO_OFFER");
    then(count("offered")).as("until PostgreSQL has it").isEqualTo("1");
    for (int again = 0; again < 2; again++) told(Outcome.ENDED);
    then(count("cooling") + " " + count("offered")).isEqualTo("1 0");
    then(world.command(Command.HGET, key(":given"), "0:1")).as("nobody had it").isNull();
    then(offer(60_000)).isEqualTo("ACCEPTED");
    told(Outcome.DECLINED);
    then(count("cooling") + " " + count("offered")).isEqualTo("1 0");
    then(offer(60_000)).isEqualTo("ACCEPTED");
  }

  @Test
  void offers_nothing_to_who_holds_a_booking() {
    isInLine();
    var holders = PartitionKeys.prefix(PARTITION, world.epoch()) + "h:passport-new";
    world.onLoop(
        () ->
            world
                .link()
                .send(
                    Request.cmd(Command.HSET)
                        .arg(holders)
                        .arg(Bytes.of(person))
                        .arg("B99999999999999")));
    then(offer(60_000)).isEqualTo("HOLDS");
    world.command(Command.HSET, key(""), "closed", 1);
    then(offer(60_000)).isEqualTo("GONE");
  }

  @Test
  void keeps_the_order_where_one_before_gets_none_of_what_is_due() {
    isInLine();
    then(offerInOrder("1", List.of(2, 1), 9)).containsExactly("NOT_DUE", "LATER");
    then(world.ledger()).isEmpty();
    then(offerInOrder("1", List.of(1, 1), 9)).containsExactly("ACCEPTED", "NOT_DUE");
  }

  @Test
  void leaves_nothing_to_all_once_somebody_has_joined_whom_the_owner_has_not_seen() {
    isInLine();
    then(line("")).isEqualTo("WAITED_FOR");
    offerInOrder("1", List.of(), 1);
    then(world.command(Command.ZCARD, key(":line"))).isEqualTo("1");
    offerInOrder("2", List.of(), 1);
    then(world.command(Command.ZCARD, key(":line"))).isEqualTo("0");
    then(world.command(Command.ZCARD, key(":cool"))).isEqualTo("1");
  }

  @Test
  void leaves_to_all_what_is_back_in_a_moment_however_often_somebody_joins() {
    var soon = System.currentTimeMillis() + 1500;
    world.command(Command.ZADD, key(":cool"), soon, "0:1");
    world.command(Command.HSET, key(""), "back_at", soon);
    then(line("")).isEqualTo("WAITED_FOR");
    then(world.command(Command.ZSCORE, key(":cool"), "0:1")).isEqualTo(Long.toString(soon));
    then(count("back_at")).isEqualTo(Long.toString(soon));
    then(line("1")).isEqualTo("LEFT_TO_ALL");
    then(world.command(Command.ZSCORE, key(":cool"), "0:1")).isEqualTo(Long.toString(soon));
    var later = soon + 60_000;
    world.command(Command.ZADD, key(":cool"), later, "0:1");
    then(line("")).isEqualTo("WAITED_FOR");
    then(world.command(Command.ZSCORE, key(":line"), "0:1")).isEqualTo(Long.toString(later));
    then(count("back_at")).isEqualTo("0");
  }

  @Test
  void counts_who_joins_once_however_often_they_say_so() {
    then(line("?")).isEqualTo("WAITED_FOR");
    then(line("?")).isEqualTo("WAITED_FOR");
    then(line("2")).isEqualTo("JOINED");
    then(line("1")).isEqualTo("LEFT_TO_ALL");
  }
}
