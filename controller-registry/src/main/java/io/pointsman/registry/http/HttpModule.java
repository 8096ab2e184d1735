package io.pointsman.registry.http;

import com.google.inject.AbstractModule;

/** Wires the listener and what answers behind it. */
public final class HttpModule extends AbstractModule {
  @Override
  protected void configure() {
    bind(DecisionResource.class);
    bind(DefinitionResource.class);
    bind(HandOverResource.class);
    bind(MetricsResource.class);
    bind(ProofResource.class);
    bind(RoutingTableResource.class);
    bind(SimulationResource.class);
    bind(StandingResource.class);
    bind(Attentions.class);
    bind(OverviewPage.class);
    bind(RulesPage.class);
    bind(MovementsPage.class);
    bind(RunsPage.class);
    bind(RecordsPage.class);
    bind(SourcesPage.class);
    bind(Pages.class);
    bind(PageResource.class);
    bind(Gate.class);
    bind(RateLimits.class);
    bind(LoginResource.class);
    bind(TokenResource.class);
    bind(RegistryHttpServer.class);
  }
}
