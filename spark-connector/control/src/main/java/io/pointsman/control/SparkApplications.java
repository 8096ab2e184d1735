package io.pointsman.control;

import io.pointsman.decider.Connector;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.spark.launcher.SparkLauncher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits Spark applications, finds them again, and judges them by their own records on the object
 * store, from whatever host.
 *
 * <p>Submitting twice is harmless: of two drivers of one job, the second to start finds the first
 * one's record and ends. A driver outlives the process that submitted it: its output goes to a
 * file, and the {@code spark-submit} that Pointsman lays out puts it into a session of its own.
 * With another {@code spark-submit} a Ctrl-C in the terminal of a worker reaches the driver too,
 * unless the worker itself was started by {@code setsid}.
 *
 * <p>Safe for use by many threads.
 */
public final class SparkApplications {
  private static final Logger LOG = LoggerFactory.getLogger(SparkApplications.class);
  private static final Duration TERMINATION = Duration.ofSeconds(5);

  private final ControlLocation location;
  private final ControlStore records;
  private final Patience patience;
  private final Clock clock = Clock.systemUTC();
  private final Silence silence = new Silence();
  private final String host;
  private final LongSupplier nanoTime;

  /**
   * @param location where the job records lie, as drivers are told it
   * @param records the same place, open
   * @param patience when a silent job counts as lost
   */
  public SparkApplications(ControlLocation location, ControlStore records, Patience patience) {
    this(location, records, patience, LocalProcess.host());
  }

  /**
   * The same, as another host would see it: no process of this one is looked at.
   *
   * @param host this host, as handles carry it
   */
  public SparkApplications(
      ControlLocation location, ControlStore records, Patience patience, String host) {
    this(location, records, patience, host, System::nanoTime);
  }

  SparkApplications(
      ControlLocation location,
      ControlStore records,
      Patience patience,
      String host,
      LongSupplier nanoTime) {
    this.location = location;
    this.records = records;
    this.patience = patience;
    this.host = host;
    this.nanoTime = nanoTime;
  }

  /**
   * Starts the job, or finds the one that this key started before.
   *
   * @throws SubmitException when it was surely not started
   * @throws IOException when the object store does not answer; then submit again
   */
  public JobHandle submit(JobRequest request, SparkSettings settings)
      throws IOException, SubmitException {
    JobKey key = JobArguments.check(request.key());
    Path submit = settings.sparkHome().resolve("bin/spark-submit");
    if (!Files.isExecutable(submit)) {
      throw new SubmitException(
          key, "No executable " + submit + ": lay out or configure a SPARK_HOME", null);
    }
    if (!records.createRequest(request)) {
      Optional<JobHandle> earlier = find(key);
      if (earlier.isPresent()) {
        return earlier.get();
      }
      // Requested, but nobody says that a driver was started: whoever asked may be dead. Another
      // driver is harmless, a job that never starts is not.
      LOG.info("{} was requested before and has neither handle nor driver: submitting it", key);
    }
    JobHandle handle = launch(key, settings);
    records.writeHandle(handle);
    return handle;
  }

  /** The job's handle; made from its driver's own record when the submitter died before its own. */
  public Optional<JobHandle> find(JobKey key) throws IOException {
    Optional<JobHandle> handle = records.handle(key);
    if (handle.isPresent()) {
      return handle;
    }
    Optional<JobProgress> started = records.started(key);
    if (started.isPresent()) {
      JobProgress first = started.get();
      return Optional.of(
          new JobHandle(
              key,
              first.at(),
              first.host(),
              first.host(),
              first.pid(),
              null,
              first.applicationId(),
              null));
    }
    return records
        .result(key)
        .map(result -> new JobHandle(key, result.startedAt(), host, null, null, null, null, null));
  }

  /**
   * How the job stands now.
   *
   * @throws IOException when the object store does not answer; the time until it does is nobody's
   *     silence, for the driver cannot write to it either
   */
  public JobState poll(JobKey key) throws IOException {
    long begun = nanoTime.getAsLong();
    try {
      return look(key, begun);
    } catch (IOException e) {
      silence.forget(key);
      throw e;
    } finally {
      // The store may have answered only after it had been asked for half a minute.
      silence.discount(key, nanoTime.getAsLong() - begun);
    }
  }

