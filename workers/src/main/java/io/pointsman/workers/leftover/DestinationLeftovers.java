package io.pointsman.workers.leftover;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.job.JobKey;
import io.pointsman.publication.CleanUpResult;
import io.pointsman.publication.DeadStaging;
import io.pointsman.publication.Destination;
import io.pointsman.publication.IntermediateTable;
import io.pointsman.publication.RetireResult;
import io.pointsman.publication.RunBranch;
import io.pointsman.workers.config.WorkerConfig.LeftoverSettings;
import io.pointsman.workers.leftover.Found.RemovalException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What runs left in one destination table and beside it. */
final class DestinationLeftovers {
  private final RunStates runs;
  private final ControlStore records;
  private final LeftoverSettings ages;
  private final Duration commitTimeout;
  private final Clock clock;

  DestinationLeftovers(
      RunStates runs,
      ControlStore records,
      LeftoverSettings ages,
      Duration commitTimeout,
      Clock clock) {
    this.runs = runs;
    this.records = records;
    this.ages = ages;
    this.commitTimeout = commitTimeout;
    this.clock = clock;
  }

  /**
   * Branches, and staged snapshots that no branch holds.
   *
   * @throws RuntimeException when the catalog does not answer
   */
  List<Found> inTable(Destination destination, String name) throws IOException {
    List<Found> found = new ArrayList<>();
    for (RunBranch branch : destination.runBranches()) {
      found.add(branch(destination, name, branch));
    }
    List<DeadStaging> dead = destination.deadStagings();
    if (!dead.isEmpty()) {
      found.add(dead(destination, name, dead));
    }
    return found;
  }

  /** Intermediate tables in the destination's namespace, of other movements too. */
  List<Found> beside(Destination destination, String catalog) throws IOException {
    List<Found> found = new ArrayList<>();
    for (IntermediateTable table : destination.intermediateTables()) {
      JobKey job = table.job();
      RunStates.State run = runs.of(job.runId());
      String where = catalog + "." + destination.table().namespace() + "." + table.name();
      Optional<String> keep = keep(job, run, table.writtenAt());
      found.add(
          keep.isPresent()
              ? Found.kept(
                  Leftover.Kind.INTERMEDIATE_TABLE,
                  where,
                  job.runId(),
                  run,
                  table.bytes(),
                  keep.get())
              : Found.removable(
                  Leftover.Kind.INTERMEDIATE_TABLE,
                  where,
                  job.runId(),
                  run,
                  table.bytes(),
                  () ->
                      destination.dropIntermediateTable(job)
                          ? "dropped"
                          : "was dropped meanwhile"));
    }
    return found;
  }

  private Found branch(Destination destination, String table, RunBranch branch) throws IOException {
    String where = table + " branch " + branch.name();
    Optional<JobKey> told =
        branch.lineage() == null
            ? JobKey.ofBranch(branch.name())
            : Optional.of(branch.lineage().key());
    if (told.isEmpty()) {
      return Found.kept(
          Leftover.Kind.BRANCH,
          where,
          null,
          null,
          branch.bytes(),
          "its name tells no run; drop it yourself when nothing uses it");
    }
    JobKey job = told.get();
    RunStates.State run = runs.of(job.runId());
    Optional<String> keep =
        keep(job, run, branch.lineage() == null ? null : branch.committedAt())
            .or(() -> waitsForRetry(destination, branch, job, run));
    if (keep.isPresent()) {
      return Found.kept(Leftover.Kind.BRANCH, where, job.runId(), run, branch.bytes(), keep.get());
    }
    return Found.removable(
        Leftover.Kind.BRANCH,
        where,
        job.runId(),
        run,
        branch.bytes(),
        () -> remove(destination, branch, job));
  }

  private String remove(Destination destination, RunBranch branch, JobKey job)
      throws RemovalException {
    RetireResult retired = destination.retire(job.runId(), job.execution(), limit());
    if (retired instanceof RetireResult.NotRetired not) {
      throw new RemovalException(not.because());
    }
    return message(destination.cleanUp(branch, limit()));
  }

  private Found dead(Destination destination, String table, List<DeadStaging> dead)
      throws IOException {
    long bytes = dead.stream().mapToLong(DeadStaging::bytes).sum();
    String where = table + ", " + dead.size() + " staged snapshots that no branch holds";
    for (DeadStaging staging : dead) {
      RunStates.State run = runs.of(staging.job().runId());
      if (run.goesOn()) {
        return Found.kept(
            Leftover.Kind.STAGED_FILES,
            where,
            staging.job().runId(),
            run,
            bytes,
            "one of them is of a run that goes on");
      }
    }
    return Found.removable(
        Leftover.Kind.STAGED_FILES,
        where,
        null,
        null,
        bytes,
        () -> message(destination.removeDead(limit())));
  }

  /** A staged snapshot that a retry of its run could publish is that run's, for a while. */
  private Optional<String> waitsForRetry(
      Destination destination, RunBranch branch, JobKey job, RunStates.State run) {
    if (!run.retryable() || branch.lineage() == null || branch.published()) {
      return Optional.empty();
    }
    Instant until = run.endedAt().plus(ages.failedRunAge());
    boolean holds =
        destination
            .fenceHead()
            .filter(
                head ->
                    head.order().runId().equals(job.runId())
                        && head.order().execution() == job.execution())
            .isPresent();
    return holds && clock.instant().isBefore(until)
        ? Optional.of("its run failed and may be retried until " + until)
        : Optional.empty();
  }

  private Optional<String> keep(JobKey job, RunStates.State run, Instant lastSeen)
      throws IOException {
    if (run.goesOn()) {
      return Optional.of("its run goes on");
    }
    if (run.known()) {
      return Optional.empty();
    }
    Instant seen = lastSeen == null ? submittedAt(job) : lastSeen;
    if (seen == null) {
      return Optional.of(
          "Conductor does not know its run, and nothing tells its age; drop it yourself when"
              + " nothing uses it");
    }
    Instant until = seen.plus(ages.unknownRunAge());
    return clock.instant().isBefore(until)
        ? Optional.of("Conductor does not know its run; kept until " + until)
        : Optional.empty();
  }

  private Instant submittedAt(JobKey job) throws IOException {
    return records.handle(job).map(handle -> handle.submittedAt()).orElse(null);
  }

  private static String message(CleanUpResult result) throws RemovalException {
    if (result instanceof CleanUpResult.NotCleaned) {
      throw new RemovalException(result.message());
    }
    return result.message();
  }

  private Instant limit() {
    return clock.instant().plus(commitTimeout);
  }
}
