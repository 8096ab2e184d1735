package io.pointsman.workers.config;

import io.pointsman.control.ControlLocation;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkSettings;
import io.pointsman.legacy.LegacySettings;
import io.pointsman.registry.client.RegistryToken;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Everything a worker process is told, checked: see {@link WorkerConfigReader} for the keys.
 *
 * @param conductor the Conductor server
 * @param registry the controller registry
 * @param control where job records lie
 * @param process how this process works
 * @param runs defaults of runs
 * @param spark how the Spark connector is submitted; null without the role {@code spark}
 * @param legacy the legacy engine; null without the role {@code legacy}
 * @param leftovers when what ended runs left is removed
 * @param endpoint where it answers {@code /healthz} and {@code /metrics}, or null
 */
public record WorkerConfig(
    URI conductor,
    RegistrySettings registry,
    ControlLocation control,
    ProcessSettings process,
    RunSettings runs,
    SparkSection spark,
    LegacySection legacy,
    LeftoverSettings leftovers,
    EndpointSettings endpoint) {

  /** With the usual ages of leftovers, and no endpoint. */
  public WorkerConfig(
      URI conductor,
      RegistrySettings registry,
      ControlLocation control,
      ProcessSettings process,
      RunSettings runs,
      SparkSection spark,
      LegacySection legacy) {
    this(
        conductor, registry, control, process, runs, spark, legacy, LeftoverSettings.usual(), null);
  }

  /**
   * How the registry is asked, and what is done without it.
   *
   * @param url the registry's address
   * @param token what proves to it that a worker asks
   * @param copyFile where its last copy is kept between restarts
   * @param maxCopyAge how old that copy may be to decide with; older decides LEGACY
   */
  public record RegistrySettings(
      URI url, RegistryToken token, Path copyFile, Duration maxCopyAge) {}

  /**
   * How this process works.
   *
   * @param workerId this process in Conductor's task records
   * @param roles never empty
   * @param threads tasks worked on at the same time
   * @param pollInterval the longest pause between two looks for tasks of one type; while there are
   *     some, the next look comes sooner
   * @param awaitInterval between two looks at a running job
   * @param stopGrace how long a stop waits for tasks that are being worked on
   */
  public record ProcessSettings(
      String workerId,
      Set<Role> roles,
      int threads,
      Duration pollInterval,
      Duration awaitInterval,
      Duration stopGrace) {
    public ProcessSettings {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * Where the process answers for itself.
   *
   * @param host address to listen on
   * @param port 0 to 65535; 0 takes any free port
   */
  public record EndpointSettings(String host, int port) {}

  /**
   * What a run has when its input does not say.
   *
   * @param deadline from the run's start, unless its input says otherwise
   * @param legacyReserve what of that is left for the legacy engine: the Spark path ends before
   * @param sparkAttempts Spark attempts, unless the input says otherwise; 1 to 5
   * @param commitTimeout how long a claim or publish may take to settle
   * @param legacyJobs how many legacy jobs may run at once, over all workers that share a control
   *     store; further ones wait for their turn. 0 for any number
   */
  public record RunSettings(
      Duration deadline,
      Duration legacyReserve,
      int sparkAttempts,
      Duration commitTimeout,
      int legacyJobs) {}

  /**
   * When what ended runs left is removed.
   *
   * @param failedRunAge what a failed run staged waits so long for its retry
   * @param unknownRunAge what a run left that Conductor does not know is kept so long
   * @param recordAge records of ended runs on the control store are kept so long
   */
  public record LeftoverSettings(
      Duration failedRunAge, Duration unknownRunAge, Duration recordAge) {
    public static LeftoverSettings usual() {
      return new LeftoverSettings(Duration.ofDays(7), Duration.ofDays(7), Duration.ofDays(30));
    }
  }

  /**
   * The Spark connector.
   *
   * @param settings how an application is submitted
   * @param patience when a silent one counts as lost
   */
  public record SparkSection(SparkSettings settings, Patience patience) {}

  /**
   * The legacy engine.
   *
   * @param settings which legacy engine serves, and how it is driven
   * @param patience when a silent job counts as lost
   */
  public record LegacySection(LegacySettings settings, Patience patience) {}
}
