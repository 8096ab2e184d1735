package io.pointsman.registry.page;

import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Decision;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Spent;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.conductor.TaskStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One execution in full.
 *
 * @param row what lists show of it
 * @param way its way through the workflow
 * @param decided the decision's sentence, or what is known instead
 * @param explanation how the decision came about, or null without one
 * @param superseded what the registry had decided, or empty
 * @param facts what else is known, in the order in which it is shown
 */
public record ExecutionView(
    RunRow row,
    Way way,
    String decided,
    Explanation explanation,
    String superseded,
    List<Fact> facts) {

  /** A name and its value. */
  public record Fact(String name, String value) {}

  /**
   * One execution.
   *
   * @param explanation of its decision, or null
   * @param steps its tasks as Conductor shows them, or null where it does not
   */
  public static ExecutionView of(RunExecution run, Explanation explanation, List<TaskStep> steps) {
    Decision decision = run.decision();
    return new ExecutionView(
        RunRow.of(RunSummary.of(run)),
        steps == null || steps.isEmpty()
            ? Way.recorded(run)
            : Way.ofTasks(steps, run.outcome() != null),
        decision == null
            ? "No decision is known: the workflow went on without one."
            : decision.message(),
        explanation,
        run.supersededDecision() == null ? "" : run.supersededDecision().message(),
        facts(run));
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
