package io.pointsman.workers.run;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Spent;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the attempts of an execution have cost, as their records say it. */
public final class Spending {
  /** The figure of a job's result that holds the CPU time of its tasks. */
  private static final String CPU_SECONDS = "cpuSeconds";

  /**
   * What an execution has cost.
   *
   * @param all attempts together
   * @param failed those whose rows did not become the table's
   */
  public record Bill(Spent all, Spent failed) {}

  private final ControlStore records;

  public Spending(ControlStore records) {
    this.records = records;
  }

  /**
   * Adds up both engines' attempts.
   *
   * @param serving whose rows are the table's now, or null when nobody's are
   */
  public Bill of(String runId, int execution, JobKey serving) throws IOException {
    Spent all = Spent.NOTHING;
    Spent failed = Spent.NOTHING;
    for (Connector engine : Connector.values()) {
      for (JobKey attempt : records.attempts(runId, execution, engine)) {
        Spent spent = of(attempt);
        all = all.plus(spent);
        if (!attempt.equals(serving)) {
          failed = failed.plus(spent);
        }
      }
    }
    return new Bill(all, failed);
  }

  /** One that was killed left no result: then what it last said of itself counts. */
  private Spent of(JobKey attempt) throws IOException {
    Optional<JobResult> result = records.result(attempt);
    Optional<JobProgress> progress =
        result.isPresent() && result.get().figures().containsKey(CPU_SECONDS)
            ? Optional.empty()
            : records.progress(attempt);
    long bytes =
        result
            .map(JobResult::bytesRead)
            .orElseGet(() -> progress.map(JobProgress::bytesRead).orElse(0L));
    double cpu =
        result
            .map(ended -> ended.figures().get(CPU_SECONDS))
            .orElseGet(() -> progress.map(JobProgress::cpuSeconds).orElse(0.0));
    return new Spent(1, bytes, cpu);
  }

  /** Wall time since an execution's first legacy job was submitted, or null when none is known. */
  public Double legacySeconds(JobKey served, Instant now) throws IOException {
    JobKey first = new JobKey(served.runId(), served.execution(), served.connector(), 1);
    return records
        .handle(first)
        .map(handle -> Duration.between(handle.submittedAt(), now).toMillis() / 1000.0)
        .orElse(null);
  }
}
