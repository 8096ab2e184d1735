package io.pointsman.registry;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.proof;
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
import io.pointsman.decider.Movement;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.TableRevision;
import io.pointsman.registry.notice.NoticeConfig;
import io.pointsman.registry.notice.NoticeConfig.Webhook;
import io.pointsman.registry.notice.NoticeKind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class NoticesTest {
  private static final String HOOK = "/hooks/pointsman";
  private static final String SECRET = "sixteen characters or more";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String RULES =
      """
      salt: pointsman
      rules:
        - id: all
          match: {}
          route: {sparkPercent: 100}
          guard: {demoteAfterFallbacks: 2, demoteOnMismatch: true}
      breaker: {fallbacks: 2}
      default: {route: {connector: legacy}}
      """;

  private final WireMockServer receiver =
      new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1"));

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;
  private int runs;

  @BeforeEach
  void start() throws Exception {
    receiver.start();
    receiver.stubFor(post(urlEqualTo(HOOK)).willReturn(ok()));
    registry = telling(EnumSet.allOf(NoticeKind.class));
    registry.furnish();
    registry.apply(RULES);
  }

  @AfterEach
  void stop() {
    registry.close();
    receiver.stop();
  }

  @Test
  void aFallbackIsToldSignedWithWhatItsReaderNeeds() throws Exception {
    fallBack(MOVEMENT, FailureReason.SPARK_FAILED);
    LoggedRequest told = awaitHooks(1).get(0);
    JsonNode body = new ObjectMapper().readTree(told.getBodyAsString());
    assertThat(body.path("type").asText()).isEqualTo("fallback");
    assertThat(Instant.parse(body.path("timestamp").asText())).isBefore(Instant.now());
    assertThat(body.at("/data/movement").asText()).isEqualTo(MOVEMENT.id());
    assertThat(body.at("/data/runId").asText()).isEqualTo("run-1");
    assertThat(body.at("/data/failure").asText()).isEqualTo("SPARK_FAILED");
    assertThat(body.at("/data/message").asText()).isEqualTo("it failed");
    String signed =
        told.getHeader("webhook-id")
            + "."
            + told.getHeader("webhook-timestamp")
            + "."
            + told.getBodyAsString();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(told.getHeader("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void guardsMismatchesTheKillSwitchAndTheBreakerAreTold() throws Exception {
    Movement other = Movement.parse("members/ks/other -> lake.ns.other");
    fallBack(MOVEMENT, FailureReason.SPARK_LOST);
    fallBack(other, FailureReason.SPARK_LOST);
    registry
        .client()
        .reportProof(
            proof(
                "proof-1",
                registry.client().decision("run-1").orElseThrow(),
                ProofResult.MISMATCH));
    kill(true);
    kill(false);
    List<JsonNode> told = new ArrayList<>();
    for (LoggedRequest request : awaitHooks(7)) {
      told.add(new ObjectMapper().readTree(request.getBodyAsString()));
    }
    assertThat(told)
        .extracting(body -> body.path("type").asText())
        .containsExactlyInAnyOrder(
            "fallback", "fallback", "breaker", "guard", "mismatch", "kill-switch", "kill-switch");
    assertThat(told)
        .filteredOn(body -> body.path("type").asText().equals("guard"))
        .singleElement()
        .satisfies(
            body -> {
              assertThat(body.at("/data/name").asText()).isEqualTo(MOVEMENT.id());
              assertThat(body.at("/data/act").asText()).isEqualTo("demoted");
              assertThat(body.at("/data/why").asText()).contains("proof-1");
            });
    assertThat(told)
        .filteredOn(body -> body.path("type").asText().equals("breaker"))
        .singleElement()
        .satisfies(body -> assertThat(body.at("/data/act").asText()).isEqualTo("opened"));
    assertThat(told)
        .filteredOn(body -> body.path("type").asText().equals("kill-switch"))
        .extracting(body -> body.at("/data/engaged").asBoolean())
        .containsExactlyInAnyOrder(true, false);
  }

  @Test
  void whatIsNotTakenIsBroughtAgainAndNoRestartLosesIt() throws Exception {
    receiver.stubFor(post(urlEqualTo(HOOK)).willReturn(aResponse().withStatus(503)));
    fallBack(MOVEMENT, FailureReason.SPARK_FAILED);
    awaitHooks(2);
    assertThat(registry.get("/metrics").body())
        .contains("pointsman_messages_waiting{target=\"on-call\"} 1.0");
    registry.close();
    receiver.stubFor(post(urlEqualTo(HOOK)).willReturn(ok()));
    receiver.resetRequests();
    registry = telling(EnumSet.allOf(NoticeKind.class));
    LoggedRequest told = awaitHooks(1).get(0);
    assertThat(told.getBodyAsString()).contains("run-1");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(registry.get("/metrics").body())
                    .contains("pointsman_messages_delivered_total{target=\"on-call\"} 1.0")
                    .doesNotContain("pointsman_messages_waiting{target=\"on-call\"}"));
  }

  @Test
  void whatIsNotTakenForThreeDaysIsGivenUpAndCountedAndTheNextIsTold() throws Exception {
    registry.close();
    SteppingClock clock = new SteppingClock();
    registry =
        TestRegistry.telling(kind, directory, config(EnumSet.allOf(NoticeKind.class)), clock);
    receiver.stubFor(post(urlEqualTo(HOOK)).willReturn(aResponse().withStatus(503)));
    fallBack(MOVEMENT, FailureReason.SPARK_FAILED);
    awaitHooks(1);
    clock.jump(Duration.ofDays(2));
    awaitHooks(2);
    assertThat(registry.get("/metrics").body())
        .contains("pointsman_messages_waiting{target=\"on-call\"} 1.0");
    clock.jump(Duration.ofDays(1).plusMinutes(1));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(registry.get("/metrics").body())
                    .contains("pointsman_messages_given_up_total{target=\"on-call\"} 1.0")
                    .doesNotContain("pointsman_messages_waiting{target=\"on-call\"}"));
    receiver.stubFor(post(urlEqualTo(HOOK)).willReturn(ok()));
    receiver.resetRequests();
    fallBack(MOVEMENT, FailureReason.SPARK_OUT_OF_MEMORY);
    // The second fallback in a row demotes, which is told, too; what was given up is not.
    assertThat(awaitHooks(2))
        .extracting(LoggedRequest::getBodyAsString)
        .noneMatch(body -> body.contains("SPARK_FAILED") && body.contains("\"type\":\"fallback\""))
        .anyMatch(body -> body.contains("SPARK_OUT_OF_MEMORY"));
  }

  @Test
  void ofTwoRegistriesOneTells() throws Exception {
    int messages = 20;
    try (TestRegistry second = telling(EnumSet.allOf(NoticeKind.class))) {
      for (int i = 0; i < messages; i++) {
        Movement one = Movement.parse("members/ks/t" + i + " -> lake.ns.t" + i);
        TestRegistry asked = i % 2 == 0 ? registry : second;
        Decision decision = asked.client().decide(request("two-" + i, one, 1));
        asked
            .client()
            .reportOutcome(
                outcome(decision, Connector.LEGACY, FailureReason.SPARK_OUT_OF_MEMORY, "full"));
      }
      List<LoggedRequest> told = awaitHooks(messages);
      Set<String> ids = new HashSet<>();
      told.forEach(request -> ids.add(request.getHeader("webhook-id")));
      assertThat(ids).hasSize(messages);
      assertThat(told).hasSize(messages);
    }
  }

  @Test
  void onlyWhatWasAskedForIsToldAndNothingFromBefore() throws Exception {
    registry.close();
    registry = TestRegistry.empty(kind, directory.resolve("another"));
    registry.furnish();
    registry.apply(RULES);
    fallBack(MOVEMENT, FailureReason.SPARK_FAILED);
    registry.close();
    receiver.resetRequests();
    registry =
        TestRegistry.telling(
            kind,
            directory.resolve("another"),
            config(EnumSet.of(NoticeKind.FALLBACK)),
            Clock.systemUTC());
    kill(true);
    kill(false);
    fallBack(MOVEMENT, FailureReason.SPARK_LOST);
    assertThat(awaitHooks(1))
        .singleElement()
        .satisfies(
            request -> assertThat(request.getBodyAsString()).contains("run-2", "SPARK_LOST"));
  }

  private TestRegistry telling(Set<NoticeKind> kinds) {
    return TestRegistry.telling(kind, directory, config(kinds), Clock.systemUTC());
  }

  private NoticeConfig config(Set<NoticeKind> kinds) {
    return new NoticeConfig(
        List.of(new Webhook("on-call", URI.create(receiver.baseUrl() + HOOK), SECRET, kinds)),
        Optional.empty());
  }

  private void fallBack(Movement movement, FailureReason failure) throws Exception {
    Decision decision = registry.client().decide(request("run-" + ++runs, movement, 1));
    registry.client().reportOutcome(outcome(decision, Connector.LEGACY, failure, "it failed"));
  }

  private void kill(boolean engaged) throws Exception {
    TableRevision newest = registry.client().routingTable();
    registry
        .client()
        .putRoutingTable(
            newest
                .table()
                .withKillSwitch(
                    engaged
                        ? new KillSwitch(true, new TreeSet<>(), "on call")
                        : KillSwitch.RELEASED),
            newest.revision(),
            CHANGE);
  }

  private List<LoggedRequest> awaitHooks(int count) {
    return await()
        .atMost(SOON)
        .until(
            () -> receiver.findAll(postRequestedFor(urlEqualTo(HOOK))),
            found -> found.size() >= count);
  }
}
