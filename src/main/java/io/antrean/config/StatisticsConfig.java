package io.antrean.config;

import java.time.Duration;

/** How days are counted, and how much one question may ask for. */
public record StatisticsConfig(
    Duration every, Duration pause, int batch, int daysMax, int rowsMax) {

  public StatisticsConfig {
    new Check()
        .ms("STATISTICS_EVERY_MS", every, 20, 3_600_000)
        .ms("STATISTICS_PAUSE_MS", pause, 0, 3_600_000)
        .between("STATISTICS_BATCH", batch, 1, 10_000)
        .between("STATISTICS_DAYS_MAX", daysMax, 366, 36_600)
        .between("STATISTICS_ROWS_MAX", rowsMax, 12, 10_000)
        .done();
  }

  static StatisticsConfig from(Environment env) {
    return new StatisticsConfig(
        env.ms("STATISTICS_EVERY_MS"),
        env.ms("STATISTICS_PAUSE_MS"),
        env.integer("STATISTICS_BATCH"),
        env.integer("STATISTICS_DAYS_MAX"),
        env.integer("STATISTICS_ROWS_MAX"));
  }
}
