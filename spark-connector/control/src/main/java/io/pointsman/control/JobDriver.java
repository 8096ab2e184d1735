package io.pointsman.control;

import io.pointsman.backup.ObjectStore;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.TraceKeys;
import io.pointsman.tracing.TracedSpan;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A driver's life around its job: it takes the job once, writes a heartbeat every two seconds, ends
 * itself when it is cancelled or its deadline is over, and leaves exactly one result.
 */
public final class JobDriver {
  private static final Logger LOG = LoggerFactory.getLogger(JobDriver.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration STOP_ACTION = Duration.ofSeconds(3);
  private static final int RESULT_TRIES = 5;

  private final ControlStore records;
  private final JobKey key;
  private final Job job;
  private final Clock clock;
  private final IntConsumer halt;
  private final RunTracing tracing;
  private final JobMonitor monitor;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Instant startedAt;

  JobDriver(
      ControlStore records,
      JobKey key,
      Job job,
      Clock clock,
      IntConsumer halt,
      RunTracing tracing) {
    this.tracing = tracing;
    this.records = records;
    this.key = key;
    this.job = job;
    this.clock = clock;
    this.monitor = new JobMonitor(clock);
    this.halt = halt;
    this.startedAt = clock.instant();
  }

  /**
   * Runs a driver's whole life.
   *
   * @param words the command line, see {@link JobArguments}
   * @return the exit status: 0 when the job succeeded or another driver has it, else 1
   */
  public static int run(String[] words, Job job) {
    JobArguments arguments;
    try {
      arguments = JobArguments.parse(words);
    } catch (IllegalArgumentException e) {
      LOG.error("{}", e.getMessage());
      return 1;
    }
    try (ObjectStore store = arguments.control().openStore();
        RunTracing tracing = RunTracing.of(System.getenv(), "pointsman-job")) {
      JobDriver driver =
          new JobDriver(
              arguments.control().records(store),
              arguments.key(),
              job,
              Clock.systemUTC(),
              Runtime.getRuntime()::halt,
              tracing);
      return driver.live();
    } catch (IOException e) {
      LOG.error("The job's records cannot be used: {}", RootCause.message(e), e);
      return 1;
    }
  }

  int live() throws IOException {
    Optional<JobRequest> request = records.request(key);
    if (request.isEmpty()) {
      throw new IOException("There is no request for " + key + " at the control location");
    }
    if (records.cancellation(key).isPresent()) {
      LOG.info("{} was cancelled before it started", key);
      cancelled(records.cancellation(key).get());
      return 1;
    }
    if (!records.markStarted(key, monitor.progress(startedAt))) {
      LOG.info("Another driver has {} already", key);
      return 0;
    }
    Thread onSignal = new Thread(this::terminated, "pointsman-terminated");
    Runtime.getRuntime().addShutdownHook(onSignal);
    ScheduledExecutorService heartbeat =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "pointsman-heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    heartbeat.scheduleWithFixedDelay(
        () -> beat(request.get()), 0, HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return work(request.get());
    } finally {
      heartbeat.shutdownNow();
      removeHook(onSignal);
    }
  }

