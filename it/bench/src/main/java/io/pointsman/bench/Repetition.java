package io.pointsman.bench;

/** Work that is done over and over, the same each time. */
@FunctionalInterface
interface Repetition {
  void run() throws Exception;
}
