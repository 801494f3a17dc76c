package io.antrean.load;

import java.util.List;
import java.util.UUID;

/** Made-up persons of one account, with its token; a claim is for all of them. */
public record Party(String token, List<UUID> persons) {

  public Party {
    persons = List.copyOf(persons);
  }
}
