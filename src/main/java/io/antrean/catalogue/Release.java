package io.antrean.catalogue;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A batch of slots of one office and service that opens at one instant. */
public final class Release {

  /** What PostgreSQL keeps of a release, slots aside. */
  public record Terms(
      LocalDate from,
      LocalDate to,
      LocalTime dayStarts,
      LocalTime dayEnds,
      int slotMinutes,
      int capacity,
      Instant opensAt,
      String admission) {}

  private final UUID id;
  private final Office office;
  private final Service service;
  private final Terms terms;
  private final List<Slot> slots;
  private final Map<String, Slot> slotByText;
  private final Instant closedAt;
  private final int version;
  private final Set<Integer> shut;

  /** One that has not changed since it was made. */
  public Release(
      UUID id, Office office, Service service, Terms terms, List<Slot> slots, Instant closedAt) {
    this(id, office, service, terms, slots, closedAt, 0, Set.of());
  }

  /**
   * {@code slots} are in order of time, at least one; {@code closedAt} is null while not closed;
   * {@code version} counts the changes of it; {@code shut} are the ordinals of slots that take no
   * more claims.
   */
  public Release(
      UUID id,
      Office office,
      Service service,
      Terms terms,
      List<Slot> slots,
      Instant closedAt,
      int version,
      Set<Integer> shut) {
    this.id = id;
    this.office = office;
    this.service = service;
    this.terms = terms;
    this.slots = List.copyOf(slots);
    this.closedAt = closedAt;
    this.version = version;
    this.shut = Set.copyOf(shut);
    var byText = new HashMap<String, Slot>();
    for (var slot : this.slots) byText.put(slot.text(), slot);
    this.slotByText = Map.copyOf(byText);
  }

  public UUID id() {
    return id;
  }

  public Office office() {
    return office;
  }

  public Service service() {
    return service;
  }

  public Terms terms() {
    return terms;
  }

  public List<Slot> slots() {
    return slots;
  }

  /** The slot of this local time, written as in the contract, or null. */
  public Slot slot(String text) {
    return slotByText.get(text);
  }

  /** The slot of this local time, or null. */
  public Slot slot(LocalDateTime starts) {
    return slotByText.get(starts.toString());
  }

  /** When an administrator closed it, or null. */
  public Instant closedAt() {
    return closedAt;
  }

  /** How often it was closed, opened again, its opening moved or some slots of it shut. */
  public int version() {
    return version;
  }

  /** The ordinals of slots at which the office is closed, all the same. */
  public Set<Integer> shut() {
    return shut;
  }

  public Instant opensAt() {
    return terms.opensAt();
  }

  public Instant lastSlotAt() {
    return slots.get(slots.size() - 1).startsAt();
  }

  public int capacityTotal() {
    return slots.size() * terms.capacity();
  }

  public int partition() {
    return service.partition();
  }
}
