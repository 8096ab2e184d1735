package io.pointsman.workers.engine;

import io.pointsman.control.ControlLocation;
import io.pointsman.control.ControlStore;
import io.pointsman.control.SparkApplications;
import io.pointsman.legacy.HttpLegacyEngine;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.legacy.ReferenceEngine;
import io.pointsman.workers.config.WorkerConfig.LegacySection;
import java.util.Map;

/** Opens the legacy engine that the configuration names. */
public final class LegacyEngines {
  private LegacyEngines() {}

  /**
   * Opens it.
   *
   * @param environment where an engine's credentials are
   */
  public static LegacyEngine open(
      LegacySection section,
      ControlLocation control,
      ControlStore records,
      Map<String, String> environment) {
    return section.http() != null
        ? new HttpLegacyEngine(section.http(), records, environment)
        : new ReferenceEngine(
            new SparkApplications(control, records, section.patience()), section.spark());
  }
}
