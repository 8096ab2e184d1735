package io.pointsman.workers.engine;

import io.pointsman.control.JobState;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;

/** Runs the Spark connector's jobs, wherever. */
public interface SparkEngine extends SparkStopper {

  /**
   * Starts the job, or finds the one that its key started before: never two.
   *
   * @throws TaskFailedException when it was surely not started
   * @throws IOException when that cannot be known; then submit again
   */
  JobHandle submit(JobRequest request) throws IOException, TaskFailedException;

  /** How the job stands now. */
  JobState poll(JobKey key) throws IOException;
}
