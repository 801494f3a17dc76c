package io.antrean.config;

import java.time.Duration;

/**
 * When an office's day is closed, and what follows for those who did not come: so many no-shows
 * within so many days are forgiven, one more blocks its person for some days, and after {@code
 * countsDays} none counts any more. Who cancels in time is never meant; who cancels late only where
 * {@code lateCancelsCount}.
 */
public record NoShowConfig(
    Duration closePause,
    Duration closeEvery,
    int closeBatch,
    Duration judgeEvery,
    int judgeBatch,
    int forgiven,
    int forgivenDays,
    int countsDays,
    int blockDays,
    boolean lateCancelsCount) {

  public NoShowConfig {
    new Check()
        .ms("DAY_CLOSE_PAUSE_MS", closePause, 2_000, 86_400_000)
        .ms("DAY_CLOSE_EVERY_MS", closeEvery, 50, 3_600_000)
        .between("DAY_CLOSE_BATCH", closeBatch, 1, 1_000)
        .ms("NO_SHOW_JUDGE_EVERY_MS", judgeEvery, 50, 60_000)
        .between("NO_SHOW_JUDGE_BATCH", judgeBatch, 1, 10_000)
        .between("NO_SHOW_FORGIVEN", forgiven, 0, 1_000)
        .between("NO_SHOW_FORGIVEN_DAYS", forgivenDays, 1, 3_650)
        .between("NO_SHOW_BLOCK_DAYS", blockDays, 0, 3_650)
        // What counts no more can not be among those that block, nor go on blocking.
        .between("NO_SHOW_COUNTS_DAYS", countsDays, Math.max(forgivenDays, blockDays), 3_650)
        .done();
  }

  static NoShowConfig from(Environment env) {
    return new NoShowConfig(
        env.ms("DAY_CLOSE_PAUSE_MS"),
        env.ms("DAY_CLOSE_EVERY_MS"),
        env.integer("DAY_CLOSE_BATCH"),
        env.ms("NO_SHOW_JUDGE_EVERY_MS"),
        env.integer("NO_SHOW_JUDGE_BATCH"),
        env.integer("NO_SHOW_FORGIVEN"),
        env.integer("NO_SHOW_FORGIVEN_DAYS"),
        env.integer("NO_SHOW_COUNTS_DAYS"),
        env.integer("NO_SHOW_BLOCK_DAYS"),
        env.flag("NO_SHOW_LATE_CANCELS_COUNT"));
  }
}
