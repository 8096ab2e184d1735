package io.pointsman.it.workflow;

import io.pointsman.control.ControlStore;
import io.pointsman.control.JobState;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.it.scripted.JobRunner;
import io.pointsman.it.scripted.StagedTable;
import io.pointsman.publication.Catalogs;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Jobs that do what a script says, for either engine: their records are real, and what they stage
 * is a real Iceberg snapshot on the run's branch, so that audit and publish are real, too.
 */
final class ScriptedJobs implements JobRunner {
  private final ControlStore records;
  private final Map<String, List<Script>> scripts = new ConcurrentHashMap<>();
  private final Map<String, List<Script>> scriptsOfRuns = new ConcurrentHashMap<>();
  private final List<JobKey> started = new ArrayList<>();
  private final Map<JobKey, Integer> looks = new HashMap<>();
  private final List<JobKey> cancelled = new ArrayList<>();
  private final Set<JobKey> refused = new HashSet<>();

  ScriptedJobs(ControlStore records) {
    this.records = records;
  }

  /** What the attempts of a movement do, the first, the second, …; the last one repeats. */
  void script(String movementId, Script... attempts) {
    scripts.put(movementId, List.of(attempts));
  }

  /** What the attempts of one run do from now on, whatever its movement's do. */
  void scriptRun(String runId, Script... attempts) {
    scriptsOfRuns.put(runId, List.of(attempts));
  }

  /** A job stages now, whatever its script says, and whether anybody looks or not. */
  void finish(JobKey key) throws IOException {
    records.writeResult(key, stage(records.request(key).orElseThrow(), 6));
  }

  synchronized List<JobKey> started(String runId) {
    return started.stream().filter(key -> key.runId().equals(runId)).toList();
  }

  /** Whether an attempt of the run has left a result. */
  boolean ended(String runId) throws IOException {
    for (JobKey key : started(runId)) {
      if (records.result(key).isPresent()) {
        return true;
      }
    }
    return false;
  }

  synchronized List<JobKey> cancelled(String runId) {
    return cancelled.stream().filter(key -> key.runId().equals(runId)).toList();
  }

  @Override
  public JobHandle submit(JobRequest request) throws IOException, RefusedException {
    Script script = script(request);
    if (script instanceof Script.Refused refused) {
      throw new RefusedException(refused.reason(), refused.message());
    }
    if (script instanceof Script.RefusedOnce refused && firstRefusal(request.key())) {
      throw new RefusedException(refused.reason(), refused.message());
    }
    if (script instanceof Script.SubmitHangs hangs) {
      await(hangs.release());
    }
    if (records.createRequest(request)) {
      synchronized (this) {
        started.add(request.key());
      }
    }
    JobHandle handle =
        new JobHandle(request.key(), Instant.now(), "scripted", null, null, null, "scripted", null);
    records.writeHandle(handle);
    return handle;
  }

  @Override
  public JobState look(JobKey key) throws IOException {
    Optional<JobResult> result = result(key);
    return result.isPresent()
        ? new JobState.Ended(result.get())
        : new JobState.Running(Optional.of(progress()));
  }

  private synchronized boolean firstRefusal(JobKey key) {
    return refused.add(key);
  }

  /** The result as far as the job has come, or empty while it runs. */
  private Optional<JobResult> result(JobKey key) throws IOException {
    Optional<JobResult> known = records.result(key);
    if (known.isPresent()) {
      return known;
    }
    JobRequest request = records.request(key).orElseThrow();
    Script script = script(request);
    int look;
    synchronized (this) {
      look = looks.merge(key, 1, Integer::sum);
    }
    if (script instanceof Script.FirstLookHangs hangs && look == 1) {
      await(hangs.release());
    } else if (script instanceof Script.EveryLookHangs hangs) {
      await(hangs.release());
    }
    if (script instanceof Script.StagesAndHangs hangs) {
      records.writeResult(key, stage(request, hangs.rows()));
      await(hangs.release());
      return records.result(key);
    }
    if (script instanceof Script.UnseenFor unseen && look <= unseen.looks()) {
      throw new IOException("503 SlowDown");
    }
    if (script instanceof Script.RunsForever) {
      return Optional.empty();
    }
    // Two workers may look at the same time; the job is one.
    synchronized (this) {
      if (records.result(key).isEmpty()) {
        records.writeResult(key, end(script, request));
      }
      return records.result(key);
    }
  }

  private static JobResult end(Script script, JobRequest request) throws IOException {
    if (script instanceof Script.Fails fails) {
      return failed(fails.reason(), fails.message());
    }
    if (script instanceof Script.StagesAndDies dies) {
      stage(request, 7);
      return failed(dies.reason(), dies.message());
    }
    if (script instanceof Script.LeavesIntermediateTable killed) {
      makeIntermediateTable(request);
      return failed(killed.reason(), killed.message());
    }
    if (script instanceof Script.StagesFewerThanItSays wrong) {
      JobResult staged = stage(request, wrong.rows());
      return new JobResult(
          true,
          null,
          null,
          staged.stagedSnapshotId(),
          staged.rows() + 1,
          staged.bytesRead(),
          staged.startedAt(),
          staged.endedAt(),
          staged.backupId(),
          staged.referenceTime(),
          staged.notes(),
          staged.figures());
    }
    return stage(request, script instanceof Script.Stages stages ? stages.rows() : 7);
  }

  private static void makeIntermediateTable(JobRequest request) {
    Catalog catalog = Catalogs.open(request.catalog());
    try {
      TableIdentifier destination = StagedTable.identifier(request.movement().destination());
      catalog.createTable(
          TableIdentifier.of(destination.namespace(), request.key().intermediateTable()),
          catalog.loadTable(destination).schema());
    } finally {
      Catalogs.close(catalog);
    }
  }

  private static JobProgress progress() {
    return new JobProgress(Instant.now(), "writing", 1, 4, 10, 1000, 0.5, null, "scripted", 1);
  }

  @Override
  public void cancel(JobKey key, String reason) throws IOException {
    synchronized (this) {
      cancelled.add(key);
    }
    if (records.request(key).isPresent()) {
      records.writeResult(key, failed(FailureReason.CANCELLED, "Cancelled: " + reason));
    }
  }

  /** Stages on the job's branch, the whole table replaced. */
  static JobResult stage(JobRequest request, long rows) throws IOException {
    Catalog catalog = Catalogs.open(request.catalog());
    try {
      return StagedTable.stage(catalog, request, rows, Instant.now());
    } finally {
      Catalogs.close(catalog);
    }
  }

  private static JobResult failed(FailureReason reason, String message) {
    return new JobResult(
        false,
        reason,
        message,
        null,
        0,
        50,
        Instant.now(),
        Instant.now(),
        null,
        null,
        null,
        Map.of("cpuSeconds", 0.25));
  }

  private Script script(JobRequest request) {
    List<Script> attempts =
        scriptsOfRuns.getOrDefault(
            request.key().runId(),
            scripts.getOrDefault(request.movement().id(), List.of(new Script.Stages(5))));
    return attempts.get(Math.min(request.key().attempt(), attempts.size()) - 1);
  }

  private static void await(java.util.concurrent.CountDownLatch release) throws IOException {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The stuck worker was ended", e);
    }
  }
}
