package io.pointsman.legacy;

import io.pointsman.control.SparkSettings;
import java.util.List;

/**
 * How a legacy engine that is a Spark application of its own is submitted.
 *
 * <p>It runs inside a driver of Pointsman's ({@link WrappedMain}), so that its heartbeat and its
 * end are recorded like every job's. When its main returns, it succeeded; when it throws, it
 * failed. A main that calls {@code System.exit} has failed, whatever the status: let it return.
 *
 * <p>Before it returns it may set system properties for its result: {@code pointsman.rows}, {@code
 * pointsman.bytes-read}, {@code pointsman.snapshot-id} (Iceberg), {@code pointsman.backup-id},
 * {@code pointsman.reference-time} (ISO-8601).
 *
 * @param spark how it is submitted; its application resource is Pointsman's legacy adapter, its
 *     jars hold the engine's own and those that the adapter needs, its main class is {@link
 *     #WRAPPER}
 * @param mainClass the engine's own main class, found on those jars
 * @param arguments its command line; each may hold fields in braces, as the calls of {@link
 *     HttpEngineSettings} do
 * @param reportsBackup whether it sets {@code pointsman.backup-id}
 */
public record SparkSubmitSettings(
    SparkSettings spark, String mainClass, List<String> arguments, boolean reportsBackup) {
  /** The main class that Spark is given. */
  public static final String WRAPPER = "io.pointsman.legacy.WrappedMain";

  public SparkSubmitSettings {
    if (spark == null || mainClass == null || mainClass.isBlank()) {
      throw new IllegalArgumentException(
          "Legacy engine spark-submit: spark and mainClass are needed");
    }
    if (!WRAPPER.equals(spark.mainClass())) {
      throw new IllegalArgumentException(
          "Legacy engine spark-submit: spark.mainClass is "
              + spark.mainClass()
              + "; it has to be "
              + WRAPPER
              + ", and the engine's own goes into mainClass");
    }
    arguments = arguments == null ? List.of() : List.copyOf(arguments);
  }
}
