package io.antrean.support;

public final class Stores {
  public static String redisUri() {
    return "redis://127.0.0.1:6399";
  }
}
