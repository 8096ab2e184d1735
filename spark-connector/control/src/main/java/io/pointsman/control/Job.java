package io.pointsman.control;

import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobRequest;
import java.time.Instant;

/** What a driver does for one request. */
public interface Job {

  /**
   * What a job that went well hands over.
   *
   * @param stagedSnapshotId the Iceberg snapshot on the run's branch
   * @param rows rows emitted by the engine
   * @param bytesRead bytes fetched from the backup
   * @param backupId the backup that was really read, or null when the engine cannot say
   * @param referenceTime what TTLs were really judged at, or null when the engine cannot say
   */
  record Staged(
      Long stagedSnapshotId, long rows, long bytesRead, String backupId, Instant referenceTime) {}

  /**
   * Does the work, on the calling thread.
   *
   * @throws JobFailure with the reason when it has a name
   * @throws Exception anything else, named by {@link #reasonOf}
   */
  Staged run(JobRequest request, JobMonitor monitor) throws Exception;

  /** The name of a failure that the job did not name itself. */
  FailureReason reasonOf(Throwable failure);
}
