package io.antrean.load.capacity;

/**
 * What stands ready: nodes of so many cores, so many partitions that the seats are spread over
 * (each a core of Redis at most), and cores of PostgreSQL.
 */
record Office(int nodes, int coresANode, int partitions, int postgresCores) {

  Office withNodes(int newNodes) {
    return new Office(newNodes, coresANode, partitions, postgresCores);
  }
}
