package io.pointsman.it.data;

import java.util.List;

/**
 * A table of the data set: its schema, and what is written to it, in rounds. After each round
 * everything is flushed, so that what belongs to one row lies in several SSTables.
 */
interface TableData {
  /** Rounds 0 to {@value} - 1, each ended by a flush. */
  int ROUNDS = 6;

  String keyspace();

  String table();

  /** Its share of all rows, 0 to 1; all shares add up to 1. */
  double share();

  /** CQL that creates its types and the table, in order. */
  List<String> schema();

  /** CQL that changes the schema after a round's flush; mostly none. */
  default List<String> schemaChangesAfter(int round) {
    return List.of();
  }

  /**
   * Writes one round.
   *
   * @param round from 0
   * @param rows how many rows the table is given over all rounds
   * @param writer takes the statements
   */
  void write(int round, long rows, StatementWriter writer);
}
