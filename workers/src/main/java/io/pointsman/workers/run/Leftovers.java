package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what the jobs of an ended execution left in its destination: branches, staged files,
 * intermediate tables. What a retry of a failed run could still publish stays for a while.
 */
public final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  private final ControlFiles files;
  private final ControlStore records;
  private final Runs runs;
  private final Fence fence;
  private final Duration kept;
  private final Clock clock;

  /**
   * @param kept how long what a failed run staged waits for the run's retry
   */
  public Leftovers(
      ControlFiles files,
      ControlStore records,
      Runs runs,
      Fence fence,
      Duration kept,
      Clock clock) {
    this.files = files;
    this.records = records;
    this.runs = runs;
    this.fence = fence;
    this.kept = kept;
    this.clock = clock;
  }

  /** Of an execution that is served: nothing of it is needed any more. */
  public void ofServed(Decision decision) throws IOException, TaskFailedException {
    for (JobKey attempt : attempts(decision)) {
      fence.cleanUp(decision, attempt);
    }
  }

  /** Of an execution whose run was terminated: it is shut out, so that its files go, too. */
  public void ofTerminated(Decision decision) throws IOException, TaskFailedException {
    List<JobKey> attempts = attempts(decision);
    if (!attempts.isEmpty()) {
      fence.retire(decision);
    }
    for (JobKey attempt : attempts) {
      fence.cleanUp(decision, attempt);
    }
  }

  /**
   * Of an execution whose run failed. What its retry could publish is remembered, and goes when no
   * retry came.
   */
  public void ofFailed(Decision decision) throws IOException, TaskFailedException {
    boolean holds = fence.holds(decision);
    for (JobKey attempt : attempts(decision)) {
      Optional<JobResult> result = records.result(attempt);
      if (holds && result.isPresent() && result.get().succeeded()) {
        files.markLeft(new LeftExecution(decision, clock.instant()));
      } else if (result.isPresent()) {
        fence.cleanUp(decision, attempt);
      }
    }
  }

  /** Removes what failed runs staged when they were not retried in time. */
  public void sweepFailed() throws IOException {
    for (LeftExecution left : files.left()) {
      if (clock.instant().isBefore(left.failedAt().plus(kept))) {
        continue;
      }
      String runId = left.decision().runId();
      Optional<JsonNode> run = runs.withoutTasks(runId);
      if (run.isPresent() && Runs.goesOn(run.get())) {
        continue;
      }
      try {
        ofTerminated(left.decision());
        files.forgetLeft(left);
        LOG.info("Removed what run {} staged: it failed and was not retried", runId);
      } catch (TaskFailedException e) {
        LOG.warn("What run {} staged is removed later: {}", runId, e.getMessage());
      }
    }
  }

  private List<JobKey> attempts(Decision decision) throws IOException {
    List<JobKey> attempts = new ArrayList<>();
    for (Connector engine : Connector.values()) {
      attempts.addAll(records.attempts(decision.runId(), decision.execution(), engine));
    }
    return attempts;
  }
}
