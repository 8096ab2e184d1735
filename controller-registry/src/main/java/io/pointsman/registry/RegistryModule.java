package io.pointsman.registry;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.store.Database;
import io.pointsman.tracing.RunTracing;
import java.time.Clock;

/** Wires the registry; services and stores are bound by their constructors. */
final class RegistryModule extends AbstractModule {
  private final RegistryConfig config;
  private final NoticeConfig notices;
  private final ConductorAddress conductor;
  private final RunTracing tracing;
  private final Clock clock;

  RegistryModule(
      RegistryConfig config,
      NoticeConfig notices,
      ConductorAddress conductor,
      RunTracing tracing,
      Clock clock) {
    this.config = config;
    this.tracing = tracing;
    this.notices = notices;
    this.conductor = conductor;
    this.clock = clock;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(RegistryConfig.class).toInstance(config);
    bind(NoticeConfig.class).toInstance(notices);
    bind(ConductorAddress.class).toInstance(conductor);
    bind(RunTracing.class).toInstance(tracing);
    bind(Clock.class).toInstance(clock);
    bind(io.pointsman.registry.store.AuditStore.class);
    bind(io.pointsman.registry.store.DefinitionStore.class);
    bind(io.pointsman.registry.store.ProofStore.class);
    bind(io.pointsman.registry.store.RoutingTableStore.class);
    bind(io.pointsman.registry.store.RunStore.class);
    bind(io.pointsman.registry.store.SessionStore.class);
    bind(io.pointsman.registry.store.ShadowStore.class);
    bind(io.pointsman.registry.store.TokenStore.class);
    bind(io.pointsman.registry.service.Audit.class);
    bind(io.pointsman.registry.service.Definitions.class);
    bind(io.pointsman.registry.service.HandOvers.class);
    bind(io.pointsman.registry.service.Proofs.class);
    bind(io.pointsman.registry.service.LegacyTimes.class);
    bind(io.pointsman.registry.service.RoutingTables.class);
    bind(io.pointsman.registry.service.Runs.class);
    bind(io.pointsman.registry.service.Sessions.class);
    bind(io.pointsman.registry.service.Tokens.class);
    bind(io.pointsman.registry.page.PageTemplates.class);
    bind(io.pointsman.registry.store.StandingStore.class);
    bind(io.pointsman.registry.store.JournalStore.class);
    bind(io.pointsman.registry.store.TallyStore.class);
    bind(io.pointsman.registry.store.OutboxStore.class);
    bind(io.pointsman.registry.journal.Journal.class);
    bind(io.pointsman.registry.notice.Notices.class);
    bind(io.pointsman.registry.store.HistoryStore.class);
    bind(io.pointsman.registry.store.AuditSearch.class);
    bind(io.pointsman.registry.history.Changes.class);
    bind(io.pointsman.registry.history.History.class);
    bind(io.pointsman.registry.history.FleetHistory.class);
    bind(io.pointsman.registry.conductor.ConductorRuns.class);
    install(io.pointsman.registry.metrics.MetricsModule.create());
    install(io.pointsman.registry.service.EvidenceModule.create());
    install(new io.pointsman.registry.http.HttpModule());
  }

  @Provides
  @Singleton
  Database database() {
    return Database.open(config.database());
  }
}
