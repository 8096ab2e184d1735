package io.pointsman.legacy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobResult;
import io.pointsman.tracing.TraceKeys;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpSubmitTest extends JobServiceTesting {

  @Test
  void aJobIsSubmittedWithEveryMappedFieldAndAwaited() throws Exception {
    service.stubFor(post("/jobs").willReturn(job("j-1", "QUEUED")));
    LegacyEngine engine = full();

    JobHandle handle = engine.submit(Requests.of("run-1"));

    assertThat(handle.externalId()).isEqualTo("j-1");
    service.verify(
        postRequestedFor(urlEqualTo("/jobs"))
            .withHeader("Idempotency-Key", equalTo(KEY))
            .withRequestBody(
                equalToJson(
                    """
                    {
                      "label": "runs/run-1/1/LEGACY/1",
                      "source": {"cluster": "members", "table": "profiles.by_id"},
                      "target": "lake.members.profiles",
                      "branch": "pointsman_run_1_1_LEGACY_1",
                      "backup": "b-7",
                      "now": "2026-11-21T02:00:05Z",
                      "attempt": 1,
                      "priority": 3,
                      "tags": ["pointsman", "members/profiles/by_id -> lake.members.profiles"]
                    }
                    """)));

    service.stubFor(
        get("/jobs/j-1")
            .willReturn(
                okJson("{\"job\":{\"state\":\"RUNNING\",\"rows\":10,\"message\":\"7 %\"}}")));
    assertThat(engine.poll(handle))
        .isInstanceOfSatisfying(
            LegacyEngine.Poll.Running.class,
            running -> {
              assertThat(running.progress().orElseThrow().phase()).isEqualTo("7 %");
              assertThat(running.progress().orElseThrow().rows()).isEqualTo(10);
            });

    service.stubFor(
        get("/jobs/j-1")
            .willReturn(
                okJson(
                    "{\"job\":{\"state\":\"DONE\",\"rows\":42,\"bytes\":9000,\"snapshot\":77}}")));
    JobResult result = ended(engine.poll(handle));
    assertThat(result.succeeded()).isTrue();
    assertThat(result.rows()).isEqualTo(42);
    assertThat(result.bytesRead()).isEqualTo(9_000);
    assertThat(result.stagedSnapshotId()).isEqualTo(77);
    assertThat(result.backupId()).as("it takes the pin").isEqualTo("b-7");
    assertThat(result.referenceTime()).isEqualTo(Requests.REFERENCE_TIME);
    assertThat(result.notes()).isEmpty();
  }

  @Test
  void submittingTwiceStartsOneJob() throws Exception {
    service.stubFor(post("/jobs").willReturn(job("j-1", "QUEUED")));
    JobHandle first = full().submit(Requests.of("run-1"));

    assertThat(full().submit(Requests.of("run-1"))).isEqualTo(first);

    service.verify(1, postRequestedFor(urlEqualTo("/jobs")));
  }

  @Test
  void aJobWhoseAnswerWasLostIsFoundAgainAndNotStartedTwice() throws Exception {
    service.stubFor(
        post("/jobs").willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
    service.stubFor(get(BY_KEY).willReturn(job("j-9", "RUNNING")));

    assertThat(full().submit(Requests.of("run-1")).externalId()).isEqualTo("j-9");

    service.verify(1, postRequestedFor(urlEqualTo("/jobs")));
  }

  @Test
  void aSubmitThatTakesTooLongIsLookedForToo() throws Exception {
    service.stubFor(post("/jobs").willReturn(job("j-9", "QUEUED").withFixedDelay(3_000)));
    service.stubFor(get(BY_KEY).willReturn(job("j-9", "RUNNING")));

    assertThat(full().submit(Requests.of("run-1")).externalId()).isEqualTo("j-9");

    service.verify(1, postRequestedFor(urlEqualTo("/jobs")));
  }

  @Test
  void aJobThatALostWorkerSubmittedIsFoundByTheNextOne() throws Exception {
    records.createRequest(Requests.of("run-1"));
    service.stubFor(get(BY_KEY).willReturn(job("j-5", "RUNNING")));

    assertThat(full().submit(Requests.of("run-1")).externalId()).isEqualTo("j-5");

    service.verify(0, postRequestedFor(urlEqualTo("/jobs")));
  }

  @Test
  void aLostSubmitThatTheServiceNeverTookIsSentAgain() throws Exception {
    inTurn(
        post("/jobs"),
        aResponse().withFault(Fault.EMPTY_RESPONSE),
        status(503).withHeader("Retry-After", "0"),
        job("j-2", "QUEUED"));
    service.stubFor(get(BY_KEY).willReturn(status(404)));

    assertThat(full().submit(Requests.of("run-1")).externalId()).isEqualTo("j-2");

    service.verify(3, postRequestedFor(urlEqualTo("/jobs")));
    service.verify(2, getRequestedFor(urlEqualTo(BY_KEY)));
  }

  @Test
  void withoutFindTheSameIdempotencyKeyIsSentAgainAndWhatThatDoesNotPromiseIsSaid()
      throws Exception {
    inTurn(
        post("/jobs"), aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), job("j-3", "QUEUED"));
    service.stubFor(get("/jobs/j-3").willReturn(job("j-3", "DONE")));
    LegacyEngine engine = engine(ServiceSettings.withoutFind(service.baseUrl()));

    JobHandle handle = engine.submit(Requests.of("run-1"));

    assertThat(engine.abilities().findsByRunId()).isFalse();
    service.verify(
        2, postRequestedFor(urlEqualTo("/jobs")).withHeader("Idempotency-Key", equalTo(KEY)));
    assertThat(engine.notGuaranteed())
        .singleElement()
        .asString()
        .contains("Idempotency-Key", "runs twice if the service ignores that header");
    assertThat(ended(engine.poll(handle)).notes()).containsAll(engine.notGuaranteed());
  }

  @Test
  void anAnswerWithoutAJobIdIsNoAnswer() throws Exception {
    inTurn(post("/jobs"), okJson("{\"job\":{}}"), okJson("not json"), job("j-4", "QUEUED"));
    service.stubFor(get(BY_KEY).willReturn(okJson("{\"jobs\":[]}")));

    assertThat(full().submit(Requests.of("run-1")).externalId()).isEqualTo("j-4");
  }

  @Test
  void aRefusedSubmitSaysWhyAndIsNotSentAgain() {
    service.stubFor(post("/jobs").willReturn(status(422).withBody("no such cluster\u0007")));

    assertThatThrownBy(() -> full().submit(Requests.of("run-1")))
        .isInstanceOf(LegacyEngine.LegacyException.class)
        .hasMessageContaining("refused with status 422: 'no such cluster'");
    service.verify(1, postRequestedFor(urlEqualTo("/jobs")));
  }

  @Test
  void aServiceThatIsNotThereIsNotARefusal() {
    LegacyEngine engine = full();
    service.stop();

    assertThatThrownBy(() -> engine.submit(Requests.of("run-1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed 4 times, lately: no connection");
  }

  @Test
  void aConflictIsAJobThatIsThereAlready() throws Exception {
    service.stubFor(post("/jobs").willReturn(status(409)));
    service.stubFor(get(BY_KEY).willReturn(job("j-6", "RUNNING")));

    assertThat(full().submit(Requests.of("run-1")).externalId()).isEqualTo("j-6");
  }

  @Test
  void aServiceThatTakesNeitherPinNorDestinationSaysSo() throws Exception {
    service.stubFor(put("/move/members/profiles/by_id").willReturn(job("j-1", "RUNNING")));
    service.stubFor(get("/jobs/j-1").willReturn(job("j-1", "DONE")));
    LegacyEngine engine = engine(ServiceSettings.bare(service.baseUrl()));

    JobHandle handle = engine.submit(Requests.of("run-1"));
    JobResult result = ended(engine.poll(handle));

    service.verify(
        putRequestedFor(urlEqualTo("/move/members/profiles/by_id"))
            .withHeader("Content-Type", absent()));
    assertThat(engine.abilities())
        .isEqualTo(
            new LegacyEngine.Abilities(false, false, false, false, false, false, false, false));
    assertThat(engine.notGuaranteed()).hasSize(6);
    assertThat(result.succeeded()).isTrue();
    assertThat(result.backupId()).isNull();
    assertThat(result.referenceTime()).isNull();
    assertThat(result.notes())
        .contains(
            "Unpinned: nobody knows which backup was read",
            "The service did not say how many rows it wrote");
  }

  @Test
  void credentialsComeFromTheEnvironmentByTheirName() throws Exception {
    service.stubFor(post("/jobs").willReturn(job("j-1", "RUNNING")));
    HttpEngineSettings settings =
        ServiceSettings.authenticated(
            service.baseUrl(), new HttpEngineSettings.Authentication("old-service", null, null));

    new HttpLegacyEngine(
            settings, records, Map.of("POINTSMAN_CREDENTIALS_OLD_SERVICE_TOKEN", "s3cret"))
        .submit(Requests.of("run-1"));

    service.verify(
        postRequestedFor(urlEqualTo("/jobs"))
            .withHeader("Authorization", equalTo("Bearer s3cret")));
    assertThatThrownBy(() -> new HttpLegacyEngine(settings, records, Map.of()))
        .hasMessageContaining(
            "set the environment variable POINTSMAN_CREDENTIALS_OLD_SERVICE_TOKEN");
  }

  @Test
  void hostileValuesStayValues() throws Exception {
    String hostile = "\"}, \"admin\": true, {\"x\": \"${workflow.input} {runId}\n/../";
    HttpEngineSettings settings =
        ServiceSettings.with(
            service.baseUrl(),
            new HttpEngineSettings.Call(
                "POST",
                "/jobs/{movement.cohort}?c={movement.cohort}",
                ServiceSettings.json(
                    "{\"c\": \"{movement.cohort}\", \"in\": \"a {movement.cohort}\"}")),
            null,
            null,
            ServiceSettings.FULL_ANSWER,
            null);
    service.stubFor(any(anyUrl()).willReturn(job("j-1", "QUEUED")));

    engine(settings).submit(Requests.ofCohort("run-1", hostile));

    LoggedRequest request = service.findAll(anyRequestedFor(anyUrl())).get(0);
    assertThat(request.getUrl()).matches("/jobs/[A-Za-z0-9%._*-]+\\?c=[A-Za-z0-9%._*-]+");
    JsonNode body = WireJson.mapper().readTree(request.getBody());
    assertThat(body.properties()).hasSize(2);
    assertThat(body.get("c").textValue()).isEqualTo(hostile);
    assertThat(body.get("in").textValue()).isEqualTo("a " + hostile);
  }

  @Test
  void aRunIdThatCouldBeAPathIsRefused() {
    assertThatThrownBy(() -> full().submit(Requests.of("../../etc")))
        .isInstanceOf(LegacyEngine.LegacyException.class)
        .hasMessageContaining("A run id matches");
  }

  @Test
  void theServiceIsToldTheRunsTraceWhereRunsAreTraced() throws Exception {
    service.stubFor(post("/jobs").willReturn(job("j-1", "QUEUED")));
    full().submit(Requests.of("run-1"));
    service.verify(postRequestedFor(urlEqualTo("/jobs")).withoutHeader("traceparent"));

    Map<String, String> traced = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    new HttpLegacyEngine(ServiceSettings.full(service.baseUrl()), records, traced)
        .submit(Requests.of("run-2"));

    service.verify(
        postRequestedFor(urlEqualTo("/jobs"))
            .withHeader(
                "traceparent",
                equalTo(
                    "00-%s-%s-01"
                        .formatted(
                            TraceKeys.traceId("run-2"),
                            TraceKeys.spanId(TraceKeys.execution("run-2", 1))))));
  }
}
