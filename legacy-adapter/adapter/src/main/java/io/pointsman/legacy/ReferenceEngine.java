package io.pointsman.legacy;

import io.pointsman.control.SparkApplications;
import io.pointsman.control.SparkSettings;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;

/**
 * The engine that ships with Pointsman: downloads the SSTables, writes every mutation into an
 * intermediate Iceberg table and reconciles them with a shuffle. It reads the pin, stages on the
 * run's branch, and is published like the Spark connector's rows.
 */
public final class ReferenceEngine implements LegacyEngine {
  /** What {@link SparkSettings#mainClass} has to be. */
  public static final String MAIN_CLASS = "io.pointsman.legacy.reference.ReferenceJob";

  private final SparkApplications applications;
  private final SparkSettings settings;

  /**
   * @param settings how it is submitted
   * @throws IllegalArgumentException when the main class is another
   */
  public ReferenceEngine(SparkApplications applications, SparkSettings settings) {
    if (!MAIN_CLASS.equals(settings.mainClass())) {
      throw new IllegalArgumentException(
          "The reference engine's main class is " + MAIN_CLASS + ", not " + settings.mainClass());
    }
    this.applications = applications;
    this.settings = settings;
  }

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public Abilities abilities() {
    return new Abilities(true, true, true, true, true, true, true, true);
  }

  @Override
  public JobHandle submit(JobRequest request) throws IOException, LegacyException {
    return SparkJobs.submit(applications, request, settings);
  }

  @Override
  public Poll poll(JobHandle handle) throws IOException {
    return SparkJobs.poll(applications, handle);
  }

  @Override
  public void cancel(JobHandle handle) throws IOException {
    SparkJobs.cancel(applications, handle);
  }
}
