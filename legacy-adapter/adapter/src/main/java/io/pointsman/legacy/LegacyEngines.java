package io.pointsman.legacy;

import io.pointsman.control.ControlStore;
import io.pointsman.control.SparkApplications;
import java.util.Map;

/** Makes the legacy engine that the settings name. */
public final class LegacyEngines {
  private LegacyEngines() {}

  /**
   * The engine of {@code settings}.
   *
   * @param applications what submits Spark applications
   * @param records where jobs' records are kept
   * @param environment where credentials' values are
   * @throws IllegalArgumentException when there is no such engine, its settings are missing, or
   *     they do not fit together
   */
  public static LegacyEngine of(
      LegacySettings settings,
      SparkApplications applications,
      ControlStore records,
      Map<String, String> environment) {
    String engine = settings.engine() == null ? "" : settings.engine();
    return switch (engine) {
      case "reference" ->
          new ReferenceEngine(applications, given(engine, settings.reference(), "reference"));
      case "http" ->
          new HttpLegacyEngine(given(engine, settings.http(), "http"), records, environment);
      case "spark-submit" ->
          new SparkSubmitLegacyEngine(
              applications, given(engine, settings.sparkSubmit(), "sparkSubmit"));
      default ->
          throw new IllegalArgumentException(
              "There is no legacy engine '" + engine + "': it is reference, http or spark-submit");
    };
  }

  private static <T> T given(String engine, T settings, String name) {
    if (settings == null) {
      throw new IllegalArgumentException(
          "The legacy engine is '" + engine + "', but its settings, " + name + ", are missing");
    }
    return settings;
  }
}
