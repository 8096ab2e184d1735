package io.pointsman.it.scripted;

import io.pointsman.backup.ObjectStore;
import io.pointsman.control.ControlStore;
import io.pointsman.workers.WorkerProcess;
import io.pointsman.workers.config.ConfigException;
import io.pointsman.workers.config.WorkerConfig;
import io.pointsman.workers.config.WorkerConfigReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A worker process as {@code ./pointsman worker} starts it, but for its engines. */
public final class ScriptedWorker {
  private ScriptedWorker() {}

  /**
   * Runs until it is ended.
   *
   * @param arguments pointsman.yaml, the address of the {@link ScriptedCluster}
   */
  public static void main(String[] arguments) throws ConfigException, InterruptedException {
    WorkerConfig config =
        new WorkerConfigReader(System.getenv(), Path.of(System.getProperty("pointsman.home")))
            .read(Path.of(arguments[0]), List.of());
    URI cluster = URI.create(arguments[1]);
    try (ObjectStore store = config.control().openStore()) {
      ControlStore records = config.control().records(store);
      WorkerProcess worker =
          WorkerProcess.start(
              config,
              new ScriptedEngines(
                  new ClusterClient(cluster, config.control(), records, config.spark().patience()),
                  new ClusterClient(
                      cluster, config.control(), records, config.legacy().patience())));
      Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "stop"));
      new CountDownLatch(1).await();
    }
  }
}
