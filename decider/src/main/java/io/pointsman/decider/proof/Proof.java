package io.pointsman.decider.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pointsman.decider.BackupPin;
import java.time.Instant;
import java.util.List;

/**
 * The result of comparing C, the legacy engine's rows, with M, Spark's, as multisets: {@code POST
 * /v1/proofs}, idempotent under {@code proofId}.
 *
 * @param proofId the comparison's own id, such as the shadow workflow's
 * @param runId the run that the shadow belongs to
 * @param execution the execution of that run, from 1
 * @param movementId the run's movement
 * @param pin the backup that both engines read; null only when the result is no proof
 * @param legacySnapshotId Iceberg snapshot with C; null only when the result is no proof
 * @param sparkSnapshotId Iceberg snapshot with M; null only when the result is no proof
 * @param connectorVersion version of the Spark connector that wrote M
 * @param result what came out
 * @param message the result for people, naming rows or columns that differ, or null
 * @param legacyRows rows of C, or null when not counted
 * @param sparkRows rows of M, or null when not counted
 * @param differingRows rows that only one of them has, waived ones included, or null
 * @param waivers the differences that somebody answers for, never null
 * @param comparedAt when the comparison ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Proof(
    String proofId,
    String runId,
    int execution,
    String movementId,
    BackupPin pin,
    Long legacySnapshotId,
    Long sparkSnapshotId,
    String connectorVersion,
    ProofResult result,
    String message,
    Long legacyRows,
    Long sparkRows,
    Long differingRows,
    List<Waiver> waivers,
    Instant comparedAt) {
  public Proof {
    waivers = waivers == null ? List.of() : List.copyOf(waivers);
  }
}
