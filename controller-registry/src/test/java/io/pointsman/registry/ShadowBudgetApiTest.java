package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.proof;
import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionRequest;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.RouteDecider;
import io.pointsman.decider.ShadowUse;
import io.pointsman.decider.ShadowUse.Taken;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.api.GrantedShadow;
import io.pointsman.registry.api.ShadowAllowance;
import io.pointsman.registry.api.ShadowPage;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ShadowBudgetApiTest {
  private static final long GIGABYTE = 1_000_000_000L;
  private static final Movement OTHER = Movement.parse("members/ks/other -> lake.ns.other");

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private final SteppingClock clock = new SteppingClock();
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory, clock);
    registry.apply(
        """
        salt: pointsman
        rules:
          - id: own
            match: {table: other}
            route: {connector: legacy, shadowPercent: 100}
            shadowBudget: {atOnce: 1}
        shadowBudget: {atOnce: 2, bytesPerDay: 100GB, hours: 6}
        default: {route: {connector: legacy, shadowPercent: 100}}
        """);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void whatIsBeyondTheBudgetIsWithheldWithTheCountsAndStaysSo() throws Exception {
    assertThat(decide("run-1").shadow()).isTrue();
    assertThat(decide("run-2").shadow()).isTrue();
    Decision withheld = decide("run-3");
    assertThat(withheld.shadow()).isFalse();
    assertThat(withheld.route()).isEqualTo(Route.LEGACY);
    assertThat(withheld.message())
        .endsWith(
            "without its shadow (the fleet's shadow budget is used up: 2 run and 2 may at once)");
    assertThat(withheld.standing().shadows()).isEqualTo(new ShadowUse(new Taken(2, 0), null, null));
    assertThat(decide("run-1")).as("asked again, nothing more is taken").isEqualTo(decide("run-1"));
    assertThat(running()).isEqualTo(2);
    Explanation explanation = Explanation.of(withheld, registry.client().routingTable().table());
    assertThat(explanation.replayed()).isTrue();
    assertThat(explanation.steps())
        .last()
        .satisfies(
            step -> {
              assertThat(step.asked()).isEqualTo("Does the other engine run too, as a shadow?");
              assertThat(step.answer()).startsWith("no: the fleet's shadow budget is used up");
            });
    assertThat(registry.get("/metrics").body())
        .contains(
            "pointsman_shadows_total{answer=\"granted\"} 2.0",
            "pointsman_shadows_total{answer=\"withheld\"} 1.0",
            "pointsman_shadows_running 2.0",
            "pointsman_shadow_budget_at_once 2.0",
            "pointsman_shadow_budget_bytes_per_day 1.0E11");
  }

  @Test
  void aProofWhateverItSaysGivesThePlaceBack() throws Exception {
    Decision first = decide("run-1");
    decide("run-2");
    assertThat(decide("run-3").shadow()).isFalse();
    registry.client().reportProof(proof("p", first, ProofResult.INCONCLUSIVE));
    assertThat(decide("run-4").shadow()).isTrue();
    assertThat(decide("run-5").shadow()).isFalse();
    assertThat(registry.client().shadows(10, null, false).shadows())
        .extracting(GrantedShadow::runId)
        .containsExactly("run-4", "run-2", "run-1");
    assertThat(registry.client().shadows(10, null, false).shadows())
        .last()
        .extracting(GrantedShadow::endedWhy)
        .isEqualTo("proof p: INCONCLUSIVE");
  }

  @Test
  void theEndOfTheHoursGivesThePlaceBackAndTheNextDayGivesTheBytesBack() throws Exception {
    decide("run-1", 60 * GIGABYTE);
    Decision tooLarge = decide("run-2", 41 * GIGABYTE);
    assertThat(tooLarge.shadow()).isFalse();
    assertThat(tooLarge.message())
        .endsWith("60.0 GB of today's 100.0 GB are taken and this one would read 41.0 GB)");
    assertThat(decide("run-3", 40 * GIGABYTE).shadow()).isTrue();
    clock.jump(Duration.ofHours(6));
    assertThat(running()).isZero();
    assertThat(decide("run-4", 1).shadow()).as("the day's bytes are read").isFalse();
    clock.jump(Duration.ofHours(18));
    assertThat(decide("run-5", 100 * GIGABYTE).shadow()).isTrue();
  }

  @Test
  void aRulesOwnBudgetStandsWithinTheFleets() throws Exception {
    assertThat(decide("run-1", OTHER).shadow()).isTrue();
    Decision withheld = decide("run-2", OTHER);
    assertThat(withheld.message())
        .endsWith("(the shadow budget of rule own is used up: 1 run and 1 may at once)");
    assertThat(decide("run-3").shadow()).as("what the fleet has left").isTrue();
    assertThat(registry.client().shadows(10, null, true).budgets())
        .containsExactly(
            new ShadowAllowance(null, 2, 2, 100 * GIGABYTE, 0, 6),
            new ShadowAllowance("own", 1, 1, null, 0, 6));
    assertThat(decide("run-4", OTHER).message()).contains("the fleet's shadow budget is used up");
  }

  @Test
  void whatRunsReadBeforeIsWhatAShadowIsExpectedToRead() throws Exception {
    registry.client().reportOutcome(served(decide("run-1"), Connector.LEGACY));
    org.awaitility.Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(registry.get("/movement?id=" + encoded(MOVEMENT.id())).body())
                    .contains("6.3 MB"));
    Decision next = decide("run-2");
    assertThat(next.standing().shadows().expectedBytes()).isEqualTo(6_291_456L);
    assertThat(next.message()).contains("this one would read 6.3 MB");
  }

  @Test
  void aShadowThatConductorDoesNotKnowOfIsOver() throws Exception {
    Decision own = decide("run-1");
    Decision held =
        own.rerouted(own.route(), own.reason(), "LEGACY: decided by a worker with its copy");
    Outcome outcome =
        served(
            new Decision(
                held.runId(),
                held.execution(),
                held.generation(),
                held.runStart(),
                held.movement(),
                held.route(),
                false,
                held.reason(),
                held.message(),
                held.rule(),
                held.bucket(),
                held.percent(),
                held.revision(),
                held.salt(),
                held.pin(),
                held.decidedAt(),
                "worker"),
            Connector.LEGACY);
    registry.client().reportOutcome(outcome);
    assertThat(running()).isZero();
  }

  @Test
  void aPersonEndsAShadowOnceAndTheAuditSaysWho() throws Exception {
    decide("run-1");
    GrantedShadow ended = registry.client().endShadow("run-1", 1, CHANGE);
    assertThat(ended.running()).isFalse();
    assertThat(ended.endedWhy()).isEqualTo("by ana: because");
    assertThat(refused(() -> registry.client().endShadow("run-1", 1, CHANGE)))
        .contains("The shadow of run 'run-1' is over since", "by ana: because");
    assertThat(refused(() -> registry.client().endShadow("run-9", 1, CHANGE)))
        .contains("Execution 1 of run 'run-9' was granted no shadow");
    assertThat(registry.client().audit(1, null).entries().get(0).subject())
        .isEqualTo("shadow/run-1#1");
  }

  @Test
  void thePageShowsWhatIsTakenAndASimulationSaysThatItLeavesItOut() throws Exception {
    decide("run-1", 60 * GIGABYTE);
    assertThat(registry.get("/proofs").body())
        .contains("Fleet", "1 of 2", "60.0 GB of 100.0 GB", "Rule own", "/runs/run-1");
    ShadowPage page = registry.client().shadows(10, null, true);
    assertThat(page.shadows())
        .singleElement()
        .extracting(GrantedShadow::bytes)
        .isEqualTo(60 * GIGABYTE);
    assertThat(
            registry.client().simulate(new SimulationRequest(null, "default=50", 30, 10)).notes())
        .anyMatch(note -> note.startsWith("shadow budgets were left out of account"));
  }

  private long running() throws RegistryException {
    return registry.client().shadows(1, null, true).budgets().get(0).running();
  }

  private Decision decide(String runId) throws RegistryException {
    return registry.client().decide(request(runId));
  }

  private Decision decide(String runId, Movement movement) throws RegistryException {
    return registry.client().decide(request(runId, movement, 1));
  }

  private Decision decide(String runId, long backupBytes) throws RegistryException {
    DecisionRequest request = request(runId);
    return registry
        .client()
        .decide(
            new DecisionRequest(
                runId,
                request.runStart(),
                request.movement(),
                request.pin(),
                null,
                null,
                false,
                1,
                Map.of(RouteDecider.BACKUP_BYTES, Long.toString(backupBytes))));
  }

  private static String encoded(String text) {
    return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static String refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(RegistryRefusedException.class, call).getMessage();
  }
}
