package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.START;
import static io.pointsman.registry.TestRegistry.failed;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.Connector;
import io.pointsman.decider.DataModel;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.WireJson;
import io.pointsman.decider.registry.MovementDefinition;
import io.pointsman.registry.api.OutcomeReceipt;
import io.pointsman.registry.api.OutcomeReceipt.Recorded;
import io.pointsman.registry.api.RunExecution;
import io.pointsman.registry.api.RunPage;
import io.pointsman.registry.api.RunSummary;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class DecisionApiTest {
  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void askingAgainGivesTheSameDecisionWhateverWasFlippedInBetween() throws RegistryException {
    registry.setDefault("100");
    Decision first = registry.client().decide(request("run-1"));
    assertThat(first.route()).isEqualTo(Route.SPARK);
    assertThat(first.execution()).isEqualTo(1);
    assertThat(first.pin().backupId()).isEqualTo("backup-1");
    registry.setDefault("0");
    assertThat(registry.client().decide(request("run-1", MOVEMENT, 9))).isEqualTo(first);
    assertThat(registry.client().decision("run-1")).hasValue(first);
    assertThat(registry.client().decide(request("run-2")).route()).isEqualTo(Route.LEGACY);
  }

  @Test
  void aRunWithAnOutcomeIsDecidedAnewAsItsNextExecution() throws RegistryException {
    registry.setDefault("100");
    Decision first = registry.client().decide(request("run-1"));
    registry.client().reportOutcome(served(first, Connector.SPARK));
    registry.setDefault("0");
    Decision second = registry.client().decide(request("run-1", MOVEMENT, 5));
    assertThat(second.execution()).isEqualTo(2);
    assertThat(second.route()).isEqualTo(Route.LEGACY);
    assertThat(second.generation()).isEqualTo(5);
    assertThat(registry.client().decide(request("run-1", MOVEMENT, 6))).isEqualTo(second);
    assertThat(registry.client().run("run-1"))
        .extracting(RunExecution::execution)
        .containsExactly(2, 1);
  }

  @Test
  void aGenerationIsAlwaysHigherThanThoseOfTheDestinationsOtherExecutions()
      throws RegistryException {
    assertThat(registry.client().decide(request("run-1", MOVEMENT, 7)).generation()).isEqualTo(7);
    assertThat(registry.client().decide(request("run-2", MOVEMENT, 7)).generation()).isEqualTo(8);
    assertThat(registry.client().decide(request("run-3", MOVEMENT, 1)).generation()).isEqualTo(9);
    assertThat(registry.client().decide(request("run-4", MOVEMENT, 12)).generation()).isEqualTo(12);
    Movement elsewhere = Movement.parse("members/ks/other -> lake.ns.other");
    assertThat(registry.client().decide(request("run-5", elsewhere, 1)).generation()).isEqualTo(1);
  }

  @Test
  void whatTheRegistrySaysOfAMovementOverrulesItsCaller() throws RegistryException {
    registry
        .client()
        .putMovement(
            MovementDefinition.of(
                new Movement(
                    MOVEMENT.source(),
                    MOVEMENT.destination(),
                    DataModel.KEY_VALUE,
                    "tier-1",
                    Map.of("team", "growth"))),
            CHANGE);
    registry
        .client()
        .putRoutingTable(
            """
            salt: pointsman
            rules: [{id: tier-1, match: {cohort: tier-1}, route: {connector: spark}}]
            default: {route: {connector: legacy}}
            """,
            1,
            CHANGE,
            false);
    Decision decision = registry.client().decide(request("run-1"));
    assertThat(decision.rule()).isEqualTo("tier-1");
    assertThat(decision.movement().dataModel()).isEqualTo(DataModel.KEY_VALUE);
  }

  @Test
  void anUnknownSourceOrCatalogIsRefusedUntilItIsRegistered() throws RegistryException {
    Movement movement = Movement.parse("nobody/ks/t -> lake.ns.t");
    Decision refused = registry.client().decide(request("run-1", movement, 1));
    assertThat(refused.route()).isEqualTo(Route.REFUSED);
    assertThat(refused.reason()).isEqualTo(DecisionReason.INVALID_INPUT);
    assertThat(refused.message()).contains("'source.cluster' is 'nobody'", "it knows members");
    assertThat(registry.client().decide(request("run-1", movement, 1))).isEqualTo(refused);
    registry.client().putSource(TestRegistry.source("nobody"), CHANGE);
    Decision anew = registry.client().decide(request("run-1", movement, 1));
    assertThat(anew.route()).isEqualTo(Route.LEGACY);
    assertThat(anew.execution()).isEqualTo(2);
    assertThat(
            registry
                .client()
                .decide(request("run-2", Movement.parse("members/ks/t -> swamp.n.t"), 1))
                .message())
        .contains("'destination.catalog' is 'swamp'", "it knows lake");
  }

  @Test
  void manyWorkersThatAskAtOnceGetOneDecision() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Decision>> questions =
          IntStream.range(0, 40)
              .<Callable<Decision>>mapToObj(
                  number ->
                      () -> registry.client().decide(request("run-" + number % 4, MOVEMENT, 1)))
              .toList();
      Set<Decision> decisions = new HashSet<>();
      for (Future<Decision> decision : pool.invokeAll(questions)) {
        decisions.add(decision.get());
      }
      assertThat(decisions).hasSize(4);
      assertThat(decisions)
          .extracting(Decision::generation)
          .containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void anOutcomeIsRecordedOnceHoweverOftenItIsReported() throws RegistryException {
    Decision decision = registry.client().decide(request("run-1"));
    Outcome outcome = served(decision, Connector.LEGACY);
    assertThat(registry.client().reportOutcome(outcome))
        .isEqualTo(new OutcomeReceipt(outcome, Recorded.NEW, false));
    assertThat(registry.client().reportOutcome(outcome))
        .isEqualTo(new OutcomeReceipt(outcome, Recorded.UNCHANGED, false));
    Outcome late = failed(decision, FailureReason.LEGACY_FAILED);
    assertThat(registry.client().reportOutcome(late).outcome()).isEqualTo(outcome);
    assertThat(registry.client().run("run-1").get(0).outcome()).isEqualTo(outcome);
  }

  @Test
  void aFailedOutcomeIsReplacedWhenARetryServes() throws RegistryException {
    Decision decision = registry.client().decide(request("run-1"));
    registry.client().reportOutcome(failed(decision, FailureReason.LEGACY_FAILED));
    OutcomeReceipt receipt = registry.client().reportOutcome(served(decision, Connector.LEGACY));
    assertThat(receipt.recorded()).isEqualTo(Recorded.REPLACED);
    assertThat(registry.client().run("run-1").get(0).outcome().servedBy())
        .isEqualTo(Connector.LEGACY);
  }

  @Test
  void aDecisionThatConductorHeldOtherwiseSupersedesTheRegistrys() throws RegistryException {
    registry.setDefault("100");
    Decision own = registry.client().decide(request("run-1"));
    Decision held =
        new Decision(
            "run-1",
            1,
            3,
            START,
            MOVEMENT,
            Route.LEGACY,
            false,
            DecisionReason.REGISTRY_UNREACHABLE,
            "LEGACY: the registry did not answer",
            null,
            null,
            null,
            0,
            null,
            null,
            START,
            "worker");
    OutcomeReceipt receipt = registry.client().reportOutcome(served(held, Connector.LEGACY));
    assertThat(receipt.decisionSuperseded()).isTrue();
    RunExecution recorded = registry.client().run("run-1").get(0);
    assertThat(recorded.decision()).isEqualTo(held);
    assertThat(recorded.supersededDecision()).isEqualTo(own);
    assertThat(registry.client().reportOutcome(served(held, Connector.LEGACY)).decisionSuperseded())
        .isTrue();
    assertThat(registry.client().runs(10, null).runs().get(0).superseded()).isTrue();
  }

  @Test
  void anOutcomeOfARunTheRegistryNeverHeardOfIsRecordedWithItsDecision() throws RegistryException {
    Decision held = registry.client().decide(request("known"));
    Outcome lost =
        new Outcome(
            "unheard-of",
            1,
            MOVEMENT.id(),
            Route.LEGACY,
            Connector.LEGACY,
            FailureReason.DECIDER_LOST,
            "no decider took the task",
            10L,
            null,
            null,
            null,
            3,
            null,
            null,
            null,
            null,
            START);
    assertThat(registry.client().reportOutcome(lost).recorded()).isEqualTo(Recorded.NEW);
    assertThat(registry.client().run("unheard-of").get(0).decision()).isNull();
    assertThat(registry.client().decision("unheard-of")).isEmpty();
    RunSummary row = registry.client().runs(10, null).runs().get(0);
    assertThat(row.decided()).isEqualTo(Route.LEGACY);
    assertThat(row.failure()).isEqualTo(FailureReason.DECIDER_LOST);
    assertThat(registry.client().decide(request("unheard-of")).execution()).isEqualTo(2);
    assertThat(held.execution()).isEqualTo(1);
  }

  @Test
  void anOutcomeOfAnotherMovementIsRefused() throws RegistryException {
    Decision decision = registry.client().decide(request("run-1"));
    Decision other =
        registry.client().decide(request("run-2", Movement.parse("members/a/b -> lake.a.b"), 1));
    Outcome mixed =
        new Outcome(
            decision.runId(),
            1,
            other.movement().id(),
            Route.LEGACY,
            Connector.LEGACY,
            null,
            null,
            1L,
            1L,
            null,
            null,
            1,
            1L,
            null,
            null,
            null,
            START);
    RegistryRefusedException refused =
        catchThrowableOfType(
            RegistryRefusedException.class, () -> registry.client().reportOutcome(mixed));
    assertThat(refused.problem().status()).isEqualTo(409);
  }

  @Test
  void runsArePagedNewestFirstAndByMovement() throws RegistryException {
    Movement other = Movement.parse("members/ks/other -> lake.ns.other");
    for (int i = 0; i < 7; i++) {
      registry.client().decide(request("run-" + i, i % 2 == 0 ? MOVEMENT : other, 1));
    }
    List<String> seen = new ArrayList<>();
    Long before = null;
    do {
      RunPage page = registry.client().runs(3, before);
      page.runs().forEach(run -> seen.add(run.runId()));
      before = page.next();
    } while (before != null);
    assertThat(seen).containsExactly("run-6", "run-5", "run-4", "run-3", "run-2", "run-1", "run-0");
    assertThat(registry.client().runs(other, 10, null).runs())
        .extracting(RunSummary::runId)
        .containsExactly("run-5", "run-3", "run-1");
  }

  @Test
  void badParametersAndDocumentsSayWhatIsWrong() throws Exception {
    assertThat(registry.get("/v1/runs?limit=501").body()).contains("1 to 500 is expected");
    assertThat(registry.get("/v1/runs?limit=x").body()).contains("a number is expected");
    assertThat(registry.get("/v1/runs?before=x").statusCode()).isEqualTo(400);
    assertThat(registry.get("/v1/runs/none").statusCode()).isEqualTo(404);
    assertThat(registry.get("/v1/decisions/none").statusCode()).isEqualTo(404);
    assertThat(decide("{}").body())
        .contains("\"path\":\"runId\"", "\"path\":\"runStart\"", "\"path\":\"movement\"");
    assertThat(decide("nonsense").statusCode()).isEqualTo(400);
    HttpResponse<String> hostile =
        decide(
            WireJson.mapper()
                .writeValueAsString(request("run-1"))
                .replace("\"keyspace\":\"ks\"", "\"keyspace\":\"k/../s\""));
    assertThat(hostile.statusCode()).isEqualTo(400);
    assertThat(hostile.body()).contains("field 'keyspace' is 'k/../s'");
    assertThat(registry.post(registry.to("/v1/decisions"), "text/plain", "{}").statusCode())
        .isEqualTo(415);
    assertThat(decide("{\"runId\":\"../x\"}").body()).contains("\"path\":\"runId\"");
    Decision decision = registry.client().decide(request("run-1"));
    assertThat(
            catchThrowableOfType(
                RegistryRefusedException.class,
                () ->
                    registry
                        .client()
                        .reportOutcome(
                            outcome(decision, null, FailureReason.UNKNOWN, "x".repeat(30_000)))))
        .hasMessageContaining("message: is longer than");
  }

  private HttpResponse<String> decide(String body) throws Exception {
    return registry.post(registry.to("/v1/decisions"), "application/json", body);
  }
}
