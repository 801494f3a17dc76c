package io.antrean.torture.check;

import java.util.function.Consumer;

/** Something that holds whatever happens. It is asked when all has healed and drained. */
interface Invariant {

  /** The promise, in words. */
  String name();

  /** Says the evidence of each breach. */
  void check(Facts facts, Consumer<String> broken) throws Exception;
}
