package io.pointsman.decider.job;

import io.pointsman.decider.Connector;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /** What the name of every intermediate table of the reference engine begins with. */
  public static final String INTERMEDIATE_PREFIX = "pointsman_intermediate_";

  private static final String UUID =
      "([0-9a-f]{8})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-f]{4})_([0-9a-f]{12})";
  private static final String NUMBER = "([1-9][0-9]{0,8})";
  private static final Pattern BRANCH =
      Pattern.compile(BRANCH_PREFIX + UUID + "_" + NUMBER + "_(SPARK|LEGACY)_" + NUMBER);
  private static final Pattern INTERMEDIATE =
      Pattern.compile(INTERMEDIATE_PREFIX + UUID + "_" + NUMBER + "_" + NUMBER);

  /**
   * The job that a branch's name names.
   *
   * @return empty when it is none, or its run's id is no UUID: its dashes cannot be told then
   */
  public static Optional<JobKey> ofBranch(String name) {
    Matcher matcher = BRANCH.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new JobKey(
                runId(matcher),
                Integer.parseInt(matcher.group(6)),
                Connector.valueOf(matcher.group(7)),
                Integer.parseInt(matcher.group(8))))
        : Optional.empty();
  }

  /** The job that an intermediate table's name names; empty as for branches. */
  public static Optional<JobKey> ofIntermediateTable(String name) {
    Matcher matcher = INTERMEDIATE.matcher(name);
    return matcher.matches()
        ? Optional.of(
            new JobKey(
                runId(matcher),
                Integer.parseInt(matcher.group(6)),
                Connector.LEGACY,
                Integer.parseInt(matcher.group(7))))
        : Optional.empty();
  }

  private static String runId(Matcher matcher) {
    StringBuilder id = new StringBuilder(matcher.group(1));
    for (int part = 2; part <= 5; part++) {
      id.append('-').append(matcher.group(part));
    }
    return id.toString();
  }

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

  /** The table that the reference engine keeps between its stages, beside the destination. */
  public String intermediateTable() {
    return INTERMEDIATE_PREFIX + runId.replace('-', '_') + "_" + execution + "_" + attempt;
  }
}