  private JobState look(JobKey key, long begun) throws IOException {
    Optional<JobResult> result = records.result(key);
    if (result.isPresent()) {
      return ended(key, result.get());
    }
    Optional<JobHandle> handle = records.handle(key);
    Optional<JobProgress> progress = latest(key);
    Optional<String> death =
        progress.isPresent()
            ? deathOfStarted(key, handle, progress.get(), begun)
            : notStarted(key, handle, begun);
    if (death.isEmpty()) {
      return new JobState.Running(progress);
    }
    // A driver writes its result and is gone a moment later: only a second look is final.
    pause(patience.secondLook());
    result = records.result(key);
    if (result.isPresent()) {
      return ended(key, result.get());
    }
    if (progress.isEmpty() && latest(key).isPresent()) {
      return new JobState.Running(latest(key));
    }
    return lost(death.get(), progress.isPresent(), handle);
  }

  /**
   * Stops the job: asks its driver wherever it runs, and ends it when it is a process of this host.
   * No error when it is gone already.
   *
   * @param reason why, for people; it stands in the job's result
   */
  public void cancel(JobKey key, String reason) throws IOException {
    records.requestCancel(key, new Cancellation(clock.instant(), host, reason));
    Optional<JobHandle> handle = records.handle(key);
    Optional<JobProgress> started = records.started(key);
    boolean ended = true;
    if (handle.isPresent() && handle.get().pid() != null && host.equals(handle.get().host())) {
      ended = end(handle.get().pid(), handle.get().pidStartedAt());
    }
    if (started.isPresent()) {
      ended &= host.equals(started.get().host()) && endDriver(handle, started.get());
    }
    if (ended && (handle.isPresent() || started.isPresent())) {
      Instant now = clock.instant();
      records.writeResult(
          key,
          new JobResult(
              false,
              FailureReason.CANCELLED,
              "Cancelled: " + reason,
              null,
              started.map(JobProgress::rows).orElse(0L),
              started.map(JobProgress::bytesRead).orElse(0L),
              started.map(JobProgress::at).orElse(now),
              now,
              null,
              null,
              List.of(),
              Map.of()));
    }
  }

  /** The last attempt that has no result yet, or empty: the one to await, whoever started it. */
  public Optional<JobKey> findOpen(String runId, int execution, Connector connector)
      throws IOException {
    List<JobKey> attempts = records.attempts(runId, execution, connector);
    for (int i = attempts.size() - 1; i >= 0; i--) {
      if (records.result(attempts.get(i)).isEmpty()) {
        return Optional.of(attempts.get(i));
      }
    }
    return Optional.empty();
  }

  /** The key after the last attempt that was ever requested. */
  public JobKey nextAttempt(String runId, int execution, Connector connector) throws IOException {
    List<JobKey> attempts = records.attempts(runId, execution, connector);
    int last = attempts.isEmpty() ? 0 : attempts.get(attempts.size() - 1).attempt();
    return new JobKey(runId, execution, connector, last + 1);
  }

  private JobHandle launch(JobKey key, SparkSettings settings) throws SubmitException {
    Path log =
        settings
            .logDirectory()
            .toAbsolutePath()
            .resolve(JobArguments.text(key).replace('/', '-') + ".log");
    Map<String, String> environment = new HashMap<>(settings.environment());
    environment.put("POINTSMAN_DETACHED", "true");
    // The worker's own key to the registry; a driver has no business there.
    environment.put("POINTSMAN_TOKEN", "");
    environment.put("POINTSMAN_REGISTRY_TOKEN", "");
    SparkLauncher launcher =
        new SparkLauncher(environment)
            .setSparkHome(settings.sparkHome().toAbsolutePath().toString())
            .setMaster(settings.master())
            .setDeployMode(settings.deployMode())
            .setAppName("pointsman " + JobArguments.text(key))
            .setMainClass(settings.mainClass())
            .setAppResource(settings.appResource())
            .addAppArgs(new JobArguments(location, key).toList().toArray(String[]::new))
            // A pipe would end with this process, and the driver with its next line.
            .redirectError()
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    settings.conf().forEach(launcher::setConf);
    settings.jars().forEach(launcher::addJar);
    try {
      Files.createDirectories(settings.logDirectory());
      Process process = launcher.launch();
      process.getOutputStream().close();
      boolean local = settings.driverIsLocal();
      LOG.info("Submitted {} as process {}, output in {}", key, process.pid(), log);
      return new JobHandle(
          key,
          clock.instant(),
          host,
          local ? host : null,
          local ? process.pid() : null,
          local ? process.info().startInstant().orElse(null) : null,
          null,
          log.toString());
    } catch (IOException | IllegalArgumentException e) {
      throw new SubmitException(
          key, "spark-submit of " + settings + " did not start: " + e.getMessage(), e);
    }
  }

