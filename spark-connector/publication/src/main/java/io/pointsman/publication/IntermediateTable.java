package io.pointsman.publication;

import io.pointsman.decider.job.JobKey;
import java.time.Instant;

/**
 * A table that the reference engine keeps between its two stages.
 *
 * @param name in the destination's namespace
 * @param job whose it is
 * @param writtenAt when it was last written, or null when nothing was
 * @param bytes of its data files
 */
public record IntermediateTable(String name, JobKey job, Instant writtenAt, long bytes) {}
