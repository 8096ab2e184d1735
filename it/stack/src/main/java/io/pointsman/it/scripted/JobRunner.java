package io.pointsman.it.scripted;

import io.pointsman.control.JobState;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;

/** Runs the jobs of a scripted engine, Spark or legacy; what they stage and record is real. */
public interface JobRunner {

  /** Starts the job, or finds the one that its key started before. */
  JobHandle submit(JobRequest request) throws IOException, RefusedException;

  /** How the job stands now. */
  JobState look(JobKey key) throws IOException;

  /** Stops the job; no error when it is gone already. */
  void cancel(JobKey key, String reason) throws IOException;

  /** A submit that is refused. */
  final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final FailureReason reason;

    public RefusedException(FailureReason reason, String message) {
      super(message);
      this.reason = reason;
    }

    public FailureReason reason() {
      return reason;
    }
  }
}
