package io.pointsman.it.fuzz;

/** Which nodes take part in a round. */
enum Mode {
  /** All: every write is acknowledged by both. */
  ALL("every node takes part; writes at ALL"),
  /** The first alone: what is written does not reach the second. */
  FIRST("the first node alone takes part; writes at ONE"),
  /** The second alone. */
  SECOND("the second node alone takes part; writes at ONE");

  private final String words;

  Mode(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
