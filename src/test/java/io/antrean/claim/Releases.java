package io.antrean.claim;

import io.antrean.catalogue.Office;
import io.antrean.catalogue.Release;
import io.antrean.catalogue.Service;
import io.antrean.catalogue.Slot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Releases as specs need them: every slot a quarter of an hour, from eight o'clock. */
public final class Releases {

  private static final ZoneId ZONE = ZoneId.of("Asia/Jakarta");
  private static final Office OFFICE = new Office("sampit", "Sampit", ZONE);

  private Releases() {}

  public static Release of(
      String service,
      int partition,
      LocalDate from,
      int days,
      int slotsADay,
      int capacity,
      Instant opensAt,
      boolean closed) {
    var slots = new ArrayList<Slot>();
    var eight = LocalTime.of(8, 0);
    for (int day = 0; day < days; day++) {
      for (int i = 0; i < slotsADay; i++) {
        var starts = from.plusDays(day).atTime(eight.plusMinutes(15L * i));
        slots.add(new Slot(slots.size(), starts, starts.atZone(ZONE).toInstant()));
      }
    }
    var terms =
        new Release.Terms(
            from,
            from.plusDays(days - 1L),
            eight,
            eight.plusMinutes(15L * slotsADay),
            15,
            capacity,
            opensAt,
            "open");
    var one = new Service(1, "sampit", service, service, "A", Service.Category.PASSPORT, partition);
    return new Release(
        UUID.randomUUID(), OFFICE, one, terms, List.copyOf(slots), closed ? opensAt : null);
  }
}
