package io.pointsman.registry.api;

import io.pointsman.decider.Guard;
import java.util.ArrayList;
import java.util.List;

/** A rule's guard as one line for people. */
public final class GuardText {
  private GuardText() {}

  /** Such as {@code 1 own proof; back after 2 fallbacks or a mismatch, for 5 runs}; or empty. */
  public static String of(Guard guard) {
    List<String> parts = new ArrayList<>();
    if (guard.requireOwnProofs() > 0) {
      parts.add(
          guard.requireOwnProofs()
              + (guard.requireOwnProofs() == 1 ? " own proof" : " own proofs"));
    }
    if (guard.demotes()) {
      List<String> causes = new ArrayList<>();
      if (guard.demoteAfterFallbacks() > 0) {
        causes.add(
            guard.demoteAfterFallbacks()
                + (guard.demoteAfterFallbacks() == 1 ? " fallback" : " fallbacks"));
      }
      if (guard.demoteOnMismatch()) {
        causes.add("a mismatch");
      }
      parts.add(
          "back after "
              + String.join(" or ", causes)
              + (guard.cooldownRuns() > 0
                  ? ", for " + guard.cooldownRuns() + " runs"
                  : ", until released"));
    }
    return String.join("; ", parts);
  }
}
