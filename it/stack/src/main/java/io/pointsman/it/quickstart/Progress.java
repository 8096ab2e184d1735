package io.pointsman.it.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Progress lines for people, on standard error, each with the time since the start. */
final class Progress {
  private final PrintStream out;
  private final Instant start = Instant.now();

  Progress(PrintStream out) {
    this.out = out;
  }

  /** A step begins. */
  void step(String sentence) {
    print("● " + sentence);
  }

  /** Something within a step. */
  void detail(String sentence) {
    print("    " + sentence);
  }

  Duration elapsed() {
    return Duration.between(start, Instant.now());
  }

  private synchronized void print(String line) {
    long seconds = elapsed().toSeconds();
    out.printf("[%d:%02d] %s%n", seconds / 60, seconds % 60, line);
    out.flush();
  }
}
