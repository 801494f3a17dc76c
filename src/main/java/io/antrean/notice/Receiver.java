package io.antrean.notice;

import io.vertx.core.Future;
import java.util.UUID;

/** Somebody whom notices go to. */
interface Receiver {

  /** What became of a delivery. A failed Future is FAILED, by a defect of ours. */
  record Outcome(Kind kind, String reason) {

    enum Kind {
      DELIVERED,
      /** There is nobody to tell any more, or nothing. */
      MOOT,
      /** To be tried again. */
      FAILED,
      /** The receiver has said that it never wants anything again. */
      GONE
    }

    static final Outcome DELIVERED = new Outcome(Kind.DELIVERED, null);
    static final Outcome MOOT = new Outcome(Kind.MOOT, null);

    /** {@code reason} is one word, which names no person and no address. */
    static Outcome failed(String reason) {
      return new Outcome(Kind.FAILED, reason);
    }

    static Outcome gone() {
      return new Outcome(Kind.GONE, "gone");
    }
  }

  /** As rows of the outbox name it. */
  UUID id();

  /** {@code mail} or {@code webhook}. */
  String channel();

  /** How many deliveries may be under way on this node. */
  int atOnce();

  Future<Outcome> deliver(Notice notice);
}
