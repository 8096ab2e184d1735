package io.pointsman.legacy.reference;

import io.pointsman.control.Cancellation;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the job's progress every two seconds, and looks whether it is to stop: its deadline has
 * passed, or somebody asked for it in its records.
 */
final class Heartbeat implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final ControlStore records;
  private final JobRequest request;
  private final JobProgressBoard board;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeat");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Runnable stopper = () -> {};
  private volatile JobFailure stopped;

  Heartbeat(ControlStore records, JobRequest request, JobProgressBoard board) {
    this.records = records;
    this.request = request;
    this.board = board;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::beat, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What ends the work that runs; called again with every beat until the job has ended. */
  void onStop(Runnable newStopper) {
    stopper = newStopper;
  }

  /** Why the job was told to stop, or empty. */
  Optional<JobFailure> stopped() {
    return Optional.ofNullable(stopped);
  }

  private void beat() {
    try {
      records.writeProgress(request.key(), board.now());
      if (stopped == null) {
        stopped = reasonToStop().orElse(null);
      }
    } catch (IOException | RuntimeException e) {
      // One lost beat is nothing; many are noticed by whoever awaits the job.
      LOG.warn("Could not write progress: {}", e.toString());
    }
    if (stopped != null) {
      LOG.warn("Stopping: {}", stopped.getMessage());
      stopper.run();
    }
  }

  private Optional<JobFailure> reasonToStop() throws IOException {
    if (request.deadline() != null && Instant.now().isAfter(request.deadline())) {
      return Optional.of(
          new JobFailure(
              FailureReason.DEADLINE,
              "The deadline, " + request.deadline() + ", has passed",
              null));
    }
    Optional<Cancellation> cancellation = records.cancellation(request.key());
    return cancellation.map(
        asked ->
            new JobFailure(FailureReason.CANCELLED, "Cancelled: " + asked.reason(), null));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
