package io.pointsman.publication;

import io.pointsman.decider.job.Lineage;
import java.time.Instant;

/**
 * A branch that a job made to stage on.
 *
 * @param name the branch
 * @param snapshotId its head
 * @param committedAt when the head was made
 * @param lineage the job that staged, or null when nothing was staged on it yet
 * @param bytes of the data files that were staged on it
 * @param published whether its head is or was main's
 */
public record RunBranch(
    String name,
    long snapshotId,
    Instant committedAt,
    Lineage lineage,
    long bytes,
    boolean published) {}
