package io.pointsman.publication;

import io.pointsman.decider.job.Lineage;
import java.time.Instant;

/**
 * What readers of a destination see now.
 *
 * @param tableUuid the table's UUID
 * @param snapshotId main's snapshot, or null when the table is empty and was never written
 * @param committedAt when that snapshot was made, or null
 * @param rows {@code total-records} of its summary, or null when unknown
 * @param lineage its lineage, or null when it is none of Pointsman's
 */
public record MainState(
    String tableUuid, Long snapshotId, Instant committedAt, Long rows, Lineage lineage) {}