  private Optional<JobProgress> latest(JobKey key) throws IOException {
    Optional<JobProgress> progress = records.progress(key);
    return progress.isPresent() ? progress : records.started(key);
  }

  /** How a driver that once said something is known to be dead, or empty. */
  private Optional<String> deathOfStarted(
      JobKey key, Optional<JobHandle> handle, JobProgress progress, long begun) {
    if (host.equals(progress.host())
        && !LocalProcess.alive(progress.pid(), startOf(handle, progress.pid()))) {
      return Optional.of(
          "driver process " + progress.pid() + " on this host is gone and left no result");
    }
    Duration silent = silence.since(key, progress.at().toString(), begun, patience.heartbeat());
    if (silent.compareTo(patience.heartbeat()) > 0) {
      return Optional.of(
          "driver on "
              + progress.host()
              + " has been silent for "
              + silent.toSeconds()
              + " s, its last word: "
              + progress.phase());
    }
    return Optional.empty();
  }

  /** How a job whose driver never said anything is known to have no driver, or empty. */
  private Optional<String> notStarted(JobKey key, Optional<JobHandle> handle, long begun) {
    if (handle.isPresent()
        && handle.get().pid() != null
        && host.equals(handle.get().host())
        && !LocalProcess.alive(handle.get().pid(), handle.get().pidStartedAt())) {
      return Optional.of(
          "spark-submit process " + handle.get().pid() + " ended before its driver started");
    }
    Duration waited = silence.since(key, "", begun, patience.start());
    if (waited.compareTo(patience.start()) > 0) {
      return Optional.of("driver did not start within " + patience.start().toSeconds() + " s");
    }
    return Optional.empty();
  }

  private JobState ended(JobKey key, JobResult result) {
    silence.forget(key);
    return new JobState.Ended(result);
  }

  private JobState lost(String death, boolean started, Optional<JobHandle> handle) {
    FailureReason reason = started ? FailureReason.SPARK_LOST : FailureReason.SPARK_SUBMIT_FAILED;
    StringBuilder message = new StringBuilder("The ").append(death);
    if (handle.isPresent() && handle.get().logFile() != null) {
      Path file = Path.of(handle.get().logFile());
      if (host.equals(handle.get().submittedBy())) {
        DriverLog log = DriverLog.read(file);
        if (log.outOfMemory()) {
          reason = FailureReason.SPARK_OUT_OF_MEMORY;
        }
        message.append(log.causes());
      }
      message.append("; log: ").append(handle.get().submittedBy()).append(':').append(file);
    }
    return new JobState.Lost(reason, message.toString());
  }

  private boolean endDriver(Optional<JobHandle> handle, JobProgress started) {
    return end(started.pid(), startOf(handle, started.pid()));
  }

  private static Instant startOf(Optional<JobHandle> handle, long pid) {
    return handle
        .filter(known -> known.pid() != null && known.pid() == pid)
        .map(JobHandle::pidStartedAt)
        .orElse(null);
  }

  /** Ends a process of this host, by force after a while; true when it is gone. */
  private static boolean end(long pid, Instant startedAt) {
    if (!LocalProcess.alive(pid, startedAt)) {
      return true;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      return true;
    }
    process.get().destroy();
    if (await(process.get())) {
      return true;
    }
    process.get().destroyForcibly();
    return await(process.get());
  }

  private static boolean await(ProcessHandle process) {
    try {
      process.onExit().get(TERMINATION.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (java.util.concurrent.ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
