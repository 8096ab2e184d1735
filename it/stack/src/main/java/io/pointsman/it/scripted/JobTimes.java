package io.pointsman.it.scripted;

import io.pointsman.decider.job.JobKey;
import java.time.Instant;

/**
 * How long a job of the scripted cluster took.
 *
 * @param key the job
 * @param takenAt when the cluster took it
 * @param endedAt when its result was there, or its last word; null while it runs
 */
public record JobTimes(JobKey key, Instant takenAt, Instant endedAt) {

  JobTimes endedNow() {
    return new JobTimes(key, takenAt, Instant.now());
  }
}
