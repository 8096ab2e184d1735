package io.pointsman.legacy;

import io.pointsman.control.JobState;
import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import io.pointsman.control.SubmitException;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;

/** Says in the words of legacy engines what Spark applications say of their jobs. */
final class SparkJobs {
  private SparkJobs() {}

  static JobHandle submit(
      SparkApplications applications, JobRequest request, SparkSettings settings)
      throws IOException, LegacyEngine.LegacyException {
    try {
      return applications.submit(request, settings);
    } catch (SubmitException e) {
      throw new LegacyEngine.LegacyException(request.key(), e.getMessage(), e);
    }
  }

  static LegacyEngine.Poll poll(SparkApplications applications, JobHandle handle)
      throws IOException {
    JobState state = applications.poll(handle.key());
    if (state instanceof JobState.Running running) {
      return new LegacyEngine.Poll.Running(running.progress());
    }
    if (state instanceof JobState.Ended ended) {
      return new LegacyEngine.Poll.Ended(ended.result());
    }
    return new LegacyEngine.Poll.Lost(((JobState.Lost) state).message());
  }

  static void cancel(SparkApplications applications, JobHandle handle) throws IOException {
    applications.cancel(handle.key(), "the run no longer needs this legacy job");
  }
}
