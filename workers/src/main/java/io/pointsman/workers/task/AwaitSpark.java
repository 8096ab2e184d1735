package io.pointsman.workers.task;

import io.pointsman.control.ControlStore;
import io.pointsman.control.JobState;
import io.pointsman.control.RootCause;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureClass;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobResult;
import io.pointsman.publication.ClaimResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.conductor.TaskWorker;
import io.pointsman.workers.config.Role;
import io.pointsman.workers.engine.SparkEngine;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.Staged;
import io.pointsman.workers.run.Ticket;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Awaits the Spark job: one look, then a callback. What runs is found by the records on the object
 * store, so any worker can go on. A further attempt, where one is allowed, is started here: a loop
 * in the workflow would have to be kept right through Conductor's restart, rerun and retry.
 *
 * <p>The Spark path's deadline ends a job that runs; it does not throw away what a job has staged.
 * When nobody looked in between (its worker died), publishing takes seconds and legacy its usual
 * time: falling back would serve later, and never better.
 */
public final class AwaitSpark implements TaskWorker {
  /** What another attempt on the same backup would not cure. */
  private static final Set<FailureReason> LASTING =
      EnumSet.of(
          FailureReason.BACKUP_MISSING,
          FailureReason.BACKUP_INCOMPLETE,
          FailureReason.BACKUP_CORRUPT,
          FailureReason.BACKUP_GONE,
          FailureReason.SCHEMA_UNSUPPORTED,
          FailureReason.SCHEMA_CHANGED,
          FailureReason.FENCE_LOST,
          FailureReason.KILL_SWITCH,
          FailureReason.DEADLINE);

  private static final Logger LOG = LoggerFactory.getLogger(AwaitSpark.class);

  /** Looks at the job for each look at the destination, which costs a catalog more. */
  private static final int FENCE_LOOK_EVERY = 6;

  private final SparkEngine engine;
  private final ControlStore records;
  private final Fence fence;
  private final Jobs jobs;
  private final Duration interval;
  private final Clock clock;

