package io.antrean.ledger;

import java.util.List;
import java.util.Locale;

/** Why a partition recovers; the words are the metric's label and the log's. */
final class Causes {

  /** PostgreSQL says that nobody had finished opening it. */
  static final String NOT_OPEN = "not_open";

  /** The ledger has a gap: Redis forgot entries. */
  static final String BROKEN_CHAIN = "broken_chain";

  /** PostgreSQL refused what only a wrong Redis can have granted. */
  static final String DISAGREES = "disagrees";

  /** Seats that Redis and PostgreSQL tell differently, audit after audit. */
  static final String CONSERVATION = "conservation";

  /** An operator has decided that commits that PostgreSQL has lost are lost. */
  static final String LOSS_ACCEPTED = "loss_accepted";

  static final List<String> ALL =
      List.of(
          NOT_OPEN,
          BROKEN_CHAIN,
          DISAGREES,
          CONSERVATION,
          LOSS_ACCEPTED,
          "absent",
          "other_epoch",
          "other_run",
          "recovering");

  private Causes() {}

  /** The cause that a script's word for another world stands for. */
  static String ofWorld(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
