package io.pointsman.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.proof;
import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.metrics.DocumentedMetrics;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.notice.NoticeConfig.Webhook;
import io.pointsman.registry.notice.NoticeKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class MetricsApiTest {
  private static final String RULES =
      """
      salt: pointsman
      rules:
        - id: all
          match: {}
          route: {sparkPercent: 100}
          guard: {demoteAfterFallbacks: 2}
      default: {route: {connector: legacy}}
      """;

  private final SteppingClock clock = new SteppingClock();

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws Exception {
    registry = TestRegistry.furnished(kind, directory, clock);
    registry.apply(RULES);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void whatHappenedToRunsIsCountedByConnectorAndReason() throws Exception {
    fallBack("run-1", FailureReason.SPARK_FAILED);
    fallBack("run-2", FailureReason.SPARK_LOST);
    serve("run-3", Connector.LEGACY);
    assertThat(
            value(
                "pointsman_decisions_total",
                "decided_by=\"registry\",reason=\"rule\",route=\"spark\""))
        .isEqualTo(2);
    assertThat(
            value(
                "pointsman_decisions_total",
                "decided_by=\"registry\",reason=\"guard_demoted\",route=\"legacy\""))
        .isEqualTo(1);
    assertThat(value("pointsman_fallbacks_total", "failure=\"spark_failed\"")).isEqualTo(1);
    assertThat(value("pointsman_fallbacks_total", "failure=\"spark_lost\"")).isEqualTo(1);
    assertThat(value("pointsman_fallbacks_total", "failure=\"deadline\"")).isZero();
    assertThat(value("pointsman_runs_served_total", "connector=\"legacy\"")).isEqualTo(3);
    assertThat(value("pointsman_run_duration_seconds_count", "connector=\"legacy\"")).isEqualTo(3);
    assertThat(value("pointsman_run_duration_seconds_sum", "connector=\"legacy\"")).isEqualTo(37.5);
    assertThat(value("pointsman_run_duration_seconds_bucket", "connector=\"legacy\",le=\"10.0\""))
        .isZero();
    assertThat(value("pointsman_run_duration_seconds_bucket", "connector=\"legacy\",le=\"30.0\""))
        .isEqualTo(3);
    assertThat(value("pointsman_rows_total", "connector=\"legacy\"")).isEqualTo(600_000);
    assertThat(value("pointsman_read_bytes_total", "connector=\"legacy\""))
        .isEqualTo(3 * (7_340_032.0 - 1_048_576));
    assertThat(value("pointsman_failed_attempts_total", "")).isEqualTo(3);
    assertThat(
            value("pointsman_guard_acts_total", "act=\"demoted\",by=\"registry\",kind=\"guard\""))
        .isEqualTo(1);
    assertThat(value("pointsman_demoted_movements", "")).isEqualTo(1);
  }

  @Test
  void aRetryThatServesCountsWhatFailedBeforeItOnce() throws Exception {
    Decision decision = registry.client().decide(request("run-1"));
    registry.client().reportOutcome(outcome(decision, null, FailureReason.LEGACY_LOST, "lost"));
    registry.client().reportOutcome(served(decision, Connector.LEGACY));
    registry.client().reportOutcome(served(decision, Connector.LEGACY));
    assertThat(value("pointsman_runs_failed_total", "failure=\"legacy_lost\"")).isEqualTo(1);
    assertThat(value("pointsman_runs_served_total", "connector=\"legacy\"")).isEqualTo(1);
    assertThat(value("pointsman_failed_attempts_total", "")).isEqualTo(1);
    assertThat(value("pointsman_failed_attempt_read_bytes_total", "")).isEqualTo(1_048_576);
  }

  @Test
  void anIdleLegacyEngineAndRunsWithoutAnOutcomeGrowOlder() throws Exception {
    assertThat(registry.get("/metrics").body())
        .doesNotContain("pointsman_last_served_age_seconds{");
    clock.jump(Duration.ofMinutes(1));
    serve("run-1", Connector.LEGACY);
    assertThat(value("pointsman_open_runs", "")).isZero();
    registry.client().decide(request("run-2"));
    clock.jump(Duration.ofHours(30));
    assertThat(value("pointsman_last_served_age_seconds", "connector=\"legacy\""))
        .isEqualTo(30 * 3600);
    assertThat(value("pointsman_open_runs", "")).isEqualTo(1);
    assertThat(value("pointsman_oldest_open_run_age_seconds", "")).isEqualTo(30 * 3600);
  }

  @Test
  void aRestartBeginsNothingAnewAndTwoRegistriesSayTheSame() throws Exception {
    fallBack("run-1", FailureReason.SPARK_FAILED);
    registry
        .client()
        .reportProof(
            proof(
                "proof-1",
                registry.client().decision("run-1").orElseThrow(),
                ProofResult.MISMATCH));
    String before = counters();
    assertThat(before)
        .contains("pointsman_fallbacks_total{failure=\"spark_failed\"} 1.0")
        .contains("pointsman_proofs_total{result=\"mismatch\"} 1.0");
    registry.close();
    registry = TestRegistry.empty(kind, directory);
    assertThat(counters()).isEqualTo(before);
    try (TestRegistry second = TestRegistry.empty(kind, directory)) {
      Decision decision = second.client().decide(request("run-2"));
      second.client().reportOutcome(served(decision, Connector.SPARK));
      assertThat(value("pointsman_runs_served_total", "connector=\"spark\"")).isEqualTo(1);
      String both = counters();
      TestRegistry first = registry;
      registry = second;
      assertThat(counters()).isEqualTo(both);
      registry = first;
    }
  }

  @Test
  void theKillSwitchAndRequestsAreSeen() throws Exception {
    TableRevision newest = registry.client().routingTable();
    registry
        .client()
        .putRoutingTable(
            newest
                .table()
                .withKillSwitch(
                    new io.pointsman.decider.RoutingTable.KillSwitch(
                        true, new TreeSet<>(), "on call")),
            newest.revision(),
            CHANGE);
    assertThat(value("pointsman_kill_switch_engaged", "")).isEqualTo(1);
    assertThat(value("pointsman_routing_table_revision", "")).isEqualTo(3);
    assertThat(value("pointsman_database_up", "")).isEqualTo(1);
    registry.get("/v1/runs/unknown");
    assertThat(
            value(
                "pointsman_http_request_duration_seconds_count",
                "method=\"GET\",path=\"/v1/runs/{runId}\",status=\"404\""))
        .isEqualTo(1);
    assertThat(registry.get("/metrics").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(registry.get("/readyz").body()).contains("\"status\":\"READY\"", "\"revision\":3");
  }

  /** Some are there from the start, some only once something happened. */
  @Test
  void everyDocumentedMetricComesWithItsLabelsAndNoOther() throws Exception {
    WireMockServer receiver = new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));
    receiver.start();
    receiver.stubFor(post(urlEqualTo("/takes")).willReturn(ok()));
    receiver.stubFor(post(urlEqualTo("/refuses")).willReturn(aResponse().withStatus(503)));
    registry.close();
    registry =
        TestRegistry.telling(
            kind,
            directory,
            new NoticeConfig(
                List.of(webhook(receiver, "takes"), webhook(receiver, "refuses")),
                Optional.empty()),
            clock);
    try {
      serve("run-1", Connector.SPARK);
      fallBack("run-2", FailureReason.SPARK_LOST);
      Decision failed = registry.client().decide(request("run-3"));
      registry
          .client()
          .reportOutcome(outcome(failed, null, FailureReason.LEGACY_FAILED, "disk full"));
      registry.client().reportProof(proof("proof-1", failed, ProofResult.CLEAN));
      Map<String, Set<String>> seen = new TreeMap<>();
      Awaitility.await()
          .untilAsserted(
              () -> {
                look(seen);
                assertThat(seen)
                    .containsKeys(
                        "pointsman_messages_waiting", "pointsman_messages_delivered_total");
              });
      clock.jump(Duration.ofDays(4));
      Awaitility.await()
          .untilAsserted(
              () -> {
                look(seen);
                assertThat(seen).containsKey("pointsman_messages_given_up_total");
              });

      Map<String, Set<String>> documented = new TreeMap<>();
      DocumentedMetrics.below("Of the registry")
          .forEach((name, metric) -> documented.put(name, new TreeSet<>(metric.labels())));
      assertThat(seen).isEqualTo(documented);
    } finally {
      receiver.stop();
    }
  }

  private static Webhook webhook(WireMockServer receiver, String name) {
    return new Webhook(
        name,
        URI.create(receiver.baseUrl() + "/" + name),
        "sixteen characters or more",
        EnumSet.allOf(NoticeKind.class));
  }

  /** Adds the names of what is exposed now, each with its labels. */
  private void look(Map<String, Set<String>> seen) throws Exception {
    Matcher series =
        Pattern.compile("(?m)^(pointsman_\\w+?)(_bucket|_count|_sum)?(?:\\{(.*)})? \\S+$")
            .matcher(registry.get("/metrics").body());
    while (series.find()) {
      Set<String> labels = seen.computeIfAbsent(series.group(1), name -> new TreeSet<>());
      if (series.group(3) != null) {
        Matcher label = Pattern.compile("(\\w+)=\"[^\"]*\"").matcher(series.group(3));
        while (label.find()) {
          if (!label.group(1).equals("le")) {
            labels.add(label.group(1));
          }
        }
      }
    }
  }

  private void fallBack(String runId, FailureReason failure) throws Exception {
    Decision decision = registry.client().decide(request(runId));
    registry.client().reportOutcome(outcome(decision, Connector.LEGACY, failure, "it failed"));
  }

  private void serve(String runId, Connector connector) throws Exception {
    registry.client().reportOutcome(served(registry.client().decide(request(runId)), connector));
  }

  private double value(String name, String labels) throws Exception {
    String series = labels.isEmpty() ? name : name + "{" + labels + "}";
    return registry
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + series));
  }

  /** What must be the same everywhere and for ever. */
  private String counters() throws Exception {
    return registry
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("pointsman_") && !line.startsWith("pointsman_http_"))
        .filter(line -> !line.contains("_age_seconds"))
        .sorted()
        .reduce("", (text, line) -> text + line + "\n");
  }
}
