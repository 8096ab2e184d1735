package io.pointsman.it.chaos;

import io.pointsman.decider.Connector;
import java.util.Locale;

/** A process that a fault can strike. */
enum Target {
  DECIDE_WORKER("decide worker"),
  SPARK_WORKER("spark worker"),
  LEGACY_WORKER("legacy worker"),
  SPARK_DRIVER("Spark driver"),
  LEGACY_DRIVER("legacy driver"),
  CONDUCTOR("Conductor"),
  REGISTRY("registry"),
  S3_SERVER("S3 server");

  private final String label;

  Target(String label) {
    this.label = label;
  }

  /** For people. */
  String label() {
    return label;
  }

  /** For names of scenarios. */
  String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isWorker() {
    return this == DECIDE_WORKER || this == SPARK_WORKER || this == LEGACY_WORKER;
  }

  boolean isDriver() {
    return this == SPARK_DRIVER || this == LEGACY_DRIVER;
  }

  /** Of a worker: the role it has. */
  String role() {
    return name().substring(0, name().indexOf('_')).toLowerCase(Locale.ROOT);
  }

  /** Of a driver: the engine whose job it runs. */
  Connector connector() {
    return this == SPARK_DRIVER ? Connector.SPARK : Connector.LEGACY;
  }
}
