package io.pointsman.workers.run;

import io.pointsman.control.ControlStore;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import io.pointsman.publication.PublishedRun;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The result of an execution that turned out to be published already. */
public final class PublishedResults {
  private final ControlStore records;
  private final Clock clock;

  public PublishedResults(ControlStore records, Clock clock) {
    this.records = records;
    this.clock = clock;
  }

  /**
   * Puts it together from what the table says.
   *
   * @param fallback why the run had left the Spark path, or null
   */
  public RunResult result(Execution execution, PublishedRun run, Fallback fallback)
      throws IOException {
    Connector by = run.connector() == null ? Connector.SPARK : run.connector();
    Decision decision = execution.decision();
    return RunResult.served(
        execution,
        by,
        by == Connector.SPARK ? null : fallback,
        run.rows(),
        bytesRead(decision.runId(), decision.execution(), Connector.SPARK, Connector.LEGACY),
        run.snapshotId(),
        run.lineage() == null ? null : run.lineage().backupId(),
        run.lineage() == null ? null : run.lineage().referenceTime(),
        List.of(),
        clock);
  }

  /** Bytes that the recorded attempts of these engines fetched, failed ones too. */
  public long bytesRead(String runId, int execution, Connector... engines) throws IOException {
    long bytes = 0;
    for (Connector engine : engines) {
      for (JobKey attempt : records.attempts(runId, execution, engine)) {
        Optional<JobResult> result = records.result(attempt);
        bytes += result.isPresent() ? result.get().bytesRead() : lastSaid(attempt);
      }
    }
    return bytes;
  }

  private long lastSaid(JobKey attempt) throws IOException {
    return records.progress(attempt).map(progress -> progress.bytesRead()).orElse(0L);
  }
}
