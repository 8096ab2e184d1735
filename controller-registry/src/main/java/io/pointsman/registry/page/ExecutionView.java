package io.pointsman.registry.page;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.Spent;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One execution in full.
 *
 * @param row what lists show of it
 * @param path the stations of its way, in order
 * @param decided the decision's sentence, or what is known instead
 * @param explanation how the decision came about, or null without one
 * @param superseded what the registry had decided, or empty
 * @param facts what else is known, in the order in which it is shown
 */
public record ExecutionView(
    RunRow row,
    List<Station> path,
    String decided,
    Explanation explanation,
    String superseded,
    List<Fact> facts) {

  /**
   * One station of an execution's way.
   *
   * @param what what happened there
   * @param detail in a word or a sentence
   * @param style how it is drawn: {@code SPARK}, {@code LEGACY}, {@code failed}, {@code open}
   */
  public record Station(String what, String detail, String style) {}

  /** A name and its value. */
  public record Fact(String name, String value) {}

  /**
   * @param explanation of its decision, or null
   */
  public static ExecutionView of(RunExecution run, Explanation explanation) {
    Decision decision = run.decision();
    return new ExecutionView(
        RunRow.of(RunSummary.of(run)),
        path(run),
        decision == null
            ? "No decision is known: the workflow went on without one."
            : decision.message(),
        explanation,
        run.supersededDecision() == null ? "" : run.supersededDecision().message(),
        facts(run));
  }

  private static List<Station> path(RunExecution run) {
    List<Station> path = new ArrayList<>();
    Decision decision = run.decision();
    Outcome outcome = run.outcome();
    Route route = decision != null ? decision.route() : outcome == null ? null : outcome.decided();
    if (route != null) {
      path.add(
          new Station(
              "decided " + route,
              decision == null ? "without the decider" : decision.reason().name(),
              route == Route.REFUSED ? "failed" : route.name()));
    }
    if (outcome == null) {
      if (route != Route.REFUSED) {
        path.add(new Station("running", "no outcome was reported yet", "open"));
      }
      return path;
    }
    boolean fellBack = route == Route.SPARK && outcome.servedBy() == Connector.LEGACY;
    if (fellBack) {
      path.add(
          new Station(
              "Spark did not serve",
              outcome.failure() == null ? "" : outcome.failure().name(),
              "failed"));
    }
    path.add(
        outcome.servedBy() == null
            ? new Station(
                "not served", outcome.failure() == null ? "" : outcome.failure().name(), "failed")
            : new Station(
                "served by " + outcome.servedBy(),
                Figures.count(outcome.rows()) + " rows",
                outcome.servedBy().name()));
    return path;
  }

  private static List<Fact> facts(RunExecution run) {
    List<Fact> facts = new ArrayList<>();
    Decision decision = run.decision();
    Outcome outcome = run.outcome();
    if (outcome != null) {
      fact(facts, "Message", outcome.message());
      fact(facts, "Rows", Figures.count(outcome.rows()));
      fact(facts, "Read", Figures.bytes(outcome.bytesRead()));
      fact(facts, "CPU seconds", Figures.seconds(outcome.cpuSeconds()));
      fact(facts, "Spent on failed attempts", spent(outcome.failedAttempts()));
      fact(facts, "Seconds", Figures.seconds(outcome.seconds()));
      fact(facts, "Iceberg snapshot", outcome.snapshotId());
      fact(facts, "Backup read", outcome.backupId());
      fact(facts, "TTLs judged at", outcome.referenceTime());
      fact(facts, "Ended", outcome.endedAt());
    }
    if (decision != null) {
      BackupPin pin = decision.pin();
      if (pin != null) {
        fact(
            facts,
            "Backup pinned",
            pin.backupId() + " of " + pin.source() + ", taken " + pin.takenAt());
        fact(facts, "Reference time", pin.referenceTime());
        fact(facts, "Nodes", pin.nodes().size());
      }
      fact(facts, "Data model", decision.movement().dataModel().wireName());
      fact(facts, "Cohort", decision.movement().cohort());
      for (Map.Entry<String, String> label : decision.movement().labels().entrySet()) {
        fact(facts, "Label " + label.getKey(), label.getValue());
      }
      fact(facts, "Decided at", decision.decidedAt());
      fact(facts, "Decided by", decision.decidedBy());
      fact(facts, "Revision", decision.revision());
      fact(facts, "Generation", decision.generation());
    }
    run.settings().forEach((name, value) -> fact(facts, "Asked for " + name, value));
    return facts;
  }

  private static String spent(Spent spent) {
    return spent == null || spent.attempts() == 0
        ? null
        : spent.attempts()
            + (spent.attempts() == 1 ? " attempt, " : " attempts, ")
            + Figures.bytes(spent.bytesRead())
            + ", "
            + Figures.seconds(spent.cpuSeconds())
            + " s of CPU";
  }

  private static void fact(List<Fact> facts, String name, Object value) {
    if (value != null && !value.toString().isEmpty()) {
      facts.add(new Fact(name, value.toString()));
    }
  }
}
