/**
 * Differential fuzzing of the reader: random tables with random histories are written to a real
 * Cassandra, and what it answers is compared with what the reader makes of its SSTables.
 */
package io.pointsman.it.fuzz;
