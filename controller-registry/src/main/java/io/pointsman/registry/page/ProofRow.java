package io.pointsman.registry.page;

import io.pointsman.decider.proof.Proof;
import io.pointsman.registry.api.RecordedProof;
import java.util.List;

/**
 * One comparison as the page lists it.
 *
 * @param id its own id
 * @param movement its movement
 * @param run the run that it belongs to
 * @param result what came out
 * @param message for people, or empty
 * @param legacyRows rows of C, or empty
 * @param sparkRows rows of M, or empty
 * @param differing rows that only one of them has, or empty
 * @param snapshots both Iceberg snapshots, or empty
 * @param backup what both read, or empty
 * @param version of the Spark connector, or empty
 * @param waivers who answers for which difference
 * @param when when it was recorded
 */
public record ProofRow(
    String id,
    String movement,
    String run,
    String result,
    String message,
    String legacyRows,
    String sparkRows,
    String differing,
    String snapshots,
    String backup,
    String version,
    List<String> waivers,
    Moment when) {

  public static ProofRow of(RecordedProof recorded) {
    Proof proof = recorded.proof();
    return new ProofRow(
        proof.proofId(),
        proof.movementId(),
        proof.runId(),
        proof.result().name(),
        text(proof.message()),
        Figures.count(proof.legacyRows()),
        Figures.count(proof.sparkRows()),
        Figures.count(proof.differingRows()),
        proof.legacySnapshotId() == null
            ? ""
            : "C " + proof.legacySnapshotId() + ", M " + proof.sparkSnapshotId(),
        proof.pin() == null ? "" : proof.pin().backupId() + " of " + proof.pin().source(),
        text(proof.connectorVersion()),
        proof.waivers().stream()
            .map(
                waiver ->
                    waiver.scope()
                        + ", "
                        + Figures.count(waiver.rows())
                        + " rows, by "
                        + waiver.owner()
                        + ": "
                        + waiver.why())
            .toList(),
        Moment.of(recorded.recordedAt()));
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
