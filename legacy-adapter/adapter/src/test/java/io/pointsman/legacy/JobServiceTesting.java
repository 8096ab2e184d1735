package io.pointsman.legacy;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.pointsman.backup.MemoryObjectStore;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobResult;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A job service, and the engine in front of it. */
abstract class JobServiceTesting {
  static final String KEY = "runs/run-1/1/LEGACY/1";
  static final String BY_KEY = "/jobs?label=runs%2Frun-1%2F1%2FLEGACY%2F1";

  final ControlStore records = new ControlStore(new MemoryObjectStore(), "control");
  WireMockServer service;

  @BeforeEach
  void start() {
    service = new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop();
  }

  LegacyEngine full() {
    return engine(ServiceSettings.full(service.baseUrl()));
  }

  LegacyEngine engine(HttpEngineSettings settings) {
    return new HttpLegacyEngine(settings, records, Map.of());
  }

  JobHandle submitted(String jobId) throws Exception {
    service.stubFor(post("/jobs").willReturn(job(jobId, "QUEUED")));
    return full().submit(Requests.of("run-1"));
  }

  static ResponseDefinitionBuilder job(String id, String state) {
    return okJson("{\"job\":{\"id\":\"" + id + "\",\"state\":\"" + state + "\"}}");
  }

  /** The answers one after another; the last one stays. */
  void inTurn(MappingBuilder request, ResponseDefinitionBuilder... answers) {
    String scenario = "answers " + answers.length;
    for (int i = 0; i < answers.length; i++) {
      service.stubFor(
          clone(request)
              .inScenario(scenario)
              .whenScenarioStateIs(i == 0 ? STARTED : "answer " + i)
              .willSetStateTo("answer " + Math.min(i + 1, answers.length - 1))
              .willReturn(answers[i]));
    }
  }

  private static MappingBuilder clone(MappingBuilder request) {
    var built = request.build().getRequest();
    return com.github.tomakehurst.wiremock.client.WireMock.request(
        built.getMethod().getName(), urlEqualTo(built.getUrl()));
  }

  static JobResult ended(LegacyEngine.Poll poll) {
    assertThat(poll).isInstanceOf(LegacyEngine.Poll.Ended.class);
    return ((LegacyEngine.Poll.Ended) poll).result();
  }
}
