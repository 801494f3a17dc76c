package io.antrean.config;

import java.time.Duration;

/** The bounds and the pace of the ledger. */
public record LedgerConfig(
    int batchMax,
    Duration lease,
    Duration renewEvery,
    Duration pauseAfterFailure,
    Duration keepSettled,
    Duration drainMax,
    Duration readBlock,
    Duration sweepPause,
    Duration retireAfter,
    Duration auditEvery,
    Duration auditRecoveryEvery) {

  public LedgerConfig {
    new Check()
        .between("LEDGER_BATCH_MAX", batchMax, 1, 5_000)
        .ms("LEDGER_RENEW_EVERY_MS", renewEvery, 50, 60_000)
        .ms("LEDGER_LEASE_MS", lease, 2 * renewEvery.toMillis(), 600_000)
        .ms("LEDGER_PAUSE_MS", pauseAfterFailure, 1, 60_000)
        .ms("LEDGER_KEEP_SETTLED_MS", keepSettled, 0, 86_400_000)
        .ms("LEDGER_DRAIN_MAX_MS", drainMax, 100, 600_000)
        .ms("LEDGER_READ_BLOCK_MS", readBlock, 1, 1_000)
        .ms("LEDGER_SWEEP_PAUSE_MS", sweepPause, 1, 60_000)
        .ms("RELEASE_RETIRE_AFTER_MS", retireAfter, 0, 2_592_000_000L)
        .ms("CONSERVATION_EVERY_MS", auditEvery, 50, 3_600_000)
        .ms("CONSERVATION_RECOVERY_EVERY_MS", auditRecoveryEvery, 1_000, 86_400_000)
        .done();
  }
}
