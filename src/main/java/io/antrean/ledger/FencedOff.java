package io.antrean.ledger;

/** PostgreSQL refused a write of the ledger: epoch, position or owner are not what was believed. */
final class FencedOff extends RuntimeException {

  private static final long serialVersionUID = 1;

  FencedOff(Fence fence) {
    super("partition " + fence.partition() + " has moved on from " + fence, null, false, false);
  }
}
