package io.pointsman.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.decider.job.JobResult;
import io.pointsman.tracing.RunTracing;
import io.pointsman.tracing.SpanReceiver;
import io.pointsman.tracing.TraceKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobDriverTest {
  private interface Work {
    Job.Staged run(JobMonitor monitor) throws Exception;
  }

  private record WorkJob(Work work) implements Job {
    @Override
    public Staged run(JobRequest request, JobMonitor monitor) throws Exception {
      return work.run(monitor);
    }

    @Override
    public FailureReason reasonOf(Throwable failure) {
      return failure instanceof IllegalStateException
          ? FailureReason.CATALOG_UNAVAILABLE
          : FailureReason.SPARK_FAILED;
    }
  }

  private final ControlStore records = new ControlStore(new MemoryObjectStore(), "");
  private final JobKey key = Requests.key(1);
  private final AtomicInteger halted = new AtomicInteger(-1);
  private RunTracing tracing = RunTracing.OFF;
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Test
  void aJobThatGoesWellLeavesItsResult() throws Exception {
    int status =
        live(
            null,
            monitor -> {
              monitor.note("a column was dropped");
              monitor.figure("requests", 12);
              return new Job.Staged(77L, 10, 1000, "b1", Requests.TAKEN_AT);
            });
    assertThat(status).isZero();
    JobResult result = records.result(key).orElseThrow();
    assertThat(result.succeeded()).isTrue();
    assertThat(result.stagedSnapshotId()).isEqualTo(77);
    assertThat(result.rows()).isEqualTo(10);
    assertThat(result.notes()).containsExactly("a column was dropped");
    assertThat(result.figures()).containsEntry("requests", 12.0);
  }

  @Test
  void ofTwoDriversTheSecondLeavesTheJobAlone() throws Exception {
    records.markStarted(
        key, new JobProgress(Requests.TAKEN_AT, "reading", 0, 0, 0, 0, 0, null, "elsewhere", 1));
    AtomicBoolean ran = new AtomicBoolean();
    int status =
        live(
            null,
            monitor -> {
              ran.set(true);
              return null;
            });
    assertThat(status).isZero();
    assertThat(ran).isFalse();
    assertThat(records.result(key)).isEmpty();
  }

  @Test
  void aNamedFailureKeepsItsNameAndMessage() throws Exception {
    int status =
        live(
            null,
            monitor -> {
              throw new JobFailure(FailureReason.SCHEMA_CHANGED, "column 'a' is int, not text");
            });
    assertThat(status).isEqualTo(1);
    JobResult result = records.result(key).orElseThrow();
    assertThat(result.failure()).isEqualTo(FailureReason.SCHEMA_CHANGED);
    assertThat(result.message()).isEqualTo("column 'a' is int, not text");
  }

  @Test
  void anyOtherFailureSaysItsRootCause() throws Exception {
    live(
        null,
        monitor -> {
          throw new IllegalStateException(
              "Job aborted", new java.io.IOException("disk full\n\tat a.B.c(D.java:1)"));
        });
    JobResult result = records.result(key).orElseThrow();
    assertThat(result.failure()).isEqualTo(FailureReason.CATALOG_UNAVAILABLE);
    assertThat(result.message()).isEqualTo("IOException: disk full");
  }

  @Test
  void aRunningJobWritesItsHeartbeat() throws Exception {
    live(
        null,
        monitor -> {
          monitor.phase("reading");
          monitor.figures(() -> new JobMonitor.Figures(3, 8, 100, 2000, 0.25));
          await().until(() -> records.progress(key).filter(p -> p.rows() == 100).isPresent());
          return new Job.Staged(1L, 100, 2000, null, null);
        });
    JobProgress progress = records.progress(key).orElseThrow();
    assertThat(progress.phase()).isEqualTo("reading");
    assertThat(progress.tasksDone()).isEqualTo(3);
    assertThat(progress.pid()).isEqualTo(ProcessHandle.current().pid());
  }

  @Test
  void aCancelledJobStopsItself() throws Exception {
    AtomicBoolean asked = new AtomicBoolean();
    live(
        null,
        monitor -> {
          monitor.onStop(() -> asked.set(true));
          records.requestCancel(key, new Cancellation(Instant.now(), "worker-2", "superseded"));
          stopped.await();
          return new Job.Staged(1L, 1, 1, null, null);
        });
    assertThat(asked).isTrue();
    assertThat(halted).hasValue(1);
    JobResult result = records.result(key).orElseThrow();
    assertThat(result.failure()).isEqualTo(FailureReason.CANCELLED);
    assertThat(result.message()).isEqualTo("Cancelled by worker-2: superseded");
  }

  @Test
  void aJobCancelledBeforeItStartsNeverStarts() throws Exception {
    records.requestCancel(key, new Cancellation(Instant.now(), "worker-2", "too late"));
    AtomicBoolean ran = new AtomicBoolean();
    int status =
        live(
            null,
            monitor -> {
              ran.set(true);
              return null;
            });
    assertThat(status).isEqualTo(1);
    assertThat(ran).isFalse();
    assertThat(records.started(key)).isEmpty();
    assertThat(records.result(key).orElseThrow().failure()).isEqualTo(FailureReason.CANCELLED);
  }

  @Test
  void aJobEndsItselfAtItsDeadline() throws Exception {
    live(
        Instant.now().minusSeconds(1),
        monitor -> {
          stopped.await();
          return new Job.Staged(1L, 1, 1, null, null);
        });
    assertThat(halted).hasValue(1);
    assertThat(records.result(key).orElseThrow().failure()).isEqualTo(FailureReason.DEADLINE);
  }

  @Test
  void aJobIsASpanOfItsRunsTraceWithWhatItDidBelow() throws Exception {
    try (SpanReceiver receiver = SpanReceiver.start()) {
      tracing = RunTracing.of(receiver.environment(), "pointsman-job");
      live(
          null,
          monitor -> {
            monitor.phase("checking the backup");
            monitor.phase("checking the destination");
            throw new IllegalStateException("the catalog is away");
          });
      // A machine that is very busy may take longer than a flush waits.
      await().atMost(Duration.ofSeconds(60)).until(() -> receiver.spans().size() == 3);
      SpanReceiver.Received job = receiver.spans().get(0);
      assertThat(job.name()).isEqualTo("job " + key.connector());
      assertThat(job.traceId()).isEqualTo(TraceKeys.traceId(key.runId()));
      assertThat(job.parentId())
          .isEqualTo(TraceKeys.spanId(TraceKeys.execution(key.runId(), key.execution())));
      assertThat(job.failed()).isTrue();
      assertThat(job.attributes()).containsEntry("pointsman.attempt", "1");
      SpanReceiver.Received backup = receiver.spans().get(1);
      SpanReceiver.Received destination = receiver.spans().get(2);
      assertThat(backup.name()).isEqualTo("checking the backup");
      assertThat(destination.name()).isEqualTo("checking the destination");
      assertThat(backup.endedNanos()).isEqualTo(destination.begunNanos());
      assertThat(destination.endedNanos()).isEqualTo(job.endedNanos());
      assertThat(List.of(backup, destination))
          .allSatisfy(
              phase -> {
                assertThat(phase.traceId()).isEqualTo(job.traceId());
                assertThat(phase.parentId()).isEqualTo(job.spanId());
              });
      assertThat(backup.failed()).isFalse();
      assertThat(destination.failed()).isTrue();
      tracing.close();
    }
  }

  private int live(Instant deadline, Work work) throws Exception {
    records.createRequest(Requests.of(key, deadline));
    JobDriver driver =
        new JobDriver(
            records,
            key,
            new WorkJob(work),
            Clock.systemUTC(),
            status -> {
              halted.set(status);
              stopped.countDown();
            },
            tracing);
    return driver.live();
  }
}
