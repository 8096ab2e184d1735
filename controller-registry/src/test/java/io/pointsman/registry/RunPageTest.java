package io.pointsman.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.conductor.ConductorAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's way, with Conductor and without. */
class RunPageTest {
  private static final String WORKFLOW =
      """
      {"workflowId": "run-1", "tasks": [
        {"referenceTaskName": "decide_route", "taskType": "decide_route", "status": "COMPLETED",
         "startTime": 1763805600000, "endTime": 1763805601500, "outputData": {"summary": "SPARK: rule tier-3"}},
        {"referenceTaskName": "route", "taskType": "SWITCH", "status": "COMPLETED"},
        {"referenceTaskName": "move_data_spark", "taskType": "SUB_WORKFLOW", "status": "IN_PROGRESS",
         "subWorkflowId": "inner-1"}]}
      """;
  private static final String INNER =
      """
      {"workflowId": "inner-1", "tasks": [
        {"referenceTaskName": "claim_spark", "taskType": "claim_spark", "status": "FAILED",
         "startTime": 1763805602000, "endTime": 1763805603000, "reasonForIncompletion": "the catalog was busy"},
        {"referenceTaskName": "claim_spark", "taskType": "claim_spark", "status": "COMPLETED",
         "startTime": 1763805604000, "endTime": 1763805605000, "outputData": {"summary": "claimed"}},
        {"referenceTaskName": "await_spark", "taskType": "await_spark", "status": "IN_PROGRESS",
         "startTime": 1763805606000, "endTime": 0,
         "outputData": {"summary": "writing, 30 of 120 tasks", "progress":
           {"at": "2025-11-22T10:00:10Z", "phase": "writing", "tasksDone": 30, "tasksTotal": 120,
            "rows": 10, "bytesRead": 20, "cpuSeconds": 1.5, "host": "worker-3", "pid": 4711}}}]}
      """;

  @TempDir private Path directory;
  private final WireMockServer conductor =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    conductor.start();
    registry =
        TestRegistry.beside(
            directory,
            new ConductorAddress(
                URI.create(conductor.baseUrl() + "/"), "http://ui.example.com/execution/{runId}"));
    registry.setDefault("100");
    registry.client().decide(TestRegistry.request("run-1"));
  }

  @AfterEach
  void stop() {
    registry.close();
    conductor.stop();
  }

  @Test
  void eachTaskIsAStopWithItsTimeAndWhatRunsSaysHowFarItIs() throws Exception {
    conductor.stubFor(get(urlPathEqualTo("/api/workflow/run-1")).willReturn(okJson(WORKFLOW)));
    conductor.stubFor(get(urlPathEqualTo("/api/workflow/inner-1")).willReturn(okJson(INNER)));
    // On a busy machine the first look may find that it takes too long, and leaves it alone a
    // while.
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> registry.get("/runs/run-1").body().contains("as Conductor shows it"));
    assertThat(registry.get("/runs/run-1").body())
        .contains("<b>decide route</b>", "done, 1.5 s")
        .contains("<b>claim spark, 2 times</b>", "done, 3.0 s", "claimed")
        .contains("writing, 30 of 120 tasks", "value=\"25\"")
        .contains("<b>audit spark</b>", "<b>publish spark</b>", "<b>report outcome</b>")
        .contains("http://ui.example.com/execution/run-1")
        .doesNotContain("<b>route</b>", "move data spark");
  }

  @Test
  void aConductorThatFailsIsLeftAloneAndTheRecordedWayIsShown() throws Exception {
    conductor.stubFor(
        get(urlPathEqualTo("/api/workflow/run-1")).willReturn(aResponse().withStatus(500)));
    for (int i = 0; i < 3; i++) {
      assertThat(registry.get("/runs/run-1").body())
          .contains("as the registry recorded it", "decided SPARK", "Spark serves");
    }
    assertThat(conductor.getAllServeEvents()).hasSize(1);
  }

  @Test
  void aRunThatConductorHasForgottenIsShownAsItWasRecorded() throws Exception {
    assertThat(registry.get("/runs/run-1").body()).contains("as the registry recorded it");
    await().until(() -> conductor.getAllServeEvents().size() == 1);
  }

  @Test
  void anAddressOfAnotherKindIsRefused() {
    assertThatThrownBy(() -> new ConductorAddress(URI.create("ftp://127.0.0.1"), null))
        .hasMessageContaining("http://HOST:PORT is expected");
    assertThatThrownBy(() -> new ConductorAddress(null, "http://127.0.0.1/execution"))
        .hasMessageContaining("{runId}");
    assertThatThrownBy(() -> new ConductorAddress(null, "javascript:alert('{runId}')"))
        .hasMessageContaining("is expected");
  }
}
