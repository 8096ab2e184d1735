package io.pointsman.registry;

import com.google.inject.Module;
import io.pointsman.registry.conductor.ConductorAddress;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.tracing.RunTracing;
import java.nio.file.Path;
import java.time.Clock;

/** The registry's wiring for tests of other packages. */
public final class RegistryWiring {
  private RegistryWiring() {}

  public static Module of(Path database) {
    return new RegistryModule(
        RegistryConfig.local(0, database),
        NoticeConfig.NONE,
        ConductorAddress.UNKNOWN,
        RunTracing.OFF,
        Clock.systemUTC());
  }
}
