package io.pointsman.workers.engine;

import io.pointsman.decider.job.JobKey;
import java.io.IOException;

/** Stops the Spark connector's jobs; needs no Spark on its own host. */
public interface SparkStopper {

  /**
   * Stops the job; no error when it is gone already.
   *
   * @param reason why, for people
   */
  void cancel(JobKey key, String reason) throws IOException;
}
