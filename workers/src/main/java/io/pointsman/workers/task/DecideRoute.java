package io.pointsman.workers.task;

import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.InvalidMovementException;
import io.pointsman.decider.Route;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Decisions;
import io.pointsman.workers.run.MovementInput;
import io.pointsman.workers.run.Runs;

/** Checks the movement, pins a backup, asks the registry. */
public final class DecideRoute implements TaskWorker {
  private final Decisions decisions;
  private final Runs runs;

  public DecideRoute(Decisions decisions, Runs runs) {
    this.decisions = decisions;
    this.runs = runs;
  }

  @Override
  public String taskType() {
    return "decide_route";
  }

  @Override
  public Role role() {
    return Role.DECIDE;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    MovementInput input;
    try {
      input = MovementInput.parse(task.input());
    } catch (InvalidMovementException e) {
      // A refusal is no failure: failing would hand the run to legacy.
      return new TaskAnswer.Done(
          TaskOutput.summary("REFUSED: " + e.getMessage())
              .put("movement", null)
              .put("route", Route.REFUSED)
              .put("reason", DecisionReason.INVALID_INPUT)
              .put("failure", FailureReason.INVALID_INPUT)
              .put("message", e.getMessage())
              .json());
    }
    Decisions.Decided decided =
        decisions.decide(input, task.workflowId(), runs.start(task.workflowId()));
    Decision decision = decided.decision();
    TaskOutput output =
        TaskOutput.summary(decision.message())
            .put("movement", decision.movement().id())
            .put("route", decision.route())
            .put("reason", decision.reason())
            .put("message", decision.message())
            .put("execution", decision.execution());
    if (decision.route() == Route.REFUSED) {
      output.put("failure", Refusals.failure(decision.reason()));
    }
    return new TaskAnswer.Done(
        output
            .put("decision", decision)
            .put("settings", decided.settings())
            .put("notes", decided.settings().notes())
            .json());
  }
}