  public AwaitSpark(
      SparkEngine engine,
      ControlStore records,
      Fence fence,
      Jobs jobs,
      Duration interval,
      Clock clock) {
    this.engine = engine;
    this.records = records;
    this.fence = fence;
    this.jobs = jobs;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  public String taskType() {
    return "await_spark";
  }

  @Override
  public Role role() {
    return Role.SPARK;
  }

  @Override
  public TaskAnswer work(PolledTask task) throws Exception {
    Execution execution = Execution.of(task.input());
    Ticket first = Execution.part(task.input(), "claim", Ticket.class);
    JobKey job = execution.job(Connector.SPARK, first.attempt());
    JobState state;
    try {
      job = newest(execution, first);
      state = engine.poll(job);
    } catch (IOException e) {
      return notSeen(execution, job, e);
    }
    if (state instanceof JobState.Running running) {
      int looks = 1 + task.output().path("looks").asInt();
      Optional<ClaimResult> overtaken =
          looks % FENCE_LOOK_EVERY == 0 ? overtaken(execution, job) : Optional.empty();
      return overtaken.isPresent()
          ? giveUp(job, overtaken.get())
          : waitOn(execution, job, running.progress().orElse(null), looks);
    }
    if (state instanceof JobState.Lost lost) {
      return afterFailure(execution, first, job, lost.reason(), lost.message());
    }
    JobResult result = ((JobState.Ended) state).result();
    if (result.succeeded()) {
      return staged(execution, first, job, result);
    }
    if (result.failure() == FailureReason.CANCELLED
        && clock.instant().isAfter(execution.settings().sparkDeadline())) {
      // Cancelled below, by a worker that died before it could say so, or whose answer is lost.
      throw deadline(execution, "attempt " + job.attempt() + " was cancelled.");
    }
    return afterFailure(
        execution,
        first,
        job,
        result.failure() == null ? FailureReason.UNKNOWN : result.failure(),
        result.message());
  }

  private JobKey newest(Execution execution, Ticket first) throws IOException {
    List<JobKey> attempts =
        records.attempts(
            execution.decision().runId(), execution.decision().execution(), Connector.SPARK);
    return attempts.isEmpty()
        ? execution.job(Connector.SPARK, first.attempt())
        : attempts.get(attempts.size() - 1);
  }

  /** The job may well run: what does not answer is the store that its records lie on. */
  private TaskAnswer notSeen(Execution execution, JobKey job, IOException problem)
      throws TaskFailedException {
    if (clock.instant().isAfter(execution.settings().sparkDeadline())) {
      throw deadline(execution, "attempt " + job.attempt() + " could not be seen: " + problem);
    }
    return new TaskAnswer.Waiting(
        TaskOutput.summary(
                job.connector()
                    + " attempt "
                    + job.attempt()
                    + " cannot be seen now, looking again: "
                    + problem.getMessage())
            .put("attempt", job.attempt())
            .json(),
        interval);
  }

  /** A later run holds the destination: nothing of this job could be published any more. */
  private TaskAnswer giveUp(JobKey job, ClaimResult overtaken) throws IOException {
    engine.cancel(job, "another run holds the destination");
    return new TaskAnswer.Done(
        Answers.stop(overtaken.failure().orElseThrow(), overtaken.message()).json());
  }

  private Optional<ClaimResult> overtaken(Execution execution, JobKey job)
      throws TaskFailedException {
    try {
      return fence.overtaken(execution, job);
    } catch (RuntimeException e) {
      LOG.warn("Whether {} is overtaken is not known now: {}", job, RootCause.message(e));
      return Optional.empty();
    }
  }

  private TaskAnswer waitOn(Execution execution, JobKey job, JobProgress progress, int looks)
      throws IOException, TaskFailedException {
    if (clock.instant().isAfter(execution.settings().sparkDeadline())) {
      engine.cancel(job, "the time that the Spark path may take is over");
      throw deadline(execution, Jobs.sentence(job, progress));
    }
    return new TaskAnswer.Waiting(
        TaskOutput.summary(Jobs.sentence(job, progress))
            .put("attempt", job.attempt())
            .put("progress", progress)
            .put("looks", looks)
            .json(),
        interval);
  }

  private static TaskFailedException deadline(Execution execution, String then) {
    return TaskFailedException.terminal(
        FailureReason.DEADLINE,
        "The Spark path may take until " + execution.settings().sparkDeadline() + "; then " + then);
  }

  private TaskAnswer staged(Execution execution, Ticket first, JobKey job, JobResult result)
      throws TaskFailedException {
    if (result.stagedSnapshotId() == null) {
      throw TaskFailedException.terminal(
          FailureReason.AUDIT_FAILED, "The job says that it staged, but not which snapshot");
    }
    Instant until = execution.settings().sparkDeadline();
    String late =
        clock.instant().isAfter(until)
            ? " Its time was over at "
                + until
                + ", but nobody had looked since; publishing what is there is sooner than legacy."
            : "";
    return new TaskAnswer.Done(
        TaskOutput.summary(
                job.connector()
                    + " attempt "
                    + job.attempt()
                    + " staged "
                    + result.rows()
                    + " rows as snapshot "
                    + result.stagedSnapshotId()
                    + ", from "
                    + result.bytesRead()
                    + " bytes."
                    + late)
            .put("verdict", Answers.STAGED)
            .put("claim", execution.ticket(job, first.tableUuid()))
            .put("staged", Staged.of(job, result))
            .put("figures", result.figures())
            .json());
  }

  private TaskAnswer afterFailure(
      Execution execution, Ticket first, JobKey job, FailureReason reason, String message)
      throws IOException, TaskFailedException {
    String said = "Attempt " + job.attempt() + " failed: " + message;
    if (reason.failureClass() == FailureClass.STOP) {
      return new TaskAnswer.Done(Answers.stop(reason, said).json());
    }
    int allowed =
        execution.settings().sparkAttempts()
            + (reason.failureClass() == FailureClass.RETRY ? 1 : 0);
    if (LASTING.contains(reason)
        || job.attempt() >= allowed
        || clock.instant().isAfter(execution.settings().sparkDeadline())) {
      throw TaskFailedException.terminal(reason, said);
    }
    fence.checkKillSwitch();
    JobKey next = execution.job(Connector.SPARK, job.attempt() + 1);
    ClaimResult claim = fence.claim(execution, next);
    if (!(claim instanceof ClaimResult.Claimed)) {
      FailureReason refused = claim.failure().orElse(FailureReason.FENCE_LOST);
      return Answers.stopOrFail(refused, claim.message() + " Before that: " + reason + ": " + said);
    }
    JobHandle handle =
        engine.submit(
            jobs.request(
                execution,
                next,
                first.tableUuid(),
                execution.settings().sparkDeadline(),
                Map.of()));
    return new TaskAnswer.Waiting(
        TaskOutput.summary(said + " (" + reason + "); submitted attempt " + next.attempt() + ".")
            .put("attempt", next.attempt())
            .put("job", handle)
            .json(),
        interval);
  }
}
