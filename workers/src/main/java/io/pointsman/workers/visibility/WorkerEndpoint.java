package io.pointsman.workers.visibility;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pointsman.workers.config.WorkerConfig.EndpointSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /healthz} and {@code /metrics}, and nothing else. */
public final class WorkerEndpoint implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread answering = new Thread(task, "worker-endpoint");
            answering.setDaemon(true);
            return answering;
          });

  private WorkerEndpoint(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens; answers when this returns.
   *
   * @throws UncheckedIOException when the port is taken
   */
  public static WorkerEndpoint start(EndpointSettings settings, WorkerMetrics metrics) {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + "; is worker.port taken by another process?",
          e);
    }
    WorkerEndpoint endpoint = new WorkerEndpoint(server);
    endpoint.serve(
        "/healthz",
        "application/json",
        () -> "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8));
    endpoint.serve("/metrics", WorkerMetrics.CONTENT_TYPE, metrics::text);
    server.setExecutor(endpoint.thread);
    server.start();
    return endpoint;
  }

  /** Its address, with the port that it really has. */
  public URI uri() {
    InetSocketAddress address = server.getAddress();
    String host = address.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  private void serve(String path, String type, Supplier<byte[]> body) {
    server.createContext(path, exchange -> answer(exchange, path, type, body));
  }

  private static void answer(HttpExchange exchange, String path, String type, Supplier<byte[]> body)
      throws IOException {
    try (exchange) {
      // A context also gets what begins with its path.
      boolean known = exchange.getRequestURI().getPath().equals(path);
      if (!known || !exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(known ? 405 : 404, -1);
        return;
      }
      byte[] bytes = body.get();
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }
}
