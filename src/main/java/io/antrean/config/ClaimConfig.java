package io.antrean.config;

import java.time.Duration;

/** The bounds of the claim path. {@code waitingMax} is for an event loop, the others for a node. */
public record ClaimConfig(
    int batchMax,
    int waitingMax,
    int waitersMax,
    Duration waitDefault,
    Duration waitMax,
    int backlogMax,
    Duration backlogAgeMax) {

  public ClaimConfig {
    new Check()
        // A call's releases and claims are arguments of one script, and its replies one answer.
        .between("CLAIM_BATCH_MAX", batchMax, 1, 250)
        .between("CLAIM_WAITING_MAX", waitingMax, batchMax, 1_000_000)
        .between("CLAIM_WAITERS_MAX", waitersMax, 0, 10_000_000)
        .ms("CLAIM_WAIT_MAX_MS", waitMax, 0, 30_000)
        .ms("CLAIM_WAIT_DEFAULT_MS", waitDefault, 0, waitMax.toMillis())
        .between("CLAIM_BACKLOG_MAX", backlogMax, 1, 10_000_000)
        .ms("CLAIM_BACKLOG_AGE_MAX_MS", backlogAgeMax, 1_000, 3_600_000)
        .done();
  }
}
