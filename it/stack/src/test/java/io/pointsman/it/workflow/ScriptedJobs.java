package io.pointsman.it.workflow;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.job.Lineage;
import io.pointsman.publication.Catalogs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;

/**
 * Jobs that do what a script says, for either engine: their records are real, and what they stage
 * is a real Iceberg snapshot on the run's branch, so that audit and publish are real, too.
 */
final class ScriptedJobs {
  private final ControlStore records;
  private final Map<String, List<Script>> scripts = new ConcurrentHashMap<>();
  private final List<JobKey> started = new ArrayList<>();
  private final Map<JobKey, Integer> looks = new HashMap<>();
  private final List<JobKey> cancelled = new ArrayList<>();

  ScriptedJobs(ControlStore records) {
    this.records = records;
  }

  /** What the attempts of a movement do, the first, the second, …; the last one repeats. */
  void script(String movementId, Script... attempts) {
    scripts.put(movementId, List.of(attempts));
  }

  synchronized List<JobKey> started(String runId) {
    return started.stream().filter(key -> key.runId().equals(runId)).toList();
  }

  synchronized List<JobKey> cancelled(String runId) {
    return cancelled.stream().filter(key -> key.runId().equals(runId)).toList();
  }

  JobHandle submit(JobRequest request) throws IOException, ScriptedRefusal {
    Script script = script(request);
    if (script instanceof Script.Refused refused) {
      throw new ScriptedRefusal(refused.reason(), refused.message());
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

  /** The result as far as the job has come, or empty while it runs. */
  Optional<JobResult> look(JobKey key) throws IOException {
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
    if (script instanceof Script.UnseenFor unseen && look <= unseen.looks()) {
      throw new IOException("503 SlowDown");
    }
    if (script instanceof Script.RunsForever) {
      return Optional.empty();
    }
    // Two workers may look at the same time; the job is one.
    synchronized (this) {
      if (records.result(key).isEmpty()) {
        records.writeResult(
            key,
            script instanceof Script.Fails fails
                ? failed(fails.reason(), fails.message())
                : stage(request, script instanceof Script.Stages stages ? stages.rows() : 7));
      }
      return records.result(key);
    }
  }

  JobProgress progress() {
    return new JobProgress(Instant.now(), "writing", 1, 4, 10, 1000, null, "scripted", 1);
  }

  void cancel(JobKey key, String reason) throws IOException {
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
      Table table =
          catalog.loadTable(
              TableIdentifier.of(
                  Namespace.of(request.movement().destination().namespace()),
                  request.movement().destination().table()));
      if (!table.refs().containsKey(request.branch())) {
        table.manageSnapshots().createBranch(request.branch()).commit();
      }
      var overwrite =
          table
              .newOverwrite()
              .overwriteByRowFilter(Expressions.alwaysTrue())
              .addFile(file(table, rows))
              .toBranch(request.branch());
      Lineage.of(request, rows, "scripted").toSummary().forEach(overwrite::set);
      overwrite.commit();
      table.refresh();
      return new JobResult(
          true,
          null,
          null,
          table.refs().get(request.branch()).snapshotId(),
          rows,
          rows * 100,
          Instant.now(),
          Instant.now(),
          request.pin().backupId(),
          request.pin().referenceTime(),
          List.of(),
          Map.of());
    } finally {
      Catalogs.close(catalog);
    }
  }

  /** A data file that is there, though nobody could read rows from it: no worker does. */
  private static DataFile file(Table table, long rows) throws IOException {
    String location = table.location() + "/data/" + UUID.randomUUID() + ".parquet";
    byte[] content = ("rows " + rows).getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = table.io().newOutputFile(location).create()) {
      out.write(content);
    }
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath(location)
        .withFileSizeInBytes(content.length)
        .withRecordCount(rows)
        .build();
  }

  private static JobResult failed(FailureReason reason, String message) {
    return new JobResult(
        false, reason, message, null, 0, 50, Instant.now(), Instant.now(), null, null, null, null);
  }

  private Script script(JobRequest request) {
    List<Script> attempts =
        scripts.getOrDefault(request.movement().id(), List.of(new Script.Stages(5)));
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

  /** A submit that is refused. */
  static final class ScriptedRefusal extends Exception {
    private static final long serialVersionUID = 1L;
    final FailureReason reason;

    ScriptedRefusal(FailureReason reason, String message) {
      super(message);
      this.reason = reason;
    }
  }
}
