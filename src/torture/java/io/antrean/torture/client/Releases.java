package io.antrean.torture.client;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes small releases again and again, each with days of its own, so that openings, the last seat
 * and sold out occur all the time.
 */
public final class Releases {

  static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
  private static final LocalDate FIRST_DAY = LocalDate.of(2030, 1, 7);
  private static final long TODAY_LEAD_SECONDS = 20;
  private static final int TODAY_SEATS = 20;
  private static final LocalTime LAST_OF_THE_DAY = LocalTime.of(23, 40);
  private static final int OFFERED_MAX = 3;
  private static final int DAY_SLOTS = 40;
  private static final int SOLD_OUT_HEARD = 60;

  private final List<Office> offices = new ArrayList<>();
  private final List<CopyOnWriteArrayList<Release>> offered = new ArrayList<>();
  private final List<AtomicInteger> days = new ArrayList<>();
  private final People people;
  private final History history;
  private final int slotsMax;
  private final int capacityMax;
  private final long offeredMs;

  /**
   * Two offices with the same services: a person's second booking may be in another partition. A
   * release is claimed for so long, unless it is sold out before.
   */
  public Releases(
      People people, History history, int services, int slotsMax, int capacityMax, long offeredMs) {
    this.people = people;
    this.history = history;
    this.slotsMax = slotsMax;
    this.capacityMax = capacityMax;
    this.offeredMs = offeredMs;
    for (int i = 0; i < 2 * services; i++) {
      var letter = String.valueOf((char) ('A' + i / 2));
      offices.add(new Office(i, i % 2 == 0 ? "sampit" : "palu", "service-" + i / 2, letter));
      offered.add(new CopyOnWriteArrayList<>());
      days.add(new AtomicInteger());
    }
  }

  /** Sets up the offices and services. */
  public void setUp(Http http) throws IOException {
    for (var office : List.of("sampit", "palu")) {
      var body = new JsonObject().put("id", office).put("name", office).put("zone", ZONE.getId());
      must(http, "/api/v1/offices", body);
    }
    for (var one : offices) {
      var body =
          new JsonObject()
              .put("office", one.office())
              .put("id", one.service())
              .put("name", one.service())
              .put("letter", one.letter())
              .put("category", "PASSPORT");
      must(http, "/api/v1/services", body);
    }
  }

  private void must(Http http, String path, JsonObject body) throws IOException {
    var reply = http.send("POST", path, people.admin(), body.encode(), null);
    if (reply.status() != 201) throw new IOException(path + ": " + reply.status() + reply.body());
  }

  public List<Office> offices() {
    return offices;
  }

  /** One that is claimed now, or opens at any moment; null when this service has none. */
  Release some(Random random) {
    return some(offices.get(random.nextInt(offices.size())), random);
  }

  /** The same of one office and service. */
  Release some(Office office, Random random) {
    var list = offered.get(office.place());
    var size = list.size();
    try {
      return size == 0 ? null : list.get(random.nextInt(size));
    } catch (IndexOutOfBoundsException gone) {
      return null;
    }
  }

  /** Somebody heard that it is sold out: after a while nobody asks for it any more. */
  void soldOut(Release release, Random random) {
    if (random.nextInt(SOLD_OUT_HEARD) == 0) {
      offered.get(release.office().place()).remove(release);
    }
  }

  /** Takes back what has been offered for long, and makes what is missing. */
  public void tend(Http http, Random random) throws IOException {
    var now = System.currentTimeMillis();
    for (var office : offices) {
      var list = offered.get(office.place());
      list.removeIf(one -> now - one.madeAtMs() > offeredMs || now > one.lastSlotMs());
      if (list.size() < OFFERED_MAX) {
        var made = make(http, office, random);
        if (made != null) list.add(made);
      }
    }
  }

