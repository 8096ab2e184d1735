package io.pointsman.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A worker as {@code ./pointsman worker} runs it, in a process of its own. */
public final class WorkerService implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final ChildProcess process;

  private WorkerService(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts a worker and waits until it polls.
   *
   * @param paths where its jar is
   * @param name its name, also of its configuration and its log
   * @param dir where these go
   * @param config what stands in its {@code pointsman.yaml}
   * @param change what else its process is given, such as credentials in its environment
   * @param progress told how far it is
   */
  public static WorkerService start(
      StackPaths paths,
      String name,
      Path dir,
      Map<String, Object> config,
      UnaryOperator<JavaProgram> change,
      Consumer<String> progress)
      throws IOException, InterruptedException {
    Files.createDirectories(dir);
    Path file = dir.resolve(name + ".yaml");
    Files.writeString(file, YAML.writeValueAsString(config));
    Path log = dir.resolve(name + ".log");
    JavaProgram program =
        JavaProgram.ofModule(paths, name, "workers", "io.pointsman.workers.cli.WorkersCommand")
            .withArguments("worker", "--config", file.toString())
            .withJvmOptions("-D" + StackPaths.HOME_PROPERTY + "=" + paths.home());
    long before = Files.exists(log) ? Files.size(log) : 0;
    ChildProcess process = ChildProcess.start(change.apply(program), log);
    process.awaitReady(
        START_LIMIT,
        () -> Files.readString(log).substring((int) before).contains(" is polling "),
        progress);
    return new WorkerService(process);
  }

  /** The process, to be disturbed. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
