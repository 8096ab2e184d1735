package io.pointsman.decider;

/** How a rule sends its movements: by one setting, or by the steps of a ramp. */
public sealed interface RuleRoute permits RouteSetting, Ramp {

  /**
   * What holds now.
   *
   * @param reachedStep the step that a ramp has reached, from 0; a single setting does not ask
   */
  RouteSetting at(int reachedStep);
}
