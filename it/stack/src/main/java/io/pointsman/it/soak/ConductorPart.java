package io.pointsman.it.soak;

import io.pointsman.it.ConductorServer;
import io.pointsman.it.StackPaths;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The Conductor of a soak. */
interface ConductorPart {
  /** The server that runs now. */
  ConductorServer server();

  /** Stops it and starts it again, in place. */
  void restart() throws IOException, InterruptedException;

  /** One that others use too, and that is left alone. */
  static ConductorPart shared(ConductorServer server) {
    return new ConductorPart() {
      @Override
      public ConductorServer server() {
        return server;
      }

      @Override
      public void restart() {
        throw new IllegalStateException("This Conductor is not the soak's own");
      }
    };
  }

  /** One of the soak's own. */
  final class Own implements ConductorPart, AutoCloseable {
    private final StackPaths paths;
    private final Path folder;
    private final Consumer<String> progress;
    private ConductorServer server;

    Own(StackPaths paths, Path folder, Consumer<String> progress)
        throws IOException, InterruptedException {
      this.paths = paths;
      this.folder = folder;
      this.progress = progress;
      this.server = ConductorServer.start(paths, folder, progress);
    }

    @Override
    public ConductorServer server() {
      return server;
    }

    @Override
    public void restart() throws IOException, InterruptedException {
      int port = server.uri().getPort();
      server.close();
      server = ConductorServer.start(paths, folder, port, progress);
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
