package io.pointsman.workers.task;

import io.pointsman.control.ControlStore;
import io.pointsman.control.RootCause;
import io.pointsman.decider.BackupPin;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.publication.ClaimResult;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.conductor.TaskFailedException;
import io.pointsman.workers.conductor.TaskOutput;
import io.pointsman.workers.run.Execution;
import io.pointsman.workers.run.Fallback;
import io.pointsman.workers.run.Fence;
import io.pointsman.workers.run.Jobs;
import io.pointsman.workers.run.LegacyQueue;
import io.pointsman.workers.run.Repins;
import io.pointsman.workers.run.Runs;
import io.pointsman.workers.run.Staged;
import io.pointsman.workers.run.Ticket;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Awaits the legacy job: one look, then a callback. What runs is found by the records on the object
 * store, so any worker can go on. A job that must wait for its turn is submitted here. When an
 * operator retries the run after legacy failed, Conductor offers this task again: then the next
 * attempt waits for its turn as any other, is claimed and submitted here. So it is, once, when the
 * backup went away that the job was told to read.
 */
public final class AwaitLegacy extends LegacyTask {
  private static final Logger LOG = LoggerFactory.getLogger(AwaitLegacy.class);

  /** In this task's output: the further attempt that it started. */
  private static final String BEGUN = "begun";

  /** Looks at the job for each look at the destination, which costs a catalog more. */
  private static final int FENCE_LOOK_EVERY = 6;

  private final LegacyEngine engine;
  private final SubmitLegacy submit;
  private final Fence fence;
  private final Runs runs;
  private final Repins repins;
  private final ControlStore records;
  private final Duration interval;
  private final Clock clock;

  public AwaitLegacy(
      LegacyEngine engine,
      SubmitLegacy submit,
      Fence fence,
      Runs runs,
      Repins repins,
      ControlStore records,
      Duration interval,
      Clock clock) {
    super("await_legacy");
    this.engine = engine;
    this.submit = submit;
    this.fence = fence;
    this.runs = runs;
    this.repins = repins;
    this.records = records;
    this.interval = interval;
    this.clock = clock;
  }

  @Override
  TaskAnswer work(PolledTask task, Fallback fallback) throws Exception {
    // Whatever comes of it, the job stays open until its outcome is reported, or the run is over.
    Execution execution = Execution.of(task.input());
    Ticket first = Execution.part(task.input(), "claim", Ticket.class);
    Ticket ticket;
    Optional<Attempt> newest;
    try {
      ticket = newest(execution, first);
      newest = submitted(task, execution, ticket, ticket.equals(first));
    } catch (IOException e) {
      return notSeen(execution, engine.name() + " cannot be seen now: " + e.getMessage());
    }
    if (newest.isEmpty()) {
      return submitInTurn(execution, ticket, begunHere(task, ticket));
    }
    Attempt attempt = newest.get();
    JobHandle handle = attempt.handle();
    LegacyEngine.Poll poll;
    try {
      poll = engine.poll(handle);
    } catch (IOException e) {
      return notSeen(
          execution,
          engine.name()
              + " attempt "
              + handle.key().attempt()
              + " cannot be seen now: "
              + e.getMessage());
    }
    if (poll instanceof LegacyEngine.Poll.Running running) {
      int looks = 1 + task.output().path("looks").asInt();
      if (looks % FENCE_LOOK_EVERY == 0) {
        giveUpIfOvertaken(execution, handle);
      }
      return waitOn(execution, attempt, running.progress().orElse(null), looks);
    }
    if (poll instanceof LegacyEngine.Poll.Lost lost) {
      return afterFailure(task, execution, attempt, FailureReason.LEGACY_LOST, lost.message());
    }
    JobResult result = ((LegacyEngine.Poll.Ended) poll).result();
    if (!result.succeeded()) {
      String said =
          result.failure() == null || result.failure() == FailureReason.LEGACY_FAILED
              ? result.message()
              : result.failure() + ": " + result.message();
      Optional<Repins.Found.Another> another = another(execution, handle, result.failure(), said);
      if (another.isPresent()) {
        return next(
            another.get().execution(),
            attempt,
            "Attempt "
                + handle.key().attempt()
                + " failed: "
                + said
                + "; "
                + another.get().sentence());
      }
      return afterFailure(task, execution, attempt, FailureReason.LEGACY_FAILED, said);
    }
    return new TaskAnswer.Done(
        TaskOutput.summary(
                engine.name()
                    + " attempt "
                    + handle.key().attempt()
                    + " is done: "
                    + result.rows()
                    + " rows, "
                    + result.bytesRead()
                    + " bytes read.")
            .put("claim", attempt.ticket())
            .put("staged", Staged.of(handle.key(), result))
            .put("figures", result.figures())
            .json());
  }