  /**
   * One slot of today for each office and service, which begins within about a minute: soon nobody
   * will have come to it. False where it is too near to midnight, or a node is away.
   */
  public boolean today(Http http) throws IOException {
    var soon = LocalDateTime.now(ZONE).plusSeconds(TODAY_LEAD_SECONDS);
    var starts = soon.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    if (starts.toLocalTime().isAfter(LAST_OF_THE_DAY)) return false;
    var made = true;
    for (var office : offices) {
      var opensAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      var body =
          body(office, starts.toLocalDate(), 1, TODAY_SEATS, opensAt)
              .put("dayStarts", starts.toLocalTime().toString())
              .put("dayEnds", starts.toLocalTime().plusMinutes(15).toString());
      var slots = List.of(starts.toString());
      var release = make(http, office, body, slots, TODAY_SEATS, opensAt);
      if (release == null) made = false;
      else offered.get(office.place()).add(release);
    }
    return made;
  }

  private Release make(Http http, Office office, Random random) throws IOException {
    var day = FIRST_DAY.plusDays(days.get(office.place()).getAndIncrement());
    var count = 2 + random.nextInt(slotsMax - 1);
    var capacity = 1 + random.nextInt(capacityMax);
    return make(http, office, day, count, capacity, 200 + random.nextInt(2500));
  }

  /** One large release, of a whole day, of the first service. */
  public Release opening(Http http, int seats, long leadMs) throws IOException {
    return openings(http, 1, seats, leadMs).get(0);
  }

  /** So many large releases of as many seats each, a day each, of the first service. */
  public List<Release> openings(Http http, int count, int seats, long leadMs) throws IOException {
    var all = new ArrayList<Release>();
    for (int day = 0; day < count; day++) {
      var on = FIRST_DAY.plusDays(day);
      var made = make(http, offices.get(0), on, DAY_SLOTS, seats / DAY_SLOTS, leadMs);
      if (made == null) throw new IOException("the release was not made");
      all.add(made);
    }
    return all;
  }

  private Release make(
      Http http, Office office, LocalDate day, int count, int capacity, long leadMs)
      throws IOException {
    var opensAt = Instant.now().plusMillis(leadMs).truncatedTo(ChronoUnit.MILLIS);
    var slots = new ArrayList<String>();
    for (int i = 0; i < count; i++) slots.add(day.atTime(8, 0).plusMinutes(15L * i).toString());
    return make(
        http, office, body(office, day, count, capacity, opensAt), slots, capacity, opensAt);
  }

  private Release make(
      Http http, Office office, JsonObject body, List<String> slots, int capacity, Instant opensAt)
      throws IOException {
    var reply = http.send("POST", "/api/v1/releases", people.admin(), body.encode(), null);
    if (reply.status() != 201) return null;
    var id = UUID.fromString(new JsonObject(reply.body()).getString("id"));
    var release = new Release(id, office, slots, capacity, opensAt, System.currentTimeMillis());
    history.made(release);
    return release;
  }

  /** What makes a release of this day. */
  JsonObject body(Office office, LocalDate day, int slots, int capacity, Instant opensAt) {
    return new JsonObject()
        .put("office", office.office())
        .put("service", office.service())
        .put("from", day.toString())
        .put("to", day.toString())
        .put("dayStarts", "08:00")
        .put("dayEnds", day.atTime(8, 0).plusMinutes(15L * slots).toLocalTime().toString())
        .put("slotMinutes", 15)
        .put("capacity", capacity)
        .put("opensAt", opensAt.atZone(ZONE).toOffsetDateTime().toString())
        .put("admission", "open");
  }

  /** Two requests for the same days of a service, for two nodes to decide at once. */
  public String rival(Random random) {
    var office = offices.get(random.nextInt(offices.size()));
    var day = FIRST_DAY.plusDays(days.get(office.place()).getAndIncrement());
    return body(office, day, 4, 1, Instant.now().truncatedTo(ChronoUnit.MILLIS)).encode();
  }
}
