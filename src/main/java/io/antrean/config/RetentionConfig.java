package io.antrean.config;

import java.time.Duration;

/** How long what nobody uses is kept, in days, and how it is looked for. */
public record RetentionConfig(
    Duration every, int batch, int personDays, int unverifiedDays, int removedDays) {

  public RetentionConfig {
    new Check()
        .ms("RETENTION_EVERY_MS", every, 100, 86_400_000)
        .between("RETENTION_BATCH", batch, 1, 10_000)
        .between("RETENTION_PERSON_DAYS", personDays, 1, 36_500)
        .between("RETENTION_UNVERIFIED_DAYS", unverifiedDays, 1, 3_650)
        .between("RETENTION_REMOVED_DAYS", removedDays, 1, 3_650)
        .done();
  }

  static RetentionConfig from(Environment env) {
    return new RetentionConfig(
        env.ms("RETENTION_EVERY_MS"),
        env.integer("RETENTION_BATCH"),
        env.integer("RETENTION_PERSON_DAYS"),
        env.integer("RETENTION_UNVERIFIED_DAYS"),
        env.integer("RETENTION_REMOVED_DAYS"));
  }
}