  private int work(JobRequest request) {
    JobResult result;
    try {
      Job.Staged staged = job.run(request, monitor);
      result =
          new JobResult(
              true,
              null,
              "Staged " + staged.rows() + " rows on branch " + request.branch(),
              staged.stagedSnapshotId(),
              staged.rows(),
              staged.bytesRead(),
              startedAt,
              clock.instant(),
              staged.backupId(),
              staged.referenceTime(),
              monitor.notes(),
              monitor.namedFigures());
    } catch (JobFailure e) {
      LOG.error("{}: {}", e.reason(), e.getMessage(), e);
      result = failed(e.reason(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result = failed(FailureReason.CANCELLED, "The driver was interrupted");
    } catch (Exception | OutOfMemoryError | LinkageError | StackOverflowError e) {
      FailureReason reason = job.reasonOf(e);
      LOG.error("{}: {}", reason, RootCause.message(e), e);
      result = failed(reason, RootCause.message(e));
    }
    end(result);
    return result.succeeded() ? 0 : 1;
  }

  private void beat(JobRequest request) {
    try {
      Optional<Cancellation> cancellation = records.cancellation(key);
      if (cancellation.isPresent()) {
        cancelled(cancellation.get());
        stopNow();
        return;
      }
      if (request.deadline() != null && !clock.instant().isBefore(request.deadline())) {
        end(
            failed(
                FailureReason.DEADLINE,
                "The job's deadline " + request.deadline() + " came before it was done"));
        stopNow();
        return;
      }
      records.writeProgress(key, monitor.progress(clock.instant()));
    } catch (IOException | RuntimeException e) {
      // A heartbeat that fails is tried again in two seconds; the work goes on meanwhile.
      LOG.warn("No heartbeat: {}", RootCause.message(e));
    }
  }

  private void cancelled(Cancellation cancellation) {
    end(
        failed(
            FailureReason.CANCELLED,
            "Cancelled by " + cancellation.by() + ": " + cancellation.reason()));
  }

  private void stopNow() {
    Thread action = new Thread(monitor.stopAction(), "pointsman-stop");
    action.setDaemon(true);
    action.start();
    try {
      action.join(STOP_ACTION.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Spark's own shutdown may wait for tasks; what was not committed yet stays uncommitted.
    halt.accept(1);
  }

  private void terminated() {
    if (ended.get()) {
      return;
    }
    Optional<Cancellation> cancellation = Optional.empty();
    try {
      cancellation = records.cancellation(key);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Whether the job was cancelled is not known: {}", RootCause.message(e));
    }
    if (cancellation.isPresent()) {
      cancelled(cancellation.get());
    } else {
      end(failed(FailureReason.SPARK_LOST, "The driver was terminated by a signal"));
    }
  }

  private JobResult failed(FailureReason reason, String message) {
    JobProgress last = monitor.progress(clock.instant());
    return new JobResult(
        false,
        reason,
        message,
        null,
        last.rows(),
        last.bytesRead(),
        startedAt,
        last.at(),
        null,
        null,
        monitor.notes(),
        monitor.namedFigures());
  }

  private void end(JobResult result) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    for (int i = 1; i <= RESULT_TRIES; i++) {
      try {
        records.writeResult(key, result);
        trace(result);
        return;
      } catch (IOException | RuntimeException e) {
        LOG.error("The result is not written, try {}: {}", i, RootCause.message(e));
      }
    }
    LOG.error("No result on the store; it would have been {}", result);
  }

  /** Sent at once: this process may be halted next. */
  private void trace(JobResult result) {
    if (!tracing.isOn()) {
      return;
    }
    String job = TraceKeys.job(key.path());
    String failure = result.succeeded() ? null : result.failure() + ": " + result.message();
    tracing.record(
        new TracedSpan(
            key.runId(),
            job,
            TraceKeys.execution(key.runId(), key.execution()),
            "job " + key.connector(),
            startedAt,
            result.endedAt(),
            Map.of(
                "pointsman.connector", key.connector().name(),
                "pointsman.attempt", Integer.toString(key.attempt()),
                "pointsman.rows", Long.toString(result.rows()),
                "pointsman.bytes_read", Long.toString(result.bytesRead())),
            failure));
    List<JobMonitor.Phase> phases = monitor.phases();
    for (int i = 0; i < phases.size(); i++) {
      boolean last = i == phases.size() - 1;
      tracing.record(
          new TracedSpan(
              key.runId(),
              TraceKeys.phase(key.path(), i),
              job,
              phases.get(i).name(),
              phases.get(i).begun(),
              last ? result.endedAt() : phases.get(i + 1).begun(),
              Map.of(),
              last ? failure : null));
    }
    tracing.flush();
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("Already shutting down");
    }
  }
}
