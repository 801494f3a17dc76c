package io.antrean.config;

import java.time.Duration;

/** The bounds of log-ins and the life of tokens. */
public record AccountConfig(Duration tokenLife, int hashingMax, int hashingWaitingMax) {

  public AccountConfig {
    new Check()
        .ms("TOKEN_LIFE_MS", tokenLife, 1_000, 86_400_000)
        .between("HASHING_MAX", hashingMax, 1, 64)
        .between("HASHING_WAITING_MAX", hashingWaitingMax, 0, 100_000)
        .done();
  }
}
