package io.antrean.load;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What claims ask for: the JSON that is put. */
final class Wishes {

  private Wishes() {}

  /** Most of all an early slot, then any; half of them take the next with room. */
  static String early(Release release, Party party) {
    var random = ThreadLocalRandom.current();
    var slots = release.slots();
    var first = Math.min(random.nextInt(slots.size()), random.nextInt(slots.size()));
    var others = random.ints(random.nextInt(3), 0, slots.size()).boxed();
    var wanted = Stream.concat(Stream.of(first), others).distinct().map(slots::get).toList();
    return json(wanted, random.nextBoolean(), party);
  }

  /** Any slot, and whatever comes after it. */
  static String any(Release release, Party party) {
    var slots = release.slots();
    var slot = slots.get(ThreadLocalRandom.current().nextInt(slots.size()));
    return json(List.of(slot), true, party);
  }

  /** One slot and no other; so many in turn fill the release to its last seat. */
  static String nth(Release release, int number, Party party) {
    var slots = release.slots();
    return json(List.of(slots.get(number % slots.size())), false, party);
  }

  /** These slots; a single person need not be named. */
  static String json(List<String> slots, boolean orNext, Party party) {
    var named = party.persons().size() > 1 ? ",\"party\":" + list(party.persons()) : "";
    return "{\"slots\":" + list(slots) + ",\"orNext\":" + orNext + named + "}";
  }

  private static String list(List<?> values) {
    return values.stream()
        .map(value -> '"' + value.toString() + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }
}
