package io.pointsman.legacy;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Fault;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.job.JobHandle;
import io.pointsman.decider.job.JobResult;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HttpPollTest extends JobServiceTesting {

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
  void aHostileJobIdStaysOneSegmentOfThePath() throws Exception {
    service.stubFor(post("/jobs").willReturn(okJson("{\"job\":{\"id\":\"../admin?x=1#y\"}}")));
    JobHandle handle = full().submit(Requests.of("run-1"));
    service.stubFor(get(urlEqualTo("/jobs/..%2Fadmin%3Fx%3D1%23y")).willReturn(job("x", "DONE")));

    assertThat(ended(full().poll(handle)).succeeded()).isTrue();
  }
}
