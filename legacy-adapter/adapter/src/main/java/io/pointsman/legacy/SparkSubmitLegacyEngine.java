package io.pointsman.legacy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pointsman.control.SparkApplications;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A legacy engine that is a Spark application: any jar with a main class, see {@link
 * SparkSubmitSettings}. What it can do is what its arguments tell it.
 */
public final class SparkSubmitLegacyEngine implements LegacyEngine {
  private final SparkApplications applications;
  private final SparkSubmitSettings settings;
  private final List<Template> arguments = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  /**
   * @throws IllegalArgumentException when an argument names a field that there is not
   */
  public SparkSubmitLegacyEngine(SparkApplications applications, SparkSubmitSettings settings) {
    this.applications = applications;
    this.settings = settings;
    for (String argument : settings.arguments()) {
      Template template =
          Template.parse(
              "Legacy engine spark-submit: argument '" + argument + "'",
              argument,
              RequestFields.NAMES);
      arguments.add(template);
      told.addAll(template.fields());
    }
  }

  @Override
  public String name() {
    return "spark-submit";
  }

  @Override
  public Abilities abilities() {
    return new Abilities(
        told.contains(RequestFields.BACKUP_ID),
        told.contains(RequestFields.REFERENCE_TIME),
        settings.reportsBackup(),
        RequestFields.nameADestination(told),
        told.contains(RequestFields.BRANCH),
        told.contains(RequestFields.PARTITION),
        true,
        true);
  }

  @Override
  public List<String> notGuaranteed() {
    List<String> missing = new ArrayList<>();
    if (!abilities().takesPin() && !abilities().reportsWhatItRead()) {
      missing.add(
          "The application chooses the backup itself and does not say which: proofs are unpinned"
              + " and never count as clean; {pin.backupId} in an argument helps");
    }
    if (!abilities().stages()) {
      missing.add(
          "The application publishes by itself, so the fence cannot hold back one that wakes up"
              + " late; writing to {branch} helps");
    }
    return missing;
  }

  @Override
  public JobHandle submit(JobRequest request) throws IOException, LegacyException {
    return SparkJobs.submit(applications, withMain(request), settings.spark());
  }

  /** The request with what the wrapper has to run among its options. */
  private JobRequest withMain(JobRequest request) throws JsonProcessingException {
    Map<String, Object> values = RequestFields.of(request);
    List<String> filled =
        arguments.stream().map(argument -> argument.fill(values, value -> value)).toList();
    Map<String, String> options = new HashMap<>(request.options());
    options.put(WrappedMain.MAIN_CLASS, settings.mainClass());
    options.put(WrappedMain.ARGUMENTS, WireJson.mapper().writeValueAsString(filled));
    options.put(WrappedMain.TAKES_PIN, Boolean.toString(abilities().takesPin()));
    options.put(
        WrappedMain.TAKES_REFERENCE_TIME, Boolean.toString(abilities().takesReferenceTime()));
    options.put(WrappedMain.NOTES, WireJson.mapper().writeValueAsString(notGuaranteed()));
    return new JobRequest(
        request.key(),
        request.movement(),
        request.source(),
        request.catalog(),
        request.pin(),
        request.branch(),
        request.expectedTableUuid(),
        request.partition(),
        request.deadline(),
        options);
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
