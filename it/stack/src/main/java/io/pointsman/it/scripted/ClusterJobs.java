package io.pointsman.it.scripted;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.publication.Catalogs;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.catalog.Catalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs of a scripted cluster, from submit to result; they depend on no worker. */
final class ClusterJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterJobs.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  /** After its deadline: by then the fallback has claimed, and most have served. */
  private static final Duration LATENESS = Duration.ofSeconds(8);

  /** Not this machine's: a worker may judge the job by its records only. */
  private static final String HOST = "scripted-cluster";

  private final ControlStore records;
  private final Map<String, JobScript> scripts;
  private final Map<JobKey, JobTimes> times = new ConcurrentHashMap<>();
  private final Map<CatalogDefinition, Catalog> catalogs = new ConcurrentHashMap<>();
  private final ScheduledExecutorService threads;
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param scripts by movement id
   * @param threads jobs that stage at the same time
   */
  ClusterJobs(ControlStore records, Map<String, JobScript> scripts, int threads) {
    this.records = records;
    this.scripts = Map.copyOf(scripts);
    this.threads = Executors.newScheduledThreadPool(threads);
    // By itself: a driver says that it lives while it works, too.
    heart.scheduleWithFixedDelay(
        this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes a job, once.
   *
   * @throws JobRunner.RefusedException when the script says so
   */
  void submit(JobRequest request) throws JobRunner.RefusedException {
    JobScript script = scripts.get(request.movement().id());
    if (script == null) {
      throw new JobRunner.RefusedException(
          FailureReason.SPARK_SUBMIT_FAILED, "No script for " + request.movement().id());
    }
    JobKey key = request.key();
    boolean spark = key.connector() == Connector.SPARK;
    if (spark && script.fate() == JobScript.Fate.REFUSED) {
      throw new JobRunner.RefusedException(
          FailureReason.SPARK_SUBMIT_FAILED, "The cluster's queue is full");
    }
    if (times.putIfAbsent(key, new JobTimes(key, Instant.now(), null)) == null) {
      later(Duration.ZERO, key, () -> begin(request, script));
    }
  }

  /** When each job was taken and when it ended. */
  List<JobTimes> times() {
    return List.copyOf(times.values());
  }

  private void begin(JobRequest request, JobScript script) throws IOException {
    JobKey key = request.key();
    Instant startedAt = Instant.now();
    if (!records.markStarted(key, progress("reading"))) {
      return;
    }
    if (key.connector() == Connector.LEGACY) {
      later(Duration.ofMillis(script.legacyMillis()), key, () -> stage(request, script, startedAt));
      return;
    }
    Duration work = Duration.ofMillis(script.sparkMillis());
    // One that is refused never begins.
    switch (script.fate()) {
      case STAGES, REFUSED -> later(work, key, () -> stage(request, script, startedAt));
      case FAILS -> later(work, key, () -> fail(key, script.failure(), startedAt));
      case LOST -> ended(key);
      case LATE -> goOn(request, script, startedAt);
    }
  }

  private void beat() {
    for (JobTimes job : times.values()) {
      if (job.endedAt() == null && job.takenAt().plus(HEARTBEAT).isBefore(Instant.now())) {
        try {
          records.writeProgress(job.key(), progress("writing"));
        } catch (IOException | RuntimeException e) {
          LOG.warn("No heartbeat of {}", job.key(), e);
        }
      }
    }
  }

  /** Works until long after the deadline, then stages. */
  private void goOn(JobRequest request, JobScript script, Instant startedAt) throws IOException {
    if (Instant.now().isAfter(request.deadline().plus(LATENESS))) {
      stage(request, script, startedAt);
      return;
    }
    later(HEARTBEAT, request.key(), () -> goOn(request, script, startedAt));
  }

  private void stage(JobRequest request, JobScript script, Instant startedAt) throws IOException {
    Catalog catalog = catalogs.computeIfAbsent(request.catalog(), Catalogs::open);
    JobResult result;
    try {
      result = StagedTable.stage(catalog, request, script.rows(), startedAt);
    } catch (RuntimeException e) {
      result = failed(FailureReason.CATALOG_UNAVAILABLE, e.toString(), startedAt);
    }
    records.writeResult(request.key(), result);
    ended(request.key());
  }

  private void fail(JobKey key, FailureReason reason, Instant startedAt) throws IOException {
    records.writeResult(key, failed(reason, "As the script says", startedAt));
    ended(key);
  }

  private void ended(JobKey key) {
    times.computeIfPresent(key, (same, taken) -> taken.endedNow());
  }

  private static JobResult failed(FailureReason reason, String message, Instant startedAt) {
    return new JobResult(
        false, reason, message, null, 0, 50, startedAt, Instant.now(), null, null, null, null);
  }

  private static JobProgress progress(String phase) {
    return new JobProgress(Instant.now(), phase, 1, 4, 0, 0, 0, null, HOST, 1);
  }

  private interface Step {
    void run() throws IOException;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A step catches what it throws.
  private void later(Duration delay, JobKey key, Step step) {
    threads.schedule(
        () -> {
          try {
            step.run();
          } catch (IOException | RuntimeException e) {
            // Like a driver that dies: its silence says so.
            LOG.error("The job {} died", key, e);
            ended(key);
          }
        },
        delay.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    heart.shutdownNow();
    threads.shutdownNow();
    catalogs.values().forEach(Catalogs::close);
  }
}
