package io.antrean.catalogue;

import java.time.Instant;

/** What can be changed of a release that is there; {@code opensAt} is null unless that changes. */
record ReleaseChange(Proposal.Kind kind, Instant opensAt) {

  static final ReleaseChange CLOSE = new ReleaseChange(Proposal.Kind.CLOSE, null);
  static final ReleaseChange REOPEN = new ReleaseChange(Proposal.Kind.REOPEN, null);

  static ReleaseChange opensAt(Instant instant) {
    return new ReleaseChange(Proposal.Kind.MOVE_OPENING, instant);
  }
}
