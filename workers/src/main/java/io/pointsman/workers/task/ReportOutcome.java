package io.pointsman.workers.task;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.ControlFiles;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Leftovers;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.RunResult;
import java.time.Clock;

/** Tells the registry how a served run went, and removes what failed attempts of it left. */
public final class ReportOutcome implements TaskWorker {
  private final Outcomes outcomes;
  private final Leftovers leftovers;
  private final Repins repins;
  private final ControlFiles files;
  private final Clock clock;

  public ReportOutcome(
      Outcomes outcomes, Leftovers leftovers, Repins repins, ControlFiles files, Clock clock) {
    this.outcomes = outcomes;
    this.leftovers = leftovers;
    this.repins = repins;
    this.files = files;
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
    Decision decision = repins.current(decision(task.input()));
    boolean delivered = outcomes.report(result.outcome(decision, clock.instant()));
    if (result.failedAttempts() == null || result.failedAttempts().attempts() > 0) {
      // One that was only asked to stop may leave more: its open mark brings a worker by.
      leftovers.ofServed(decision);
    } else {
      for (Connector engine : Connector.values()) {
        files.markEnded(engine, decision);
      }
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
