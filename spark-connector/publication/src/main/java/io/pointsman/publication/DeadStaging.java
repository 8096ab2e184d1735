package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;

/**
 * A staged snapshot that no branch holds any more and that can never be published.
 *
 * @param job that staged it
 * @param snapshotId its snapshot
 * @param bytes of its data files
 */
public record DeadStaging(JobKey job, long snapshotId, long bytes) {}
