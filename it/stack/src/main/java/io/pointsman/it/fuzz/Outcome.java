package io.pointsman.it.fuzz;

/**
 * What became of one history.
 *
 * @param table the table that it was played in
 * @param history what was played
 * @param writes statements that the nodes took
 * @param refused statements that they refused; these have no effect
 * @param rows what is in the table at the end
 * @param sstables of all nodes
 * @param disturbed why it cannot be compared, such as a timeout, or null
 * @param difference null when the reader agrees
 */
record Outcome(
    String table,
    History history,
    int writes,
    int refused,
    int rows,
    int sstables,
    String disturbed,
    Difference difference) {

  boolean differs() {
    return difference != null;
  }
}
