package io.antrean.catalogue;

import static org.assertj.core.api.BDDAssertions.then;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The refresher of availability")
class AvailabilityRefresherSpec {

  private static final int IDS_PER_TAIL = 65_536 / 16;

  private final Vertx vertx = Vertx.vertx();
  private final Catalogue catalogue = new Catalogue();
  private final AvailabilityBoard board = new AvailabilityBoard();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Release release = AvailabilitySpec.release(2, 8);

  /** The questions, "counter known/ids known", and the answers to them; the last one stays. */
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();

  private final Queue<Response> script = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sideBySide = new AtomicInteger();
  private volatile Response last;
  private AvailabilityRefresher refresher;

  @BeforeEach
  void begin() {
    catalogue.replace(List.of(release.office()), List.of(release.service()), List.of(release));
    var metrics = new AvailabilityMetrics(registry, board);
    refresher =
        new AvailabilityRefresher(
            vertx, catalogue, board, metrics, Duration.ofMillis(20), this::read);
  }

  @AfterEach
  void end() {
    CatalogueFixture.get(vertx.close());
  }

  private Future<Response> read(int partition, List<Buffer> args) {
    then(partition).isEqualTo(3);
    then(sideBySide.incrementAndGet()).isEqualTo(1);
    then(args).hasSize(3);
    then(args.get(0).getLong(0)).isEqualTo(release.id().getMostSignificantBits());
    then(args.get(0).getLong(8)).isEqualTo(release.id().getLeastSignificantBits());
    asked.add(args.get(1) + "/" + args.get(2));
    var next = script.poll();
    if (next != null) last = next;
    var answer = Promise.<Response>promise();
    vertx.setTimer(
        1,
        tick -> {
          sideBySide.decrementAndGet();
          if (last == null) answer.fail("Redis is away");
          else answer.complete(last);
        });
    return answer.future();
  }

  private void play(Response... answers) {
    script.addAll(List.of(answers));
    vertx.runOnContext(now -> refresher.start());
  }

  private static Response text(Object value) {
    var buffer = value instanceof Buffer bytes ? bytes : Buffer.buffer(value.toString());
    return BulkType.create(buffer, false);
  }

  private static Response list(Response... members) {
    var list = MultiType.create(members.length, false);
    for (var member : members) list.add(member);
    return list;
  }

  private static Response reply(String world, int epoch, Response... releases) {
    var members = new ArrayList<Response>();
    members.add(NumberType.create(1_000L));
    members.add(text(world));
    members.add(text(epoch));
    members.addAll(List.of(releases));
    return list(members.toArray(Response[]::new));
  }

  private static Response state(int counter, int free, Buffer tail, int ids) {
    var bits = Buffer.buffer(new byte[] {(byte) 0xff, (byte) (0xff << free)});
    return list(
        text(counter),
        text(free),
        text(1),
        text(2),
        text(3),
        text(0),
        text(0),
        text(bits),
        text(tail),
        text(ids),
        text(0));
  }

  private static Buffer tail(int from, int to) {
    var tail = Buffer.buffer();
    for (int i = from; i < to; i++) tail.appendLong(7).appendLong(i);
    return tail;
  }

  private static UUID id(int number) {
    return new UUID(7, number);
  }

  private String version() {
    var now = board.of(release.id());
    return now == null ? null : now.version();
  }

  @Test
  void asks_for_no_more_than_what_is_new() {
    play(
        reply("OPEN", 7, state(5, 3, tail(0, 2), 2)),
        reply("OPEN", 7, list(text(5))),
        reply("OPEN", 7, state(6, 0, tail(2, 3), 3)),
        reply("OPEN", 7, list(text(6))));
    await().until(() -> asked.size() > 4);
    var questions = new ArrayDeque<>(asked);
    then(questions.stream().limit(5)).containsExactly("-1/0", "5/2", "5/2", "6/3", "6/3");
    then(version()).isEqualTo("e7.6");
    then(board.soldOut(release.id(), id(99))).isTrue();
    for (int i = 0; i < 3; i++) then(board.soldOut(release.id(), id(i))).isFalse();
    then(board.of(release.id()).free(0)).isZero();
    then(registry.get("antrean.seats").tag("state", "held").gauge().value()).isEqualTo(1);
  }

  @Test
  void does_not_say_sold_out_before_it_has_every_claim_id() {
    var all = IDS_PER_TAIL + 10;
    play(
        reply("OPEN", 7, state(5, 0, tail(0, IDS_PER_TAIL), all)),
        reply("OPEN", 7, state(5, 0, tail(IDS_PER_TAIL, all), all)),
        reply("OPEN", 7, list(text(5))));
    await().until(() -> board.soldOut(release.id(), id(all)));
    then(asked).startsWith("-1/0", "-1/" + IDS_PER_TAIL);
    for (int i = 0; i < all; i++) then(board.soldOut(release.id(), id(i))).isFalse();
  }

  @Test
  void asks_from_the_beginning_in_another_epoch() {
    play(
        reply("OPEN", 7, state(5, 3, tail(0, 2), 2)),
        reply("OPEN", 8, list(text(5))),
        reply("OPEN", 8, state(5, 0, tail(0, 1), 1)),
        reply("OPEN", 8, list(text(5))));
    await().until(() -> "e8.5".equals(version()));
    then(asked).startsWith("-1/0", "5/2", "-1/0");
    then(board.soldOut(release.id(), id(0))).isFalse();
    then(board.soldOut(release.id(), id(1))).isTrue();
  }

  @Test
  void leaves_the_last_state_while_the_world_is_another() {
    play(reply("OPEN", 7, state(5, 0, tail(0, 0), 0)), reply("RECOVERING", 8));
    await().until(() -> asked.size() > 5);
    then(version()).isEqualTo("e7.5");
    await().until(() -> !board.soldOut(release.id(), id(1)));
    then(version()).isEqualTo("e7.5");
  }

  @Test
  void goes_on_when_redis_comes_back() {
    play();
    await().until(() -> asked.size() > 2);
    then(version()).isNull();
    script.add(reply("OPEN", 7, state(5, 3, tail(0, 0), 0)));
    await().until(() -> "e7.5".equals(version()));
  }

  @Test
  void takes_down_what_is_gone() {
    play(reply("OPEN", 7, state(5, 3, tail(0, 0), 0)), reply("OPEN", 7, list(text(5))));
    await().until(() -> version() != null);
    catalogue.replace(List.of(), List.of(), List.of());
    await().until(() -> version() == null && registry.getMeters().isEmpty());
  }

  @Test
  void takes_down_what_is_not_loaded_any_more() {
    play(reply("OPEN", 7, state(5, 3, tail(0, 0), 0)), reply("OPEN", 7, list()));
    await().until(() -> asked.size() > 3);
    then(version()).isNull();
    then(asked.stream().skip(2)).contains("-1/0");
  }
}
