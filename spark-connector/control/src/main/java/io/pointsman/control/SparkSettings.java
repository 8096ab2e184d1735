package io.pointsman.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a Spark application is submitted.
 *
 * @param sparkHome directory whose {@code bin/spark-submit} is run
 * @param master {@code local[2]}, {@code spark://…}, {@code yarn}, {@code k8s://…}
 * @param deployMode {@code client} or {@code cluster}; null means client
 * @param mainClass the application's main class
 * @param appResource the application's jar, a path or a URI that the master can read
 * @param jars further jars, paths or URIs
 * @param conf Spark properties; no secrets, since every process list shows them
 * @param environment variables for spark-submit beside this process's own: where secrets belong
 * @param logDirectory where the driver's output goes, one file an attempt; created when absent
 */
public record SparkSettings(
    Path sparkHome,
    String master,
    String deployMode,
    String mainClass,
    String appResource,
    List<String> jars,
    Map<String, String> conf,
    Map<String, String> environment,
    Path logDirectory) {
  public SparkSettings {
    deployMode = deployMode == null ? "client" : deployMode;
    if (!deployMode.equals("client") && !deployMode.equals("cluster")) {
      throw new IllegalArgumentException(
          "The deploy mode is 'client' or 'cluster', not '" + deployMode + "'");
    }
    jars = jars == null ? List.of() : List.copyOf(jars);
    conf = conf == null ? Map.of() : Map.copyOf(conf);
    environment = environment == null ? Map.of() : Map.copyOf(environment);
  }

  /** Whether the driver is the submitted process itself, so that its death says something. */
  boolean driverIsLocal() {
    return deployMode.equals("client");
  }

  /** Without the environment's values, which may be secrets. */
  @Override
  public String toString() {
    return "SparkSettings[sparkHome=%s, master=%s, deployMode=%s, mainClass=%s, appResource=%s]"
        .formatted(sparkHome, master, deployMode, mainClass, appResource);
  }
}
