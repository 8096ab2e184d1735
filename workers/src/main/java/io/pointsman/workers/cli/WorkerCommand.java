package io.pointsman.workers.cli;

import io.pointsman.workers.WorkerProcess;
import io.pointsman.workers.config.ConfigException;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.config.WorkerConfigReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pointsman worker}: works until it is asked to stop, then finishes what it has. */
@Command(
    name = "worker",
    footer = {"%nExample:", "  pointsman worker --config pointsman.yaml --roles decide,spark"},
    mixinStandardHelpOptions = true,
    description = {
      "Runs a worker process until SIGTERM or Ctrl-C, which finish the tasks at hand.",
      "Spark and legacy jobs go on without it; another worker finds them."
    })
final class WorkerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:POINTSMAN_CONFIG:-pointsman.yaml}",
      description = "the configuration (default: ${DEFAULT-VALUE}); POINTSMAN_* overrule it")
  private Path config;

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "decide, spark, legacy (default: as configured, else all)")
  private List<String> roles = List.of();

  @Override
  public Integer call() throws InterruptedException {
    WorkerConfig settings;
    try {
      String home = System.getProperty("pointsman.home");
      settings =
          new WorkerConfigReader(System.getenv(), home == null ? null : Path.of(home))
              .read(config, roles);
    } catch (ConfigException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  try {
                    stopped.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
    try (WorkerProcess process = WorkerProcess.start(settings)) {
      stop.await();
    } finally {
      stopped.countDown();
    }
    return CommandLine.ExitCode.OK;
  }
}
