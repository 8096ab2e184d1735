package io.pointsman.workers.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.control.Cancellation;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.run.Fallback;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Outcomes;
import io.pointsman.workers.run.PublishedResults;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.SparkFailures;
import io.pointsman.workers.run.TaskOutput;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
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
  private final PublishedResults published;
  private final Fence fence;
  private final String workerId;
  private final Clock clock;

  public ReportFailure(
      Runs runs,
      Outcomes outcomes,
      ControlStore records,
      PublishedResults published,
      Fence fence,
      String workerId,
      Clock clock) {
    this.runs = runs;
    this.outcomes = outcomes;
    this.records = records;
    this.published = published;
    this.fence = fence;
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
    boolean delivered = outcomes.report(outcome(run, decision.get()));
    int stopped = stopJobs(decision.get());
    return done(
        "Reported that the run failed"
            + (delivered ? "" : " (delivered later: the registry does not answer)")
            + (stopped == 0 ? "." : "; asked " + stopped + " jobs to stop."),
        delivered);
  }

  private Outcome outcome(JsonNode run, Decision decision) throws IOException {
    String reason = run.path("reasonForIncompletion").asText("");
    Fallback why =
        run.path("status").asText().equals("TERMINATED")
            ? new Fallback(FailureReason.CANCELLED, reason)
            : SparkFailures.parse(reason).orElse(new Fallback(FailureReason.WORKER_LOST, reason));
    return new Outcome(
        decision.runId(),
        decision.execution(),
        decision.movement().id(),
        decision.route(),
        null,
        why.failure(),
        why.message(),
        null,
        published.bytesRead(
            decision.runId(), decision.execution(), Connector.SPARK, Connector.LEGACY),
        Duration.between(decision.runStart(), clock.instant()).toMillis() / 1000.0,
        null,
        decision.pin() == null ? null : decision.pin().backupId(),
        decision.pin() == null ? null : decision.pin().referenceTime(),
        decision,
        clock.instant());
  }

  private int stopJobs(Decision decision) throws IOException, TaskFailedException {
    int stopped = 0;
    for (Connector engine : Connector.values()) {
      for (JobKey job : records.attempts(decision.runId(), decision.execution(), engine)) {
        Optional<JobResult> result = records.result(job);
        if (result.isEmpty()) {
          records.requestCancel(
              job, new Cancellation(clock.instant(), workerId, "the run has failed"));
          stopped++;
        } else if (!result.get().succeeded()) {
          fence.cleanUp(decision, job);
        }
      }
    }
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
