package io.pointsman.registry.page;

import io.pointsman.decider.Ages;
import io.pointsman.decider.RampStep;
import io.pointsman.registry.api.RampText;
import io.pointsman.registry.api.RampView;
import java.util.ArrayList;
import java.util.List;

/**
 * A ramp step by step, and what can be asked of it.
 *
 * @param steps in order
 * @param step the reached one, from 1
 * @param waiting what it waits for
 * @param held how long it has been watched on its step
 * @param pause why it is paused, or empty
 * @param approvable whether this step waits for an approval
 * @param next the step that comes next, or 0 on the last
 * @param back the step before, or 0 on the first
 */
public record RampPicture(
    List<Step> steps,
    int step,
    String waiting,
    String held,
    String pause,
    boolean approvable,
    int next,
    int back) {

  /**
   * One step.
   *
   * @param number from 1
   * @param percent to Spark
   * @param hundredths the same, 0 to 10,000, for the bar
   * @param asks what has to be so before it is left
   * @param place {@code past}, {@code reached} or {@code ahead}
   */
  public record Step(int number, String percent, int hundredths, String asks, String place) {}

  public static RampPicture of(RampView ramp) {
    int reached = ramp.state().step();
    List<Step> steps = new ArrayList<>();
    for (RampStep step : ramp.steps()) {
      int number = steps.size();
      steps.add(
          new Step(
              number + 1,
              step.percent().toString(),
              step.percent().hundredths(),
              asks(step, number == ramp.steps().size() - 1),
              number < reached ? "past" : number == reached ? "reached" : "ahead"));
    }
    return new RampPicture(
        steps,
        reached + 1,
        RampText.waiting(ramp),
        RampText.held(ramp),
        ramp.state().pause() == null
            ? ""
            : ramp.state().pause().why() + " (by " + ramp.state().pause().by() + ")",
        ramp.steps().get(reached).approval() && ramp.state().approvedBy() == null,
        reached + 1 < ramp.steps().size() ? reached + 2 : 0,
        reached);
  }

  private static String asks(RampStep step, boolean last) {
    List<String> asks = new ArrayList<>();
    if (!step.hold().isZero()) {
      asks.add("hold " + Ages.format(step.hold()));
    }
    if (step.cleanProofs() > 0) {
      asks.add(step.cleanProofs() + " clean proofs");
    }
    if (step.cleanRuns() > 0) {
      asks.add(step.cleanRuns() + " clean runs");
    }
    if (step.approval()) {
      asks.add("an approval");
    }
    if (step.shadowPercent().hundredths() > 0) {
      asks.add("shadow of " + step.shadowPercent() + " of runs");
    }
    return asks.isEmpty() ? (last ? "the end" : "goes on by itself") : String.join(", ", asks);
  }
}
