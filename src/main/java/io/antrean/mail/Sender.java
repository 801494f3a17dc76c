package io.antrean.mail;

import io.vertx.core.Future;

/** How mail leaves this server. */
public interface Sender {

  /** Succeeds when somebody else has taken the message over; never blocks. */
  Future<Void> send(Message message);
}
