package io.antrean.config;

import java.time.Duration;

/**
 * How what administrators change takes effect. A release counts as announced so long after it was
 * made, or once it is open: from then on two people change it, the second one within {@code
 * proposalLife}. Its opening is not moved any more when it is nearer than {@code changeMargin}.
 * What a plan releases is made {@code planAhead} of its opening.
 */
public record AdministrationConfig(
    Duration announcedAfter,
    Duration changeMargin,
    Duration proposalLife,
    Duration planAhead,
    Duration planEvery) {

  public AdministrationConfig {
    new Check()
        .ms("RELEASE_ANNOUNCED_AFTER_MS", announcedAfter, 0, 86_400_000)
        .ms("RELEASE_CHANGE_MARGIN_MS", changeMargin, 10_000, 86_400_000)
        .ms("PROPOSAL_LIFE_MS", proposalLife, 1_000, 2_147_483_647)
        .ms("PLAN_AHEAD_MS", planAhead, 0, 2_147_483_647)
        .ms("PLAN_EVERY_MS", planEvery, 50, 3_600_000)
        .done();
  }

  static AdministrationConfig from(Environment env) {
    return new AdministrationConfig(
        env.ms("RELEASE_ANNOUNCED_AFTER_MS"),
        env.ms("RELEASE_CHANGE_MARGIN_MS"),
        env.ms("PROPOSAL_LIFE_MS"),
        env.ms("PLAN_AHEAD_MS"),
        env.ms("PLAN_EVERY_MS"));
  }
}
