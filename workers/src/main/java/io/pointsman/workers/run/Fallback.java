package io.pointsman.workers.run;

import io.pointsman.decider.FailureReason;

/**
 * Why Spark did not serve although it was decided.
 *
 * @param failure its name
 * @param message for people
 */
public record Fallback(FailureReason failure, String message) {
  @Override
  public String toString() {
    return failure + ": " + message;
  }
}
