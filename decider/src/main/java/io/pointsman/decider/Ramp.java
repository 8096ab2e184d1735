package io.pointsman.decider;

import java.util.List;

/**
 * A share that grows step by step. The step that was reached is kept beside the document, so that
 * applying the document again never resets it.
 *
 * @param steps at least one; their percentages never fall
 */
public record Ramp(List<RampStep> steps) implements RuleRoute {
  public Ramp {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("is empty; a ramp has at least one step");
    }
  }

  /** A step by its number; the last one for any number beyond. */
  public RampStep step(int number) {
    return steps.get(Math.max(0, Math.min(number, steps.size() - 1)));
  }

  public boolean isLast(int number) {
    return number >= steps.size() - 1;
  }

  @Override
  public RouteSetting at(int reachedStep) {
    return step(reachedStep).setting();
  }

  /**
   * The step of this ramp that stands for one that another version of it had reached: the same step
   * where there is one, else the last that sends no more to Spark; so that an edited document moves
   * nothing to Spark unasked, and back only what no step of it allows any more.
   */
  public int stepFor(RampStep reached, int number) {
    if (number < steps.size() && steps.get(number).equals(reached)) {
      return number;
    }
    int same = steps.indexOf(reached);
    if (same >= 0) {
      return same;
    }
    int last = 0;
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).percent().compareTo(reached.percent()) <= 0) {
        last = i;
      }
    }
    return last;
  }
}
