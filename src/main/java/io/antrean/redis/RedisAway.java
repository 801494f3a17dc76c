package io.antrean.redis;

/**
 * A command was not sent: there is no connection now, or the bound of commands in flight is
 * reached. Nothing has happened in Redis.
 */
public final class RedisAway extends RuntimeException {

  private static final long serialVersionUID = 1;

  RedisAway(String why) {
    super(why, null, false, false);
  }
}
