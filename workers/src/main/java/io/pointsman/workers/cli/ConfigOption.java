package io.pointsman.workers.cli;

import io.pointsman.workers.config.ConfigException;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.config.WorkerConfigReader;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The workers' configuration, for commands that need its parts. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:POINTSMAN_CONFIG:-pointsman.yaml}",
      description = "the workers' configuration (default: ${DEFAULT-VALUE})")
  private Path file;

  Path file() {
    return file;
  }

  /**
   * Reads it.
   *
   * @throws ConfigException naming every fault
   */
  WorkerConfig read() throws ConfigException {
    String home = System.getProperty("pointsman.home");
    return new WorkerConfigReader(System.getenv(), home == null ? null : Path.of(home))
        .read(file, List.of());
  }
}
