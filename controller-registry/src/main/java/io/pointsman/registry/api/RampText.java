package io.pointsman.registry.api;

import io.pointsman.decider.Ages;
import io.pointsman.decider.RampStep;
import java.util.ArrayList;
import java.util.List;

/** Ramps as lines for people. */
public final class RampText {
  private RampText() {}

  /** Such as {@code step 2 of 4} or {@code step 2 of 4, paused}. */
  public static String step(RampView ramp) {
    return "step "
        + (ramp.state().step() + 1)
        + " of "
        + ramp.steps().size()
        + (ramp.state().pause() == null ? "" : ", paused");
  }

  /** All steps, the reached one in brackets: {@code 0.00 % > [1.00 %] > 100.00 %}. */
  public static String steps(RampView ramp) {
    List<String> steps = new ArrayList<>();
    for (RampStep step : ramp.steps()) {
      boolean reached = steps.size() == ramp.state().step();
      steps.add(reached ? "[" + step.percent() + "]" : step.percent().toString());
    }
    return String.join(" > ", steps);
  }

  /** What it waits for: the missing conditions, or that it is through. */
  public static String waiting(RampView ramp) {
    return ramp.missing().isEmpty() ? "nothing" : String.join("; ", ramp.missing());
  }

  /** How long it has been watched on its step. */
  public static String held(RampView ramp) {
    return Ages.format(java.time.Duration.ofMinutes(ramp.state().held().toMinutes()));
  }
}
