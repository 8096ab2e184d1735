package io.pointsman.it.formats;

/** What came of reading a damaged table. */
enum Outcome {
  SAME_ROWS(true, "the same rows"),
  REFUSED(true, "refused, naming the object"),
  WRONG_ROWS(false, "other rows"),
  UNNAMED(false, "a failure that does not say which object"),
  NO_MEMORY(false, "out of memory"),
  HANG(false, "no end"),
  CRASH(false, "the end of its process");

  private final boolean good;
  private final String words;

  Outcome(boolean good, String words) {
    this.good = good;
    this.words = words;
  }

  boolean isGood() {
    return good;
  }

  String words() {
    return words;
  }
}
