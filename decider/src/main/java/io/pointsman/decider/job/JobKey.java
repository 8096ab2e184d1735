package io.pointsman.decider.job;

import io.pointsman.decider.Connector;

/**
 * What a job is found again by.
 *
 * @param runId Conductor's workflow id
 * @param execution the pass through the run, from 1
 * @param connector the engine
 * @param attempt from 1
 */
public record JobKey(String runId, int execution, Connector connector, int attempt) {
  /** What the name of every branch that a job stages on begins with. */
  public static final String BRANCH_PREFIX = "pointsman_";

  /** Where its records lie below the control URI, without a leading or trailing slash. */
  public String path() {
    return "runs/" + runId + "/" + execution + "/" + connector + "/" + attempt;
  }

  /** The branch it stages on in the destination table. */
  public String branch() {
    return BRANCH_PREFIX
        + runId.replace('-', '_')
        + "_"
        + execution
        + "_"
        + connector
        + "_"
        + attempt;
  }
}
