package io.pointsman.registry.conductor;

import io.pointsman.decider.job.JobProgress;
import java.time.Instant;

/**
 * One task of a run, as Conductor shows it.
 *
 * @param reference the task's name within the workflow
 * @param status Conductor's word, such as {@code IN_PROGRESS}
 * @param begun when a worker took it first, or null
 * @param ended when it ended, or null
 * @param summary what its worker says, or why it did not complete; may be empty
 * @param progress how far its job is, or null
 * @param tries how often it was begun
 */
public record TaskStep(
    String reference,
    String status,
    Instant begun,
    Instant ended,
    String summary,
    JobProgress progress,
    int tries) {}
