package io.pointsman.it.quickstart;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One run of a movement, as the quick start's table shows it.
 *
 * @param movement the movement id, or what was given in its place
 * @param decided SPARK, LEGACY or REFUSED
 * @param servedBy SPARK or LEGACY, or null when nothing was moved
 * @param reason why it was decided so, or why Spark did not serve, for people
 * @param rows rows published, or null
 * @param bytesRead bytes fetched from the backup, or null
 * @param seconds wall time of the run, or null when nothing was moved
 * @param snapshotId Iceberg snapshot that the run published, or null
 * @param equal whether that snapshot's rows are the truth's, or null when nothing was moved
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record MovementRow(
    String movement,
    String decided,
    String servedBy,
    String reason,
    Long rows,
    Long bytesRead,
    Double seconds,
    Long snapshotId,
    Boolean equal) {

  MovementRow withEqual(boolean rowsAreEqual) {
    return new MovementRow(
        movement, decided, servedBy, reason, rows, bytesRead, seconds, snapshotId, rowsAreEqual);
  }
}
