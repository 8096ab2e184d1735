package io.pointsman.it.quickstart;

import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pointsman.decider.WireJson;
import io.pointsman.it.ChildProcess;
import io.pointsman.it.JavaProgram;
import io.pointsman.it.StackPaths;
import io.pointsman.tracing.SpanReceiver;
import io.pointsman.tracing.SpanReceiver.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quick start itself, small, as a process of its own, and what it tells whoever listens. */
class QuickstartIT {
  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final String LINEAGE_PATH = "/api/v1/lineage";

  @TempDir static Path dir;

  private static int status;
  private static JsonNode document;
  private static String log;

  /** Receives OpenLineage events. */
  private static final WireMockServer LINEAGE =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

  private static SpanReceiver spans;

  @BeforeAll
  static void runIt() throws Exception {
    spans = SpanReceiver.start();
    LINEAGE.start();
    LINEAGE.stubFor(post(urlEqualTo(LINEAGE_PATH)).willReturn(ok()));
    StackPaths paths = StackPaths.fromSystemProperty();
    JavaProgram program =
        JavaProgram.ofMain(
                paths,
                "quickstart",
                paths.classPath("it/stack"),
                "io.pointsman.it.quickstart.QuickstartCommand")
            .withJvmOptions(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-D" + StackPaths.HOME_PROPERTY + "=" + paths.home())
            .withArguments(
                "quickstart",
                "--exit",
                "--json",
                "--rows",
                "4000",
                "--dir",
                dir.resolve("quickstart").toString())
            .withEnvironment(spans.environment())
            .withEnvironment(Map.of("POINTSMAN_LINEAGE_URL", LINEAGE.baseUrl() + LINEAGE_PATH));
    Path output = dir.resolve("quickstart.log");
    try (ChildProcess quickstart = ChildProcess.start(program, output)) {
      status = quickstart.awaitExit(LIMIT);
    }
    log = Files.readString(output);
    // Progress and document share the file here; the document is what begins with a brace.
    int begin = log.indexOf("\n{");
    document = begin < 0 ? null : WireJson.mapper().readTree(log.substring(begin + 1));
  }

  @AfterAll
  static void stopReceivers() {
    LINEAGE.stop();
    spans.close();
  }

  @Test
  void everythingIsAsSaid() {
    assertThat(document).as(log).isNotNull();
    List<String> broken = new ArrayList<>();
    for (JsonNode check : document.path("checks")) {
      if (!check.path("ok").asBoolean()) {
        broken.add(check.toString());
      }
    }
    assertThat(broken).as(log).isEmpty();
    assertThat(document.path("ok").asBoolean()).isTrue();
    assertThat(status).isZero();
  }

  @Test
  void sixRunsShowTheWholeIdea() {
    List<String> routes = new ArrayList<>();
    for (JsonNode row : document.path("movements")) {
      routes.add(row.path("decided").asText() + ">" + row.path("servedBy").asText());
    }
    assertThat(routes)
        .containsExactly(
            "SPARK>SPARK",
            "LEGACY>LEGACY",
            "SPARK>LEGACY",
            "LEGACY>LEGACY",
            "SPARK>SPARK",
            "REFUSED>null");
  }

  @Test
  void everyServedRunEqualsTheTruthAndTheRefusedOneMovedNothing() {
    for (JsonNode row : document.path("movements")) {
      if (row.path("servedBy").isNull()) {
        assertThat(row.path("equal").isNull()).isTrue();
        assertThat(row.path("rows").isNull()).isTrue();
        assertThat(row.path("snapshotId").isNull()).isTrue();
      } else {
        assertThat(row.path("equal").asBoolean()).as(row.toString()).isTrue();
        assertThat(row.path("rows").asLong()).isPositive();
        assertThat(row.path("bytesRead").asLong()).isPositive();
      }
    }
  }

  @Test
  void aRunIsOneTraceFromItsDecisionThroughTheSparkDriverToItsPublish() {
    JsonNode row = document.path("movements").get(0);
    Received root = root(row);
    Trace trace = new Trace(root);

    assertThat(root.parentId()).isEmpty();
    assertThat(root.failed()).isFalse();
    assertThat(root.attributes())
        .containsEntry("pointsman.served_by", "SPARK")
        .containsEntry("pointsman.snapshot_id", row.path("snapshotId").asText());
    for (String below :
        List.of(
            "registry decide",
            "decide_route",
            "claim_spark",
            "submit_spark",
            "await_spark",
            "job SPARK",
            "audit_spark",
            "publish_spark",
            "report_outcome",
            "registry outcome")) {
      assertThat(trace.one(below).parentId()).as(below).isEqualTo(root.spanId());
      assertThat(trace.one(below).failed()).as(below).isFalse();
    }
    Received job = trace.one("job SPARK");
    assertThat(job.attributes())
        .containsEntry("pointsman.rows", row.path("rows").asText())
        .containsEntry("pointsman.bytes_read", row.path("bytesRead").asText());
    assertThat(trace.below(job))
        .containsExactly(
            "starting Spark",
            "checking the backup",
            "checking the destination",
            "reading the backup and writing the branch",
            "staged");
    assertThat(
            List.of(
                trace.one("decide_route").endedNanos(),
                trace.one("submit_spark").begunNanos(),
                job.begunNanos(),
                trace.one("reading the backup and writing the branch").begunNanos(),
                job.endedNanos(),
                trace.one("await_spark").endedNanos(),
                trace.one("publish_spark").endedNanos(),
                root.endedNanos()))
        .isSorted();
  }

  @Test
  void theTraceOfAFallbackGoesOnThroughTheLegacyEnginesDriver() {
    JsonNode row = document.path("movements").get(2);
    Received root = root(row);
    Trace trace = new Trace(root);

    assertThat(root.attributes())
        .containsEntry("pointsman.served_by", "LEGACY")
        .containsEntry("pointsman.failure", "SPARK_LOST")
        .containsEntry("pointsman.snapshot_id", row.path("snapshotId").asText());
    assertThat(trace.one("await_spark").failed()).isTrue();
    Received job = trace.one("job LEGACY");
    assertThat(job.parentId()).isEqualTo(root.spanId());
    assertThat(trace.below(job)).contains("stage 2: reconciling");
    assertThat(
            List.of(
                trace.one("await_spark").endedNanos(),
                trace.one("claim_legacy").endedNanos(),
                job.begunNanos(),
                job.endedNanos(),
                trace.one("confirm_legacy").endedNanos()))
        .isSorted();
  }

  @Test
  void everyRunsLineageNamesItsTableItsBackupAndThePublishedSnapshot() throws Exception {
    Map<String, List<JsonNode>> runs = lineageByRun();
    int served = 0;
    for (JsonNode row : document.path("movements")) {
      if (row.path("snapshotId").isNull()) {
        continue;
      }
      served++;
      String[] ends = row.path("movement").asText().split(" -> ", 2);
      String table = ends[0].replaceFirst("quickstart/", "").replace('/', '.');
      List<JsonNode> events =
          runs.values().stream()
              .filter(
                  run ->
                      version(run.get(run.size() - 1), "outputs/0")
                          .equals(row.path("snapshotId").asText()))
              .findFirst()
              .orElseThrow();
      assertThat(events)
          .extracting(event -> event.path("eventType").asText())
          .containsExactly("START", "COMPLETE");
      for (JsonNode event : events) {
        assertThat(event.at("/job/name").asText()).isEqualTo(row.path("movement").asText());
        assertThat(dataset(event, "inputs/0")).isEqualTo("cassandra://quickstart " + table);
        assertThat(dataset(event, "inputs/1")).isEqualTo("s3://backups medusa");
        assertThat(version(event, "inputs/1")).isEqualTo("backup-1");
        assertThat(dataset(event, "outputs/0")).isEqualTo("iceberg://lake " + table);
      }
      JsonNode complete = events.get(1);
      assertThat(complete.at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong())
          .isEqualTo(row.path("rows").asLong());
      assertThat(complete.at("/run/facets/pointsman_movement/servedBy").asText())
          .isEqualTo(row.path("servedBy").asText());
    }
    // The refused one has none, and what Spark tried before legacy served has one of its own.
    assertThat(runs).hasSize(served + 1);
  }

  @Test
  void whatTheKilledDriverTriedIsARunOfLineageThatFailed() throws Exception {
    String movement = document.path("movements").get(2).path("movement").asText();
    List<JsonNode> attempt =
        lineageByRun().values().stream()
            .filter(run -> run.get(0).at("/job/name").asText().equals(movement + " by SPARK"))
            .findFirst()
            .orElseThrow();
    assertThat(attempt)
        .extracting(event -> event.path("eventType").asText())
        .containsExactly("START", "FAIL");
    JsonNode fail = attempt.get(1);
    assertThat(fail.at("/run/facets/errorMessage/message").asText()).startsWith("SPARK_LOST: ");
    assertThat(fail.at("/run/facets/parent/job/name").asText()).isEqualTo(movement);
    assertThat(version(fail, "inputs/1")).isEqualTo("backup-1");
    assertThat(version(fail, "outputs/0")).isEmpty();
  }

  /** The spans of one run. */
  private record Trace(Received root) {
    /** In the order in which they began. */
    private Stream<Received> all() {
      return spans.spans().stream()
          .filter(span -> span.traceId().equals(root.traceId()))
          .sorted(Comparator.comparingLong(Received::begunNanos));
    }

    Received one(String name) {
      List<Received> named = all().filter(span -> span.name().equals(name)).toList();
      assertThat(named).as(name + " in " + all().map(Received::name).toList()).hasSize(1);
      return named.get(0);
    }

    List<String> below(Received parent) {
      return all()
          .filter(span -> span.parentId().equals(parent.spanId()))
          .map(Received::name)
          .toList();
    }
  }

  private static Received root(JsonNode row) {
    List<Received> roots =
        spans.spans().stream()
            .filter(span -> span.name().equals("move_data"))
            .filter(
                span ->
                    row.path("movement")
                        .asText()
                        .equals(span.attributes().get("pointsman.movement")))
            .toList();
    assertThat(roots).as(log).hasSize(1);
    return roots.get(0);
  }

  /** The events of each run, in the order of their time. */
  private static Map<String, List<JsonNode>> lineageByRun() throws IOException {
    Map<String, List<JsonNode>> runs = new TreeMap<>();
    for (LoggedRequest request : LINEAGE.findAll(postRequestedFor(urlEqualTo(LINEAGE_PATH)))) {
      JsonNode event = WireJson.mapper().readTree(request.getBodyAsString());
      runs.computeIfAbsent(event.at("/run/runId").asText(), run -> new ArrayList<>()).add(event);
    }
    for (List<JsonNode> events : runs.values()) {
      events.sort(Comparator.comparing(event -> Instant.parse(event.path("eventTime").asText())));
    }
    return runs;
  }

  private static String dataset(JsonNode event, String pointer) {
    JsonNode dataset = event.at("/" + pointer);
    return dataset.path("namespace").asText() + " " + dataset.path("name").asText();
  }

  private static String version(JsonNode event, String pointer) {
    return event.at("/" + pointer + "/facets/version/datasetVersion").asText();
  }

  @Test
  void nothingOfItIsLeftRunning() {
    String folder = dir.resolve("quickstart").toString();
    List<String> left =
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine())
            .flatMap(Optional::stream)
            .filter(command -> command.contains(folder))
            .toList();
    assertThat(left).isEmpty();
  }
}
