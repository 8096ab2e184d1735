package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after jobs whose run nobody works on any more. Conductor tells no worker that a run was
 * terminated, and no failure workflow runs then; and a task that calls back is offered to nobody
 * when every worker of its role is gone, until the definition's timeout. So workers look.
 */
public final class JobWatch {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

  /** Stops one job of an engine. */
  public interface Stopper {
    void cancel(JobKey job, String reason) throws IOException;
  }

  private final ControlFiles files;
  private final ControlStore records;
  private final Runs runs;
  private final Outcomes outcomes;
  private final FailedOutcomes failed;
  private final Fence fence;
  private final Duration grace;
  private final Clock clock;

  /**
   * @param grace after the Spark path's deadline, until its awaiting task is ended for it
   */
  public JobWatch(
      ControlFiles files,
      ControlStore records,
      Runs runs,
      Outcomes outcomes,
      FailedOutcomes failed,
      Fence fence,
      Duration grace,
      Clock clock) {
    this.files = files;
    this.records = records;
    this.runs = runs;
    this.outcomes = outcomes;
    this.failed = failed;
    this.fence = fence;
    this.grace = grace;
    this.clock = clock;
  }

  /** Stops the jobs of an engine whose runs are over. */
  public void stopOrphans(Connector connector, Stopper stopper) throws IOException {
    for (OpenJob job : files.open(connector)) {
      Optional<JsonNode> run = runs.withoutTasks(job.decision().runId());
      // A run that this Conductor does not know may be another Conductor's.
      if (run.isPresent() && !running(run.get())) {
        try {
          stop(job, run.get(), stopper);
        } catch (TaskFailedException | RegistryException e) {
          LOG.warn(
              "The jobs of run {} are looked after again later: {}",
              job.decision().runId(),
              e.getMessage());
        }
      }
    }
  }

  /** Ends the awaiting task of a Spark path that is out of time and that no worker looks at. */
  public void endOverdueSpark() throws IOException {
    for (OpenJob job : files.open(Connector.SPARK)) {
      if (clock.instant().isAfter(job.settings().sparkDeadline().plus(grace))) {
        boolean ended =
            runs.failTask(
                job.decision().runId(),
                "await_spark",
                FailureReason.DEADLINE,
                "The Spark path may take until "
                    + job.settings().sparkDeadline()
                    + ", and no Spark worker has ended it");
        if (ended) {
          LOG.warn("Ended the overdue Spark path of run {}", job.decision().runId());
        }
      }
    }
  }

  private void stop(OpenJob job, JsonNode run, Stopper stopper)
      throws IOException, TaskFailedException, RegistryException {
    Decision decision = job.decision();
    String status = run.path("status").asText();
    List<JobKey> attempts =
        records.attempts(decision.runId(), decision.execution(), job.connector());
    for (JobKey attempt : attempts) {
      Optional<JobResult> result = records.result(attempt);
      if (result.isEmpty()) {
        LOG.info("Stopping {} since its run is {}", attempt, status);
        stopper.cancel(attempt, "the run is " + status);
      }
      // What a failed run staged can still be published by its retry; a terminated one is over.
      if (status.equals("TERMINATED") || result.isEmpty() || !result.get().succeeded()) {
        fence.cleanUp(decision, attempt);
      }
    }
    if (status.equals("TERMINATED")) {
      outcomes.report(failed.of(run, decision));
    }
    files.markEnded(job);
  }

  private static boolean running(JsonNode run) {
    String status = run.path("status").asText();
    return status.equals("RUNNING") || status.equals("PAUSED");
  }
}
