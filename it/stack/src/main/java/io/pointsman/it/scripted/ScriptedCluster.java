package io.pointsman.it.scripted;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.StoreUri;
import io.pointsman.control.ControlLocation;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands for the Spark cluster and for the legacy engine's job service: a process that takes jobs
 * over HTTP and does with them what a file of {@link JobScript}s says. Workers that die do not
 * disturb it.
 */
public final class ScriptedCluster {
  private static final int STAGING_THREADS = 4;
  private static final int HTTP_THREADS = 8;

  private ScriptedCluster() {}

  /**
   * Runs until it is ended.
   *
   * @param arguments port, file of scripts by movement id, control URI, S3 endpoint, region, name
   *     of the credentials
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int port = Integer.parseInt(arguments[0]);
    Map<String, JobScript> scripts =
        WireJson.mapper()
            .readValue(Files.readAllBytes(Path.of(arguments[1])), new TypeReference<>() {});
    ControlLocation control =
        new ControlLocation(
            StoreUri.parse(arguments[2]), arguments[3], arguments[4], true, arguments[5]);
    try (ObjectStore store = control.openStore();
        ClusterJobs jobs = new ClusterJobs(control.records(store), scripts, STAGING_THREADS)) {
      ExecutorService threads = Executors.newFixedThreadPool(HTTP_THREADS);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.setExecutor(threads);
      server.createContext("/jobs", exchange -> answer(exchange, jobs));
      server.start();
      new CountDownLatch(1).await();
    }
  }

  private static void answer(HttpExchange exchange, ClusterJobs jobs) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("GET")) {
        send(exchange, 200, WireJson.mapper().writeValueAsBytes(jobs.times()));
        return;
      }
      JobRequest request =
          WireJson.mapper().readValue(exchange.getRequestBody().readAllBytes(), JobRequest.class);
      try {
        jobs.submit(request);
        send(exchange, 200, new byte[0]);
      } catch (JobRunner.RefusedException e) {
        send(exchange, 503, e.getMessage().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
