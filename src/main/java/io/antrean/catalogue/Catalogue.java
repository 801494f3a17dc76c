package io.antrean.catalogue;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The offices, services and releases that are not retired, in the memory of this node. A reader on
 * any event loop sees one whole immutable state; {@link #replace} puts the next one in its place.
 */
public final class Catalogue {

  private record State(
      Map<String, Office> offices, List<Service> services, Map<UUID, Release> releases) {}

  private volatile State state = new State(Map.of(), List.of(), Map.of());

  public Release release(UUID id) {
    return state.releases.get(id);
  }

  public Collection<Release> releases() {
    return state.releases.values();
  }

  public List<Release> releasesOfPartition(int partition) {
    return state.releases.values().stream().filter(r -> r.partition() == partition).toList();
  }

  public Office office(String id) {
    return state.offices.get(id);
  }

  public Collection<Office> offices() {
    return state.offices.values();
  }

  /** The service of this id as it is set up at this office, or null. */
  public Service service(String office, String id) {
    for (var service : state.services) {
      if (service.office().equals(office) && service.id().equals(id)) return service;
    }
    return null;
  }

  public List<Service> services() {
    return state.services;
  }

  void replace(Collection<Office> offices, List<Service> services, Collection<Release> releases) {
    state =
        new State(
            offices.stream().collect(Collectors.toUnmodifiableMap(Office::id, Function.identity())),
            List.copyOf(services),
            releases.stream()
                .collect(Collectors.toUnmodifiableMap(Release::id, Function.identity())));
  }
}
