package io.pointsman.registry.metrics;

import com.google.inject.AbstractModule;

/** Wires the metrics. */
public final class MetricsModule extends AbstractModule {
  private MetricsModule() {}

  public static MetricsModule create() {
    return new MetricsModule();
  }

  @Override
  protected void configure() {
    bind(FleetFigures.class);
    bind(RegistryMetrics.class);
    bind(Tallies.class);
  }
}
