package io.pointsman.workers;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.pointsman.control.ControlStore;
import io.pointsman.control.Patience;
import io.pointsman.control.SparkApplications;
import io.pointsman.legacy.LegacyEngine;
import io.pointsman.legacy.LegacyEngines;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.engine.BackupStores;
import io.pointsman.workers.engine.SparkEngine;
import io.pointsman.workers.engine.SparkStopper;
import io.pointsman.workers.engine.SubmittedSparkEngine;
import io.pointsman.workers.run.BackupFinder;

/** The engines that the configuration names. */
final class EnginesModule extends AbstractModule {
  private final WorkerConfig config;

  EnginesModule(WorkerConfig config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    bind(BackupFinder.class).toInstance(new BackupStores());
  }

  @Provides
  @Singleton
  SparkStopper stopper(ControlStore records) {
    Patience patience = config.spark() == null ? Patience.usual() : config.spark().patience();
    return new SparkApplications(config.control(), records, patience)::cancel;
  }

  @Provides
  @Singleton
  SparkEngine spark(ControlStore records) {
    return new SubmittedSparkEngine(
        new SparkApplications(config.control(), records, config.spark().patience()),
        config.spark().settings());
  }

  @Provides
  @Singleton
  LegacyEngine legacy(ControlStore records) {
    return LegacyEngines.of(
        config.legacy().settings(),
        new SparkApplications(config.control(), records, config.legacy().patience()),
        records,
        System.getenv());
  }
}
