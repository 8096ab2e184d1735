package io.pointsman.it.show;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Progress lines for people, on standard error, each with the time since the start. */
public final class Progress {
  private final PrintStream out;
  private final Instant start = Instant.now();

  public Progress(PrintStream out) {
    this.out = out;
  }

  /** A step begins. */
  public void step(String sentence) {
    print("● " + sentence);
  }

  /** Something within a step. */
  public void detail(String sentence) {
    print("    " + sentence);
  }

  public Duration elapsed() {
    return Duration.between(start, Instant.now());
  }

  private synchronized void print(String line) {
    long seconds = elapsed().toSeconds();
    out.printf("[%d:%02d] %s%n", seconds / 60, seconds % 60, line);
    out.flush();
  }
}
