package io.pointsman.workers.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Leftovers;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.RunResult;
import java.time.Clock;

/** Tells the registry how a served run went, and removes what failed attempts of it left. */
public final class ReportOutcome implements TaskWorker {
  private final Outcomes outcomes;
  private final Leftovers leftovers;
  private final Clock clock;

  public ReportOutcome(Outcomes outcomes, Leftovers leftovers, Clock clock) {
    this.outcomes = outcomes;
    this.leftovers = leftovers;
    this.clock = clock;
  }

  @Override
  public String taskType() {
    return "report_outcome";
  }

  @Override
  public Role role() {
    return Role.DECIDE;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    RunResult result = Execution.part(task.input(), "result", RunResult.class);
    Decision decision = decision(task.input());
    Outcome outcome =
        new Outcome(
            decision.runId(),
            decision.execution(),
            decision.movement().id(),
            decision.route(),
            result.servedBy(),
            result.fallback() == null ? null : result.fallback().failure(),
            result.fallback() == null ? null : result.fallback().message(),
            result.rows(),
            result.bytesRead(),
            result.cpuSeconds(),
            result.failedAttempts(),
            result.seconds(),
            result.snapshotId(),
            result.backupId(),
            result.referenceTime(),
            decision,
            clock.instant());
    boolean delivered = outcomes.report(outcome);
    if (result.failedAttempts() != null && result.failedAttempts().attempts() > 0) {
      leftovers.ofServed(decision);
    }
    return new TaskAnswer.Done(
        TaskOutput.summary(
                delivered
                    ? "The registry knows how the run ended."
                    : "The registry does not answer; the outcome is kept and delivered later.")
            .put("delivered", delivered)
            .json());
  }

  /** The decider's, or that of the legacy branch when the decider was lost. */
  static Decision decision(JsonNode input) throws TaskFailedException {
    for (String name : new String[] {"decision", "legacyDecision"}) {
      if (input.path(name).isObject()) {
        return Execution.part(input, name, Decision.class);
      }
    }
    throw TaskFailedException.terminal(
        FailureReason.INVALID_INPUT,
        "Neither 'decision' nor 'legacyDecision' says what was decided");
  }
}
