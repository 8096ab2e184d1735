package io.pointsman.workers.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobResult;
import java.time.Instant;
import java.util.List;

/**
 * What a job that went well left behind.
 *
 * @param key the job
 * @param snapshotId the staged Iceberg snapshot, or the one that an engine says it published; null
 *     when it cannot say
 * @param rows rows that the engine emitted
 * @param bytesRead bytes that this job fetched
 * @param backupId what it really read, or null when it cannot say
 * @param referenceTime what TTLs were really judged at, or null when it cannot say
 * @param notes what a user should know, never null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Staged(
    JobKey key,
    Long snapshotId,
    long rows,
    long bytesRead,
    String backupId,
    Instant referenceTime,
    List<String> notes) {
  public Staged {
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  public static Staged of(JobKey key, JobResult result) {
    return new Staged(
        key,
        result.stagedSnapshotId(),
        result.rows(),
        result.bytesRead(),
        result.backupId(),
        result.referenceTime(),
        result.notes());
  }
}
