package io.pointsman.control;

import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobProgress;
import io.pointsman.decider.job.JobResult;
import java.util.Optional;

/** One look at a job. */
public sealed interface JobState {

  /** It runs, or waits to start, as far as is known; empty before its driver's first word. */
  record Running(Optional<JobProgress> progress) implements JobState {}

  /** It ended, well or not: its own result record says how. */
  record Ended(JobResult result) implements JobState {}

  /**
   * It died without a result.
   *
   * @param reason SPARK_SUBMIT_FAILED, SPARK_LOST or SPARK_OUT_OF_MEMORY
   * @param message how that is known, and the last error of its log where there is one
   */
  record Lost(FailureReason reason, String message) implements JobState {}
}
