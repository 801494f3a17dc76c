package io.antrean.ledger;

import java.util.UUID;

/**
 * What a writer believes of its partition, and names with every write: a write of one who is
 * mistaken changes nothing.
 */
record Fence(int partition, int epoch, EntryId position, UUID owner) {}
