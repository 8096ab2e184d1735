package io.pointsman.workers.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.control.ControlStore;
import io.pointsman.control.Silence;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after jobs whose run nobody works on any more. Conductor tells no worker that a run was
 * terminated, and no failure workflow runs then; and a task that calls back is offered to nobody
 * when every worker of its role is gone, until the definition's timeout. So workers look.
 */
public final class JobWatch {
  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

  /** A driver that has said nothing for so long is not there any more. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private static final Duration LONG_SILENCE = Duration.ofHours(1);

  /** Stops one job of an engine. */
  public interface Stopper {
    void cancel(JobKey job, String reason) throws IOException;
  }

  private final ControlFiles files;
  private final ControlStore records;
  private final Runs runs;
  private final Outcomes outcomes;
  private final FailedOutcomes failed;
  private final Leftovers leftovers;
  private final Repins repins;
  private final Silence silence = new Silence();
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
      Leftovers leftovers,
      Repins repins,
      Duration grace,
      Clock clock) {
    this.files = files;
    this.records = records;
    this.runs = runs;
    this.outcomes = outcomes;
    this.failed = failed;
    this.leftovers = leftovers;
    this.repins = repins;
    this.grace = grace;
    this.clock = clock;
  }

  /** Stops the jobs of an engine whose runs are over. */
  public void stopOrphans(Connector connector, Stopper stopper) throws IOException {
    List<OpenJob> open = files.open(connector);
    // One question for all of them; only of those that are not in its answer more is asked.
    Set<String> going = open.isEmpty() ? Set.of() : runs.going();
    for (OpenJob job : open) {
      if (going.contains(job.decision().runId())) {
        continue;
      }
      Optional<JsonNode> run = runs.withoutTasks(job.decision().runId());
      // A run that this Conductor does not know may be another Conductor's.
      if (run.isPresent() && !Runs.goesOn(run.get())) {
        try {
          stop(job, run.get(), stopper);
        } catch (IOException | TaskFailedException | RegistryException | RuntimeException e) {
          // A catalog or a service that does not answer must not hold up the others.
          LOG.warn(
              "The jobs of run {} are looked after again later: {}",
              job.decision().runId(),
              e.getMessage());
        }
      }
    }
  }

  /**
   * Stops the job of a run that has ended, or that no Conductor knows any more, and removes what it
   * left.
   *
   * @return false when it was asked to stop and may still run on another host
   */
  public boolean stopOrphan(OpenJob job, Stopper stopper)
      throws IOException, TaskFailedException, RegistryException {
    Optional<JsonNode> run = runs.withoutTasks(job.decision().runId());
    if (run.isPresent()) {
      return !Runs.goesOn(run.get()) && stop(job, run.get(), stopper);
    }
    if (!stopAttempts(job, "is unknown to Conductor", stopper)) {
      return false;
    }
    leftovers.ofTerminated(job.decision());
    files.markEnded(job.connector(), job.decision());
    return true;
  }

  /** Ends the awaiting task of a Spark path that is out of time and that no worker looks at. */
  public void endOverdueSpark() throws IOException {
    for (OpenJob job : files.open(Connector.SPARK)) {
      Instant deadline = job.settings().sparkDeadline();
      endOverdue(
          job,
          deadline,
          "await_spark",
          "The Spark path may take until " + deadline + ", and no Spark worker has ended it");
    }
  }

  /** The same for the legacy engine's task: then the run fails, rather than waits for anybody. */
  public void endOverdueLegacy() throws IOException {
    for (OpenJob job : files.open(Connector.LEGACY)) {
      Instant deadline = job.settings().deadline();
      endOverdue(
          job,
          deadline,
          "await_legacy",
          "The run may take until " + deadline + ", and no legacy worker has ended it");
    }
  }

  private void endOverdue(OpenJob job, Instant deadline, String task, String message)
      throws IOException {
    String runId = job.decision().runId();
    if (!clock.instant().isAfter(deadline.plus(grace))) {
      return;
    }
    Optional<Outcome> outcome = files.outcome(runId, job.decision().execution());
    if (outcome.isPresent() && outcome.get().servedBy() != null) {
      // Two threads of Conductor lost each other's updates: the task had been done, and all after.
      if (runs.completeTask(
          runId, task, "Done: the run was served by " + outcome.get().servedBy() + ".")) {
        LOG.warn("Completed {} of run {}, which had been served", task, runId);
      }
    } else if (runs.failTask(runId, task, FailureReason.DEADLINE, message)) {
      LOG.warn("Ended {} of run {}, whose time is over", task, runId);
    }
  }

  /**
   * @return false when it was only asked to stop
   */
  private boolean stop(OpenJob job, JsonNode run, Stopper stopper)
      throws IOException, TaskFailedException, RegistryException {
    Decision decision = job.decision();
    String status = run.path("status").asText();
    if (!stopAttempts(job, "is " + status, stopper)) {
      // On another host: it stops at its next heartbeat, and what it leaves is removed after that.
      return false;
    }
    boolean reported = files.outcome(decision.runId(), decision.execution()).isPresent();
    switch (status) {
      case "COMPLETED" -> {
        leftovers.ofServed(decision);
        if (!reported) {
          // No worker took the last task in time: it is optional.
          outcomes.report(served(run, decision));
        }
      }
      case "TERMINATED" -> {
        leftovers.ofTerminated(decision);
        if (!reported) {
          outcomes.report(failed.of(run, decision));
        }
      }
      default -> leftovers.ofFailed(decision);
    }
    files.markEnded(job.connector(), decision);
    return true;
  }

  private boolean stopAttempts(OpenJob job, String how, Stopper stopper) throws IOException {
    Decision decision = job.decision();
    boolean ended = true;
    for (JobKey attempt :
        records.attempts(decision.runId(), decision.execution(), job.connector())) {
      if (records.result(attempt).isEmpty()) {
        LOG.info("Stopping {} since its run {}", attempt, how);
        stopper.cancel(attempt, "the run " + how);
        ended &= records.result(attempt).isPresent() || silent(attempt);
      }
    }
    return ended;
  }

  private Outcome served(JsonNode run, Decision decision) throws IOException {
    return WireJson.mapper()
        .treeToValue(run.path("output"), RunResult.class)
        .outcome(repins.current(decision), clock.instant());
  }

  /**
   * Whether nothing has been heard of it for a while, by this process's own clock; or for so long
   * that no two clocks differ by as much.
   */
  private boolean silent(JobKey attempt) throws IOException {
    Optional<Instant> last = records.progress(attempt).map(JobProgress::at);
    return last.isEmpty()
        || last.get().isBefore(clock.instant().minus(LONG_SILENCE))
        || silence
                .since(attempt, last.get().toString(), System.nanoTime(), SILENCE)
                .compareTo(SILENCE)
            > 0;
  }
}
