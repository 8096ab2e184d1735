package io.pointsman.workers.visibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.FailureReason;
import io.pointsman.registry.client.RegistryClient;
import io.pointsman.registry.client.RegistryToken;
import io.pointsman.workers.conductor.PolledTask;
import io.pointsman.workers.conductor.TaskAnswer;
import io.pointsman.workers.config.WorkerConfig.EndpointSettings;
import io.pointsman.workers.config.WorkerConfig.RegistrySettings;
import io.pointsman.workers.run.RegistryView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerMetricsTest {
  private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

  @TempDir private Path directory;

  @Test
  void everyMetricOfAWorkerIsDocumentedAndNothingElseIs() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/metrics.md"))) {
      folder = folder.getParent();
    }
    String page = Files.readString(folder.resolve("docs/metrics.md"));
    String part = page.substring(page.indexOf("## Of a worker"));
    for (WorkerMetric metric : WorkerMetric.values()) {
      String labels =
          metric.labels().isEmpty() ? "" : "`" + String.join("`, `", metric.labels()) + "` ";
      assertThat(part)
          .contains(
              "| `"
                  + metric.exposedName()
                  + "` | "
                  + metric.type().name().toLowerCase(Locale.ROOT)
                  + " | "
                  + labels
                  + "|");
    }
    assertThat(part.lines().filter(line -> line.startsWith("| `pointsman_")))
        .hasSize(WorkerMetric.values().length);
  }

  @Test
  void aWorkerAnswersForItself() throws Exception {
    WorkerMetrics metrics = new WorkerMetrics(lonely());
    PolledTask task = new PolledTask(NOTHING.deepCopy().put("taskType", "submit_spark"));
    metrics.worked(task, new TaskAnswer.Done(NOTHING), Duration.ofMillis(20));
    metrics.worked(
        task, new TaskAnswer.Waiting(NOTHING, Duration.ofSeconds(1)), Duration.ofMillis(20));
    metrics.worked(
        task,
        new TaskAnswer.Failed(NOTHING, FailureReason.SPARK_LOST, "lost", false),
        Duration.ofSeconds(2));
    metrics.undelivered(3);
    metrics.choreFailed("keep a copy of the registry");
    try (WorkerEndpoint endpoint =
        WorkerEndpoint.start(new EndpointSettings("127.0.0.1", 0), metrics)) {
      assertThat(get(endpoint, "/healthz").body()).isEqualTo("{\"status\":\"UP\"}");
      assertThat(get(endpoint, "/metrics").body())
          .contains(
              "pointsman_worker_task_duration_seconds_count{answer=\"done\",task=\"submit_spark\"} 1",
              "pointsman_worker_task_duration_seconds_count{answer=\"waiting\",task=\"submit_spark\"} 1",
              "pointsman_worker_task_duration_seconds_sum{answer=\"failed\",task=\"submit_spark\"} 2.0",
              "pointsman_worker_undelivered_outcomes 3.0",
              "pointsman_worker_failed_chores_total{chore=\"keep a copy of the registry\"} 1.0",
              "pointsman_worker_registry_reachable 0.0",
              "jvm_memory_used_bytes")
          .doesNotContain("pointsman_worker_registry_copy_age_seconds ");
      assertThat(get(endpoint, "/metrics/more").statusCode()).isEqualTo(404);
      assertThat(get(endpoint, "/").statusCode()).isEqualTo(404);
    }
  }

  /** One that never saw a registry. */
  private RegistryView lonely() {
    URI nobody = URI.create("http://127.0.0.1:1");
    return new RegistryView(
        new RegistryClient(nobody, RegistryToken.none()),
        null,
        new RegistrySettings(
            nobody, RegistryToken.none(), directory.resolve("copy.json"), Duration.ofHours(1)),
        Clock.systemUTC());
  }

  private static HttpResponse<String> get(WorkerEndpoint endpoint, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(endpoint.uri().resolve(path)).build(), BodyHandlers.ofString());
  }
}
