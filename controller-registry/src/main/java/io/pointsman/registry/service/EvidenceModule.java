package io.pointsman.registry.service;

import com.google.inject.AbstractModule;

/** Wires what acts on runs and proofs. */
public final class EvidenceModule extends AbstractModule {
  private EvidenceModule() {}

  public static EvidenceModule create() {
    return new EvidenceModule();
  }

  @Override
  protected void configure() {
    bind(Acts.class);
    bind(Evidence.class);
    bind(Fleet.class);
    bind(FleetBreaker.class);
    bind(Guards.class);
    bind(Ramps.class);
    bind(Shadows.class);
    bind(NextDecision.class);
    bind(Simulations.class);
    bind(Standings.class);
  }
}
