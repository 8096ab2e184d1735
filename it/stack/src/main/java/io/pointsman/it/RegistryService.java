package io.pointsman.it;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The controller registry as {@code ./pointsman registry} runs it, in a process of its own. Its
 * state survives a restart with the same database.
 */
public final class RegistryService implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final ChildProcess process;
  private final URI uri;
  private final Path tokenFile;

  private RegistryService(ChildProcess process, URI uri, Path tokenFile) {
    this.process = process;
    this.uri = uri;
    this.tokenFile = tokenFile;
  }

  /**
   * Starts it on a free port and waits until it is healthy.
   *
   * @param paths where its jar is
   * @param dir where its database and its log go
   * @param progress told how far it is
   */
  public static RegistryService start(StackPaths paths, Path dir, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(paths, dir, FreePorts.take(1)[0], progress);
  }

  /** As {@link #start(StackPaths, Path, Consumer)}, one whose page shows what Conductor says. */
  public static RegistryService startBeside(
      URI conductor, StackPaths paths, Path dir, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(
        paths, dir, FreePorts.take(1)[0], List.of("--conductor", conductor.toString()), progress);
  }

  /** Starts it on that port of the loopback interface, as after a restart. */
  public static RegistryService start(
      StackPaths paths, Path dir, int port, Consumer<String> progress)
      throws IOException, InterruptedException {
    return start(paths, dir, port, List.of(), progress);
  }

  private static RegistryService start(
      StackPaths paths, Path dir, int port, List<String> options, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "registry",
                "--port",
                Integer.toString(port),
                "--database",
                dir.resolve("registry.db").toString()));
    arguments.addAll(options);
    URI uri = URI.create("http://127.0.0.1:" + port);
    ChildProcess process =
        ChildProcess.start(
            JavaProgram.ofModule(
                    paths,
                    "registry",
                    "controller-registry",
                    "io.pointsman.registry.cli.RegistryCommand")
                .withArguments(arguments.toArray(String[]::new)),
            dir.resolve("registry.log"));
    process.awaitReady(START_LIMIT, () -> answers(uri.resolve("/healthz")), progress);
    return new RegistryService(process, uri, tokenFile(dir));
  }

  private static boolean answers(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(1000);
    connection.setReadTimeout(5000);
    return connection.getResponseCode() == 200;
  }

  /** Such as {@code http://127.0.0.1:40003}. */
  public URI uri() {
    return uri;
  }

  /** Where it put the token that it made for itself: for this folder's owner only. */
  public Path tokenFile() {
    return tokenFile;
  }

  /** Where a registry whose database is in this folder puts its token. */
  public static Path tokenFile(Path dir) {
    return dir.resolve("registry.token");
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
