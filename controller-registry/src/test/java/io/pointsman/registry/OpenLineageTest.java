package io.pointsman.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.notice.NoticeConfig.Lineage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an OpenLineage receiver is told of runs. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class OpenLineageTest {
  private static final String LINEAGE = "/api/v1/lineage";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String RULES =
      """
      salt: pointsman
      rules:
        - id: all
          match: {}
          route: {sparkPercent: 100}
      default: {route: {connector: legacy}}
      """;

  private final WireMockServer receiver =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    receiver.start();
    receiver.stubFor(post(urlEqualTo(LINEAGE)).willReturn(ok()));
    registry =
        TestRegistry.telling(
            kind,
            directory,
            new NoticeConfig(
                List.of(),
                Optional.of(
                    new Lineage(
                        URI.create(receiver.baseUrl() + LINEAGE), "lineage-token", "pointsman"))),
            Clock.systemUTC());
    registry.furnish();
    registry.apply(RULES);
  }

  @AfterEach
  void stop() {
    registry.close();
    receiver.stop();
  }

  @Test
  void everyExecutionIsOneRunOfLineage() throws Exception {
    String runId = "0a3ff7a1-1d7e-4f5e-9c55-6b7d1fb0a001";
    Decision decision = registry.client().decide(request(runId));
    registry
        .client()
        .reportOutcome(
            outcome(decision, Connector.LEGACY, FailureReason.SPARK_FAILED, "it failed"));
    List<JsonNode> events =
        awaitLineage(4).stream()
            .filter(event -> event.at("/job/name").asText().equals(MOVEMENT.id()))
            .toList();
    JsonNode start = events.get(0);
    JsonNode complete = events.get(1);
    assertThat(start.path("eventType").asText()).isEqualTo("START");
    assertThat(complete.path("eventType").asText()).isEqualTo("COMPLETE");
    for (JsonNode event : events) {
      assertThat(event.path("schemaURL").asText())
          .isEqualTo("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
      assertThat(URI.create(event.path("producer").asText()).isAbsolute()).isTrue();
      Instant.parse(event.path("eventTime").asText());
      assertThat(UUID.fromString(event.at("/run/runId").asText())).isNotNull();
      assertThat(event.at("/run/facets/parent/run/runId").asText()).isEqualTo(runId);
      assertThat(event.at("/run/facets/nominalTime/nominalStartTime").asText())
          .isEqualTo(TestRegistry.START.toString());
      assertThat(event.at("/inputs/0/namespace").asText()).isEqualTo("cassandra://members");
      assertThat(event.at("/inputs/0/name").asText()).isEqualTo("ks.profiles");
      assertThat(event.at("/inputs/1/namespace").asText()).isEqualTo("s3://backups");
      assertThat(event.at("/inputs/1/name").asText()).isEqualTo("members");
      assertThat(event.at("/inputs/1/facets/version/datasetVersion").asText())
          .isEqualTo("backup-1");
      assertThat(event.at("/outputs/0/namespace").asText()).isEqualTo("iceberg://lake");
      assertThat(event.at("/outputs/0/name").asText()).isEqualTo("ns.profiles");
      event.findParents("_schemaURL").forEach(OpenLineageTest::isFacet);
    }
    assertThat(start.at("/run/runId")).isEqualTo(complete.at("/run/runId"));
    assertThat(complete.at("/outputs/0/facets/version/datasetVersion").asText()).isEqualTo("4711");
    assertThat(complete.at("/outputs/0/outputFacets/outputStatistics/rowCount").asLong())
        .isEqualTo(200_000);
    assertThat(complete.at("/run/facets/pointsman_movement/servedBy").asText()).isEqualTo("LEGACY");
    assertThat(complete.at("/run/facets/pointsman_movement/failure").asText())
        .isEqualTo("SPARK_FAILED");
    assertThat(receiver.findAll(postRequestedFor(urlEqualTo(LINEAGE))))
        .allSatisfy(
            request ->
                assertThat(request.getHeader("Authorization")).isEqualTo("Bearer lineage-token"));
  }

  @ParameterizedTest
  @CsvSource({"SPARK_LOST,FAIL", "KILL_SWITCH,ABORT"})
  void whatSparkTriedBeforeLegacyServedIsARunBelow(FailureReason failure, String ends)
      throws Exception {
    Decision decision = registry.client().decide(request("run-1"));
    registry.client().reportOutcome(outcome(decision, Connector.LEGACY, failure, "it failed"));
    Map<String, JsonNode> attempt = new TreeMap<>();
    String whole = null;
    for (JsonNode event : awaitLineage(4)) {
      if (event.at("/job/name").asText().equals(MOVEMENT.id() + " by SPARK")) {
        attempt.put(event.path("eventType").asText(), event);
      } else {
        whole = event.at("/run/runId").asText();
      }
    }
    assertThat(attempt).containsOnlyKeys("START", ends);
    JsonNode start = attempt.get("START");
    JsonNode end = attempt.get(ends);
    assertThat(end.at("/run/runId")).isEqualTo(start.at("/run/runId"));
    assertThat(end.at("/run/runId").asText()).isNotEqualTo(whole);
    assertThat(end.at("/run/facets/parent/run/runId").asText()).isEqualTo(whole);
    assertThat(end.at("/run/facets/parent/job/name").asText()).isEqualTo(MOVEMENT.id());
    assertThat(end.at("/run/facets/errorMessage/message").asText())
        .isEqualTo(failure + ": it failed");
    assertThat(end.at("/inputs/1/facets/version/datasetVersion").asText()).isEqualTo("backup-1");
    assertThat(end.at("/outputs/0/facets/version").isMissingNode()).isTrue();
    assertThat(end.at("/outputs/0/outputFacets").isMissingNode()).isTrue();
  }

  @Test
  void aRunThatFailedAndThatARetryServedEndsOnceAndThenAgainAsAnother() throws Exception {
    Decision decision = registry.client().decide(request("run-1"));
    registry
        .client()
        .reportOutcome(outcome(decision, null, FailureReason.LEGACY_LOST, "it is gone"));
    registry.client().reportOutcome(outcome(decision, Connector.LEGACY, null, null));
    List<JsonNode> events = awaitLineage(4);
    assertThat(events)
        .extracting(event -> event.path("eventType").asText())
        .containsExactly("START", "FAIL", "START", "COMPLETE");
    assertThat(events.get(1).at("/run/facets/errorMessage/message").asText())
        .isEqualTo("LEGACY_LOST: it is gone");
    assertThat(events.get(0).at("/run/runId")).isEqualTo(events.get(1).at("/run/runId"));
    assertThat(events.get(2).at("/run/runId")).isEqualTo(events.get(3).at("/run/runId"));
    assertThat(events.get(0).at("/run/runId")).isNotEqualTo(events.get(2).at("/run/runId"));
  }

  private static void isFacet(JsonNode facet) {
    assertThat(URI.create(facet.path("_schemaURL").asText()).isAbsolute()).isTrue();
    assertThat(URI.create(facet.path("_producer").asText()).isAbsolute()).isTrue();
  }

  private List<JsonNode> awaitLineage(int count) throws Exception {
    List<LoggedRequest> found =
        await()
            .atMost(SOON)
            .until(
                () -> receiver.findAll(postRequestedFor(urlEqualTo(LINEAGE))),
                requests -> requests.size() >= count);
    List<JsonNode> events = new ArrayList<>();
    for (LoggedRequest request : found) {
      events.add(new ObjectMapper().readTree(request.getBodyAsString()));
    }
    return events;
  }
}
