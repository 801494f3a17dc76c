package io.antrean.load.capacity;

/**
 * What each thing takes of one core, in microseconds, as {@code load-tests/bench} measures it, and
 * how many connections a node has room for.
 */
record Costs(
    double nodeGrant,
    double nodeRefusal,
    double nodePoll,
    double redisDecision,
    double postgresGrant,
    int connections) {}
