package io.pointsman.registry.service;

import io.pointsman.decider.Blame;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;

/**
 * One execution that has ended, as guards, ramps and the breaker see it.
 *
 * @param decision what Conductor held, or null when it held none
 * @param outcome how it ended
 */
record RunResult(Decision decision, Outcome outcome) {

  /** Decided for Spark, and served by it. */
  boolean servedAsDecidedBySpark() {
    return outcome.decided() == Route.SPARK && outcome.servedBy() == Connector.SPARK;
  }

  /** Decided for Spark, served by legacy, for a reason that speaks against Spark. */
  boolean fellBack() {
    return outcome.decided() == Route.SPARK
        && outcome.servedBy() == Connector.LEGACY
        && Blame.of(outcome.failure()).counts();
  }

  /** As {@link #fellBack}, because of what every movement runs on. */
  boolean fellBackByPlatform() {
    return fellBack() && Blame.of(outcome.failure()) == Blame.PLATFORM;
  }

  /** Kept on legacy by its guard, and served. */
  boolean cooled() {
    return outcome.servedBy() == Connector.LEGACY
        && decision != null
        && decision.reason() == DecisionReason.GUARD_DEMOTED;
  }

  /** The run and what became of it, for people. */
  String text() {
    return "run "
        + outcome.runId()
        + (outcome.execution() == 1 ? "" : " #" + outcome.execution())
        + (outcome.failure() == null
            ? outcome.servedBy() == null ? "" : ", served by " + outcome.servedBy()
            : ", " + outcome.failure())
        + (outcome.message() == null ? "" : " (" + shortened(outcome.message()) + ")");
  }

  private static String shortened(String text) {
    String line = text.lines().findFirst().orElse("");
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
