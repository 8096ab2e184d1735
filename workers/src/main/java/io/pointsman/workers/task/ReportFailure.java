package io.pointsman.workers.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.control.Cancellation;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.FailedOutcomes;
import io.pointsman.workers.run.Leftovers;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.Runs;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;

/**
 * The failure workflow's one task: tells the registry why a run failed, asks jobs that still run to
 * stop, and removes the branches of those that failed. A staged branch that could still be
 * published by a retry of the run stays.
 */
public final class ReportFailure implements TaskWorker {
  private final Runs runs;
  private final Outcomes outcomes;
  private final ControlStore records;
  private final FailedOutcomes failed;
  private final Leftovers leftovers;
  private final String workerId;
  private final Clock clock;

  public ReportFailure(
      Runs runs,
      Outcomes outcomes,
      ControlStore records,
      FailedOutcomes failed,
      Leftovers leftovers,
      String workerId,
      Clock clock) {
    this.runs = runs;
    this.outcomes = outcomes;
    this.records = records;
    this.failed = failed;
    this.leftovers = leftovers;
    this.workerId = workerId;
    this.clock = clock;
  }

  @Override
  public String taskType() {
    return "report_failure";
  }

  @Override
  public Role role() {
    return Role.DECIDE;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    String runId = task.input().path("runId").asText();
    Optional<JsonNode> found = runs.workflow(runId);
    if (found.isEmpty()) {
      return done("Conductor knows no run " + runId + " any more.", false);
    }
    JsonNode run = found.get();
    String status = run.path("status").asText();
    if (status.equals("RUNNING") || status.equals("PAUSED") || status.equals("COMPLETED")) {
      return done("The run was taken up again: it is " + status + " and reports itself.", false);
    }
    Optional<Decision> decision = decision(run);
    if (decision.isEmpty()) {
      return done("The run's input was not a movement: nothing was decided, nothing moved.", false);
    }
    boolean delivered = outcomes.report(failed.of(run, decision.get()));
    int stopped = stopJobs(decision.get());
    return done(
        "Reported that the run failed"
            + (delivered ? "" : " (delivered later: the registry does not answer)")
            + (stopped == 0 ? "." : "; asked " + stopped + " jobs to stop."),
        delivered);
  }

  private int stopJobs(Decision decision) throws IOException, TaskFailedException {
    int stopped = 0;
    for (Connector engine : Connector.values()) {
      for (JobKey job : records.attempts(decision.runId(), decision.execution(), engine)) {
        Optional<JobResult> result = records.result(job);
        if (result.isEmpty()) {
          // Its open mark brings a worker by, who removes what it leaves.
          records.requestCancel(
              job, new Cancellation(clock.instant(), workerId, "the run has failed"));
          stopped++;
        }
      }
    }
    leftovers.ofFailed(decision);
    return stopped;
  }

  private static Optional<Decision> decision(JsonNode run) throws JsonProcessingException {
    JsonNode newest = null;
    for (JsonNode task : run.path("tasks")) {
      String name = task.path("referenceTaskName").asText();
      JsonNode decision = task.path("outputData").path("decision");
      if (decision.isObject()
          && (name.equals("decide_route") || (name.equals("claim_legacy") && newest == null))) {
        newest = decision;
      }
    }
    return newest == null
        ? Optional.empty()
        : Optional.of(WireJson.mapper().treeToValue(newest, Decision.class));
  }

  private static TaskAnswer done(String summary, boolean delivered) {
    return new TaskAnswer.Done(TaskOutput.summary(summary).put("delivered", delivered).json());
  }
}
