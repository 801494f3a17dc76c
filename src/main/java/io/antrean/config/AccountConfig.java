package io.antrean.config;

import java.time.Duration;

/** The bounds of log-ins, the life of tokens, and the codes that are sent by mail. */
public record AccountConfig(
    Duration tokenLife,
    int hashingMax,
    int hashingWaitingMax,
    Duration endedEvery,
    int endedMax,
    Duration codeLife,
    int codeAttempts,
    Duration codePause,
    int codesADay) {

  public AccountConfig {
    new Check()
        .ms("TOKEN_LIFE_MS", tokenLife, 1_000, 86_400_000)
        .between("HASHING_MAX", hashingMax, 1, 64)
        .between("HASHING_WAITING_MAX", hashingWaitingMax, 0, 100_000)
        .ms("SESSIONS_ENDED_EVERY_MS", endedEvery, 20, 10_000)
        .between("SESSIONS_ENDED_MAX", endedMax, 100, 10_000_000)
        .ms("CODE_LIFE_MS", codeLife, 1_000, 86_400_000)
        .between("CODE_ATTEMPTS", codeAttempts, 1, 10_000)
        .ms("CODE_PAUSE_MS", codePause, 0, 3_600_000)
        .between("CODES_A_DAY", codesADay, 1, 1_000)
        .done();
  }

  static AccountConfig from(Environment env) {
    return new AccountConfig(
        env.ms("TOKEN_LIFE_MS"),
        env.integer("HASHING_MAX"),
        env.integer("HASHING_WAITING_MAX"),
        env.ms("SESSIONS_ENDED_EVERY_MS"),
        env.integer("SESSIONS_ENDED_MAX"),
        env.ms("CODE_LIFE_MS"),
        env.integer("CODE_ATTEMPTS"),
        env.ms("CODE_PAUSE_MS"),
        env.integer("CODES_A_DAY"));
  }
}