  /**
   * A job of the execution.
   *
   * @param ticket its claim
   * @param begunHere whether this very task started it, as a further one: its failure is the task's
   */
  private record Attempt(JobHandle handle, Ticket ticket, boolean begunHere) {}

  /** The claim of the attempt that counts, by the records: whoever began it. */
  private Ticket newest(Execution execution, Ticket first) throws IOException {
    List<JobKey> attempts =
        records.attempts(
            execution.decision().runId(), execution.decision().execution(), Connector.LEGACY);
    int last = attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).attempt();
    if (last <= first.attempt()) {
      return first;
    }
    if (first.claimId() == null) {
      return new Ticket(null, null, last);
    }
    JobKey key = execution.job(Connector.LEGACY, last);
    return execution.ticket(
        key, records.request(key).map(JobRequest::expectedTableUuid).orElse(null));
  }

  /** Empty when it waits for its turn, or when a worker died before it could submit it. */
  private Optional<Attempt> submitted(
      PolledTask task, Execution execution, Ticket ticket, boolean isFirst)
      throws IOException, TaskFailedException {
    if (isFirst && task.input().path("job").isObject()) {
      JobHandle handle = Execution.part(task.input(), "job", JobHandle.class);
      return Optional.of(new Attempt(handle, ticket, false));
    }
    return records
        .handle(execution.job(Connector.LEGACY, ticket.attempt()))
        .map(handle -> new Attempt(handle, ticket, begunHere(task, ticket)));
  }

  private static boolean begunHere(PolledTask task, Ticket ticket) {
    return task.output().path(BEGUN).asInt() == ticket.attempt();
  }

  private TaskAnswer submitInTurn(Execution execution, Ticket ticket, boolean begunHere)
      throws TaskFailedException {
    Optional<LegacyQueue.Place> place = submit.place(execution);
    if (place.isPresent()) {
      return waitInTurn(execution, place.get(), "");
    }
    JobHandle handle = submit.submit(execution, ticket);
    return new TaskAnswer.Waiting(
        TaskOutput.summary(
                "Its turn has come: submitted "
                    + engine.name()
                    + " attempt "
                    + ticket.attempt()
                    + ", "
                    + SubmitSpark.where(handle))
            .put("job", handle)
            .put(BEGUN, begunHere ? ticket.attempt() : null)
            .json(),
        interval);
  }

  private TaskAnswer waitInTurn(Execution execution, LegacyQueue.Place place, String before)
      throws TaskFailedException {
    String sentence = before + place.sentence();
    checkDeadline(execution, sentence);
    return new TaskAnswer.Waiting(
        TaskOutput.summary(sentence).put("queue", place).json(), interval);
  }

  private void checkDeadline(Execution execution, String then) throws TaskFailedException {
    if (clock.instant().isAfter(execution.settings().deadline())) {
      throw TaskFailedException.terminal(
          FailureReason.DEADLINE,
          "The run may take until " + execution.settings().deadline() + "; then: " + then);
    }
  }

  /** The job may well run: what does not answer is its service, or the store of its records. */
  private TaskAnswer notSeen(Execution execution, String sentence) throws TaskFailedException {
    checkDeadline(execution, sentence);
    return new TaskAnswer.Waiting(TaskOutput.summary(sentence).json(), interval);
  }

  /** A later run holds the destination: what this job does is in vain, or worse. */
  private void giveUpIfOvertaken(Execution execution, JobHandle handle)
      throws IOException, TaskFailedException {
    Optional<ClaimResult> overtaken;
    try {
      overtaken = fence.overtaken(execution, handle.key());
    } catch (RuntimeException e) {
      LOG.warn("Whether {} is overtaken is not known now: {}", handle.key(), RootCause.message(e));
      return;
    }
    if (overtaken.isPresent()) {
      engine.cancel(handle);
      throw TaskFailedException.terminal(
          overtaken.get().failure().orElseThrow(), overtaken.get().message());
    }
  }

  private TaskAnswer waitOn(Execution execution, Attempt attempt, JobProgress progress, int looks)
      throws IOException, TaskFailedException {
    JobHandle handle = attempt.handle();
    if (clock.instant().isAfter(execution.settings().deadline())) {
      engine.cancel(handle);
      throw TaskFailedException.terminal(
          FailureReason.DEADLINE,
          "The run may take until "
              + execution.settings().deadline()
              + ", and "
              + Jobs.sentence(handle.key(), progress));
    }
    return new TaskAnswer.Waiting(
        TaskOutput.summary(Jobs.sentence(handle.key(), progress))
            .put("progress", progress)
            .put("looks", looks)
            .put("job", handle)
            .put(BEGUN, attempt.begunHere() ? handle.key().attempt() : null)
            .json(),
        interval);
  }

  private TaskAnswer afterFailure(
      PolledTask task, Execution execution, Attempt attempt, FailureReason reason, String message)
      throws IOException, TaskFailedException {
    JobHandle handle = attempt.handle();
    if (attempt.begunHere() || !runs.failedForGood(task.retriedTaskId())) {
      throw TaskFailedException.terminal(
          reason, "Attempt " + handle.key().attempt() + " failed: " + message);
    }
    return next(
        repins.current(execution),
        attempt,
        "Attempt " + handle.key().attempt() + " failed: " + message + "; the run was retried");
  }

  /**
   * The execution on another backup, when the one that an attempt was told to read went away. Any
   * failure may come of that: not every engine can name it.
   */
  private Optional<Repins.Found.Another> another(
      Execution execution, JobHandle handle, FailureReason failure, String said)
      throws IOException, TaskFailedException {
    Optional<BackupPin> told = records.request(handle.key()).map(JobRequest::pin);
    if (!engine.abilities().takesPin() || told.isEmpty()) {
      return Optional.empty();
    }
    Execution now = repins.current(execution);
    // Told of the earlier backup, by a worker that died before it could submit the next attempt.
    boolean behind = !told.get().equals(now.decision().pin());
    Optional<String> gone =
        behind || failure == FailureReason.BACKUP_GONE ? Optional.of(said) : repins.missing(now);
    if (gone.isEmpty()) {
      return Optional.empty();
    }
    Repins.Found found = repins.another(behind ? execution : now, gone.get());
    if (found instanceof Repins.Found.None none) {
      throw TaskFailedException.terminal(
          none.reason(), "Attempt " + handle.key().attempt() + " failed: " + none.message());
    }
    return found instanceof Repins.Found.Another another ? Optional.of(another) : Optional.empty();
  }

  /** The next attempt, in its turn: the job that failed has no place any more. */
  private TaskAnswer next(Execution execution, Attempt failed, String why)
      throws IOException, TaskFailedException {
    Optional<LegacyQueue.Place> place = submit.place(execution);
    if (place.isPresent()) {
      return waitInTurn(execution, place.get(), why + ". ");
    }
    JobKey next = execution.job(Connector.LEGACY, failed.handle().key().attempt() + 1);
    Ticket nextTicket = new Ticket(null, null, next.attempt());
    if (failed.ticket().claimId() != null) {
      ClaimResult claim = fence.claim(execution, next);
      if (!(claim instanceof ClaimResult.Claimed claimed)) {
        throw TaskFailedException.terminal(
            claim.failure().orElse(FailureReason.FENCE_LOST), claim.message());
      }
      nextTicket = execution.ticket(next, claimed.tableUuid());
    }
    JobHandle job = submit.submit(execution, nextTicket);
    return new TaskAnswer.Waiting(
        TaskOutput.summary(why + ", so attempt " + next.attempt() + " was submitted.")
            .put("job", job)
            .put(BEGUN, next.attempt())
            .json(),
        interval);
  }
}
