package io.pointsman.legacy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
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
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.pointsman.control.ControlStore;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLegacyEngineTest {
  private static final String KEY = "runs/run-1/1/LEGACY/1";
  private static final String BY_KEY = "/jobs?label=runs%2Frun-1%2F1%2FLEGACY%2F1";

  private final ControlStore records = new ControlStore(new MemoryStore(), "control");
  private WireMockServer service;

  @BeforeEach
  void start() {
    service = new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
    service.start();
  }

  @AfterEach
  void stop() {
    service.stop();
  }

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
  void aSlowJobIsPolledAsLongAsItRuns() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(get("/jobs/j-1").willReturn(job("j-1", "RUNNING").withFixedDelay(300)));
    for (int i = 0; i < 3; i++) {
      assertThat(full().poll(handle)).isInstanceOf(LegacyEngine.Poll.Running.class);
    }
    service.stubFor(get("/jobs/j-1").willReturn(job("j-1", "DONE")));
    assertThat(ended(full().poll(handle)).succeeded()).isTrue();
  }

  @Test
  void aFailedJobKeepsTheServicesMessage() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(
        get("/jobs/j-1")
            .willReturn(
                okJson("{\"job\":{\"state\":\"ERROR\",\"message\":\"disk full on node 7\"}}")));

    JobResult result = ended(full().poll(handle));

    assertThat(result.succeeded()).isFalse();
    assertThat(result.failure()).isEqualTo(FailureReason.LEGACY_FAILED);
    assertThat(result.message()).isEqualTo("disk full on node 7");
    assertThat(result.stagedSnapshotId()).isNull();
  }

  @Test
  void errorsInBetweenAreRiddenOut() throws Exception {
    JobHandle handle = submitted("j-1");
    inTurn(
        get("/jobs/j-1"),
        status(500),
        aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE),
        status(429).withHeader("Retry-After", "0"),
        job("j-1", "RUNNING"));

    assertThat(full().poll(handle)).isInstanceOf(LegacyEngine.Poll.Running.class);
    service.verify(4, getRequestedFor(urlEqualTo("/jobs/j-1")));
  }

  @Test
  void aStateThatGoesBackAfterItWasFinalChangesNothing() throws Exception {
    JobHandle handle = submitted("j-1");
    inTurn(
        get("/jobs/j-1"),
        job("j-1", "RUNNING"),
        job("j-1", "QUEUED"),
        job("j-1", "DONE"),
        job("j-1", "RUNNING"));
    LegacyEngine engine = full();

    assertThat(engine.poll(handle)).isInstanceOf(LegacyEngine.Poll.Running.class);
    assertThat(engine.poll(handle)).isInstanceOf(LegacyEngine.Poll.Running.class);
    JobResult result = ended(engine.poll(handle));
    assertThat(ended(engine.poll(handle))).isEqualTo(result);
    assertThat(ended(full().poll(handle))).as("in another worker").isEqualTo(result);
  }

  @Test
  void fiveHundredsForGoodAreAnErrorAndNoVerdict() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(get("/jobs/j-1").willReturn(status(502).withBody("bad gateway")));

    assertThatThrownBy(() -> full().poll(handle))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("asking how job j-1 stands: status 502: 'bad gateway'");
    assertThat(records.result(handle.key())).isEmpty();
  }

  @Test
  void malformedAnswersAreErrorsThatSayWhatIsMissing() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(get("/jobs/j-1").willReturn(okJson("{\"job\":{\"stat\":\"DONE\"}}")));
    assertThatThrownBy(() -> full().poll(handle))
        .hasMessageContaining("has no state at /job/state");

    service.stubFor(get("/jobs/j-1").willReturn(job("j-1", "MELTING")));
    assertThatThrownBy(() -> full().poll(handle))
        .hasMessageContaining("in state 'MELTING', which the settings do not name")
        .hasMessageContaining("[DONE, ERROR, KILLED, QUEUED, RUNNING]");

    service.stubFor(get("/jobs/j-1").willReturn(okJson("<html>")));
    assertThatThrownBy(() -> full().poll(handle)).hasMessageContaining("the answer is not JSON");

    service.stubFor(get("/jobs/j-1").willReturn(okJson("\"" + "x".repeat(5_000) + "\"")));
    assertThatThrownBy(() -> full().poll(handle))
        .hasMessageContaining("it has more than 4096 bytes (maxAnswerBytes)");

    service.stubFor(get("/jobs/j-1").willReturn(status(302).withHeader("Location", "/elsewhere")));
    assertThatThrownBy(() -> full().poll(handle)).hasMessageContaining("refused with status 302");
    service.verify(0, getRequestedFor(urlPathEqualTo("/elsewhere")));
  }

  @Test
  void anAnswerThatTricklesForEverIsCutOff() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(
        get("/jobs/j-1").willReturn(job("j-1", "RUNNING").withChunkedDribbleDelay(20, 30_000)));

    assertThatThrownBy(() -> full().poll(handle)).hasMessageContaining("no answer within PT1S");
  }

  @Test
  void aJobThatTheServiceForgotIsLost() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(get("/jobs/j-1").willReturn(status(404)));

    assertThat(full().poll(handle))
        .isInstanceOfSatisfying(
            LegacyEngine.Poll.Lost.class,
            lost -> assertThat(lost.message()).contains("no longer knows job j-1: status 404"));
  }

  @Test
  void aJobIsCancelledAndItsEndIsPolled() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(delete("/jobs/j-1").willReturn(status(204)));
    service.stubFor(get("/jobs/j-1").willReturn(job("j-1", "KILLED")));

    full().cancel(handle);

    service.verify(deleteRequestedFor(urlEqualTo("/jobs/j-1")));
    assertThat(ended(full().poll(handle)).failure()).isEqualTo(FailureReason.CANCELLED);
  }

  @Test
  void cancellingAJobThatIsGoneIsNoError() throws Exception {
    JobHandle handle = submitted("j-1");
    service.stubFor(delete("/jobs/j-1").willReturn(status(404)));

    full().cancel(handle);

    service.verify(1, deleteRequestedFor(urlEqualTo("/jobs/j-1")));
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
        .isEqualTo(new LegacyEngine.Abilities(false, false, false, false, false, false, false));
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
  void aServiceThatChoosesItsBackupReportsItWhenItIsDone() throws Exception {
    service.stubFor(post("/jobs").willReturn(job("j-1", "RUNNING")));
    LegacyEngine engine = engine(ServiceSettings.reportingItsBackup(service.baseUrl()));
    JobHandle handle = engine.submit(Requests.of("run-1"));
    service.stubFor(
        get("/jobs/j-1")
            .willReturn(
                okJson(
                    "{\"job\":{\"state\":\"DONE\",\"rows\":1,\"backup\":\"b-6\","
                        + "\"referenceTime\":1795140000000}}")));

    JobResult result = ended(engine.poll(handle));

    assertThat(engine.abilities().takesPin()).isFalse();
    assertThat(engine.abilities().reportsWhatItRead()).isTrue();
    assertThat(result.backupId()).as("its own, not the pin's").isEqualTo("b-6");
    assertThat(result.referenceTime()).isEqualTo(Instant.ofEpochMilli(1_795_140_000_000L));
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
  void aHostileJobIdStaysOneSegmentOfThePath() throws Exception {
    service.stubFor(post("/jobs").willReturn(okJson("{\"job\":{\"id\":\"../admin?x=1#y\"}}")));
    JobHandle handle = full().submit(Requests.of("run-1"));
    service.stubFor(get(urlEqualTo("/jobs/..%2Fadmin%3Fx%3D1%23y")).willReturn(job("x", "DONE")));

    assertThat(ended(full().poll(handle)).succeeded()).isTrue();
  }

  private LegacyEngine full() {
    return engine(ServiceSettings.full(service.baseUrl()));
  }

  private LegacyEngine engine(HttpEngineSettings settings) {
    return new HttpLegacyEngine(settings, records, Map.of());
  }

  private JobHandle submitted(String jobId) throws Exception {
    service.stubFor(post("/jobs").willReturn(job(jobId, "QUEUED")));
    return full().submit(Requests.of("run-1"));
  }

  private static ResponseDefinitionBuilder job(String id, String state) {
    return okJson("{\"job\":{\"id\":\"" + id + "\",\"state\":\"" + state + "\"}}");
  }

  /** The answers one after another; the last one stays. */
  private void inTurn(MappingBuilder request, ResponseDefinitionBuilder... answers) {
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

  private static JobResult ended(LegacyEngine.Poll poll) {
    assertThat(poll).isInstanceOf(LegacyEngine.Poll.Ended.class);
    return ((LegacyEngine.Poll.Ended) poll).result();
  }
}
