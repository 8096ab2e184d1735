package io.pointsman.decider.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.FailureReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a job ended, as it lies in {@code result.json}: what a job is judged by, since Spark reports
 * FINISHED before it reports FAILED.
 *
 * @param succeeded whether the rows are staged
 * @param failure why not, or null
 * @param message what happened, for people; keeps the cause
 * @param stagedSnapshotId Iceberg snapshot on the run's branch, or null
 * @param rows rows emitted by the engine
 * @param bytesRead bytes fetched from the backup
 * @param startedAt by the driver's clock
 * @param endedAt by the driver's clock
 * @param backupId the backup that was really read, or null when the engine cannot say
 * @param referenceTime what TTLs were really judged at, or null when the engine cannot say
 * @param notes what a user should know (dropped columns, skipped components), never null
 * @param figures further figures by name (requests, CPU seconds, splits), never null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobResult(
    boolean succeeded,
    FailureReason failure,
    String message,
    Long stagedSnapshotId,
    long rows,
    long bytesRead,
    Instant startedAt,
    Instant endedAt,
    String backupId,
    Instant referenceTime,
    List<String> notes,
    Map<String, Double> figures) {
  public JobResult {
    notes = notes == null ? List.of() : List.copyOf(notes);
    figures = figures == null ? Map.of() : Map.copyOf(figures);
  }
}
