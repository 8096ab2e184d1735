package io.pointsman.workers.engine;

import io.pointsman.control.JobState;
import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import io.pointsman.control.SubmitException;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobKey;
import io.pointsman.decider.job.JobRequest;
import io.pointsman.workers.conductor.TaskFailedException;
import java.io.IOException;

/** The Spark connector's job through {@code spark-submit}, judged by its records. */
public final class SubmittedSparkEngine implements SparkEngine {
  private final SparkApplications applications;
  private final SparkSettings settings;

  public SubmittedSparkEngine(SparkApplications applications, SparkSettings settings) {
    this.applications = applications;
    this.settings = settings;
  }

  @Override
  public JobHandle submit(JobRequest request) throws IOException, TaskFailedException {
    try {
      return applications.submit(request, settings);
    } catch (SubmitException e) {
      throw TaskFailedException.terminal(FailureReason.SPARK_SUBMIT_FAILED, e.getMessage());
    }
  }

  @Override
  public JobState poll(JobKey key) throws IOException {
    return applications.poll(key);
  }

  @Override
  public void cancel(JobKey key, String reason) throws IOException {
    applications.cancel(key, reason);
  }
}
