package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.proof;
import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.BreakerState;
import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.DecisionReason;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Movement;
import io.pointsman.decider.Outcome;
import io.pointsman.decider.Route;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.Explanation;
import io.pointsman.registry.client.FetchedCopy;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class GuardApiTest {
  private static final String GUARDED =
      """
      salt: pointsman
      rules:
        - id: all
          match: {}
          route: {sparkPercent: 100}
          guard: {demoteAfterFallbacks: 2, demoteOnMismatch: true, cooldownRuns: 2}
      breaker: {fallbacks: 3}
      default: {route: {connector: legacy}}
      """;

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private TestRegistry registry;
  private int runs;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory);
    registry.apply(GUARDED);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void fallbacksInARowTakeAMovementBackAndItsCooldownLetsItGoAgain() throws RegistryException {
    assertThat(run(FailureReason.SPARK_FAILED).route()).isEqualTo(Route.SPARK);
    assertThat(run(FailureReason.SPARK_FAILED).route()).isEqualTo(Route.SPARK);
    Decision kept = run(null);
    assertThat(kept.route()).isEqualTo(Route.LEGACY);
    assertThat(kept.reason()).isEqualTo(DecisionReason.GUARD_DEMOTED);
    assertThat(kept.message()).contains("2 runs in a row fell back", "run run-2, SPARK_FAILED");
    assertThat(registry.client().guards(10, null, true).movements())
        .singleElement()
        .matches(guarded -> guarded.movementId().equals(MOVEMENT.id()))
        .matches(guarded -> guarded.state().demotion().cooledRuns() == 1);
    assertThat(run(null).reason()).isEqualTo(DecisionReason.GUARD_DEMOTED);
    assertThat(run(null).route()).isEqualTo(Route.SPARK);
    List<AuditEntry> acts = acts("guard/" + MOVEMENT.id());
    assertThat(acts).extracting(AuditEntry::actor).containsOnly("registry");
    assertThat(acts)
        .extracting(AuditEntry::why)
        .containsExactly(
            "the cooldown is over, with run run-4, served by LEGACY",
            "taken back to legacy: 2 runs in a row fell back, the last: run run-2, SPARK_FAILED"
                + " (it failed)");
  }

  @Test
  void anOutcomeThatIsReportedAgainIsNotCountedAgain() throws RegistryException {
    Decision decision = registry.client().decide(request("run-x"));
    Outcome outcome = fellBack(decision, FailureReason.SPARK_FAILED);
    registry.client().reportOutcome(outcome);
    registry.client().reportOutcome(outcome);
    registry.client().reportOutcome(outcome);
    assertThat(registry.client().guards(10, null, false).movements().get(0).state().fallbacks())
        .isEqualTo(1);
    assertThat(registry.client().decide(request("run-y")).route()).isEqualTo(Route.SPARK);
  }

  @Test
  void whatIsNobodysFaultIsNotCounted() throws RegistryException {
    for (FailureReason reason :
        List.of(
            FailureReason.SCHEMA_CHANGED, FailureReason.KILL_SWITCH, FailureReason.BACKUP_GONE)) {
      assertThat(run(reason).route()).isEqualTo(Route.SPARK);
    }
    assertThat(run(null).route()).isEqualTo(Route.SPARK);
    assertThat(acts("guard/" + MOVEMENT.id())).isEmpty();
  }

  @Test
  void aPersonReleasesAMovementAndTheAuditSaysWho() throws RegistryException {
    run(FailureReason.SPARK_FAILED);
    run(FailureReason.SPARK_FAILED);
    registry.client().release(MOVEMENT, new Change("bob", "fixed in 1.4.2"));
    assertThat(run(null).route()).isEqualTo(Route.SPARK);
    assertThat(acts("guard/" + MOVEMENT.id()).get(0))
        .matches(act -> act.actor().equals("bob") && act.why().equals("fixed in 1.4.2"))
        .matches(act -> act.from().has("demotion") && !act.to().has("demotion"));
    RegistryRefusedException again =
        catchThrowableOfType(
            RegistryRefusedException.class, () -> registry.client().release(MOVEMENT, CHANGE));
    assertThat(again).hasMessageContaining("is not demoted");
  }

  @Test
  void aMovementNeedsProofsOfItsOwnAndAMismatchTakesThemAway() throws RegistryException {
    registry.apply(GUARDED.replace("{demoteAfter", "{requireOwnProofs: 2, demoteAfter"));
    Decision first = decide();
    assertThat(first.reason()).isEqualTo(DecisionReason.GUARD_PROOFS);
    assertThat(first.shadow()).isTrue();
    registry.client().reportProof(proof("p1", first, ProofResult.CLEAN));
    registry.client().reportProof(proof("p1-again", first, ProofResult.CLEAN));
    assertThat(decide().reason()).isEqualTo(DecisionReason.GUARD_PROOFS);
    registry.client().reportProof(proof("p2", decide(), ProofResult.CLEAN));
    Decision spark = decide();
    assertThat(spark.route()).isEqualTo(Route.SPARK);
    assertThat(acts("guard/" + MOVEMENT.id()).get(0).why())
        .isEqualTo(
            "it has 2 clean proofs of its own, which is what its rule's guard asks for; the last:"
                + " p2");
    registry.client().reportProof(proof("p3", spark, ProofResult.MISMATCH));
    Decision back = decide();
    assertThat(back.reason()).isEqualTo(DecisionReason.GUARD_DEMOTED);
    assertThat(back.message()).contains("proof p3 of run", "does not match");
  }

  @Test
  void aDecisionRecordsTheGuardStateItUsedAndIsReplayedFromIt() throws RegistryException {
    run(FailureReason.SPARK_FAILED);
    run(FailureReason.SPARK_FAILED);
    Decision kept = decide();
    registry.client().release(MOVEMENT, CHANGE);
    assertThat(kept.standing().guard(MOVEMENT.id()).demotion().cooldownRuns()).isEqualTo(2);
    Explanation explanation =
        Explanation.of(
            registry.client().decision(kept.runId()).orElseThrow(),
            registry.client().routingTable(kept.revision()).orElseThrow().table());
    assertThat(explanation.replayed()).isTrue();
    assertThat(explanation.steps().get(explanation.steps().size() - 1))
        .matches(step -> step.decisive() && step.answer().contains("2 runs in a row fell back"));
  }

  @Test
  void aWorkersCopyDecidesTheSameWay() throws RegistryException {
    FetchedCopy before = registry.client().copy(null).orElseThrow();
    assertThat(registry.client().copy(before.etag())).isEmpty();
    run(FailureReason.SPARK_FAILED);
    run(FailureReason.SPARK_FAILED);
    RegistryCopy copy = registry.client().copy(before.etag()).orElseThrow().copy();
    Decision offline = copy.decide(request("offline"), 1, Instant.now(), "worker");
    Decision online = registry.client().decide(request("offline"));
    assertThat(offline.route()).isEqualTo(Route.LEGACY);
    assertThat(offline.message()).isEqualTo(online.message());
    assertThat(offline.standing()).isEqualTo(online.standing());
  }

  @Test
  void guardStatesSurviveARestart() throws RegistryException {
    run(FailureReason.SPARK_FAILED);
    registry.close();
    registry = TestRegistry.empty(kind, directory);
    run(FailureReason.SPARK_FAILED);
    assertThat(decide().reason()).isEqualTo(DecisionReason.GUARD_DEMOTED);
  }

  @Test
  void thePlatformsFailuresOpenTheBreakerAndAProbeClosesIt() throws RegistryException {
    for (int i = 0; i < 3; i++) {
      run(movement(i), FailureReason.SPARK_LOST);
    }
    assertThat(registry.client().breaker().open()).isTrue();
    Decision probe = decide(movement(7));
    assertThat(probe.isProbe()).isTrue();
    Decision kept = decide(movement(8));
    assertThat(kept.route()).isEqualTo(Route.LEGACY);
    assertThat(kept.reason()).isEqualTo(DecisionReason.BREAKER);
    registry.client().reportOutcome(fellBack(probe, FailureReason.SPARK_LOST));
    assertThat(registry.client().breaker().open()).isTrue();
    Decision next = decide(movement(9));
    assertThat(next.isProbe()).isTrue();
    registry.client().reportOutcome(served(kept, Connector.LEGACY));
    assertThat(registry.client().breaker().open()).isTrue();
    registry.client().reportOutcome(served(next, Connector.SPARK));
    assertThat(registry.client().breaker()).isEqualTo(BreakerState.CLOSED);
    assertThat(decide(movement(8)).route()).isEqualTo(Route.SPARK);
    assertThat(acts("breaker/fleet"))
        .extracting(act -> act.why().replaceFirst("[,:].*", ""))
        .containsExactly(
            "closed",
            "run " + next.runId() + " of " + movement(9).id() + " is let through as the probe",
            "stays open",
            "run " + probe.runId() + " of " + movement(7).id() + " is let through as the probe",
            "opened");
  }

  @Test
  void ofManyWhoAskAtOnceWhileTheBreakerIsOpenOneIsTheProbe() throws Exception {
    for (int i = 0; i < 3; i++) {
      run(movement(i), FailureReason.STORE_UNAVAILABLE);
    }
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Decision>> questions = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        String run = "many-" + i;
        Movement movement = movement(10 + i);
        questions.add(() -> registry.client().decide(request(run, movement, 1)));
      }
      List<Decision> decisions = new ArrayList<>();
      for (Future<Decision> decision : pool.invokeAll(questions)) {
        decisions.add(decision.get());
      }
      assertThat(decisions).filteredOn(Decision::isProbe).hasSize(1);
      assertThat(decisions)
          .filteredOn(decision -> decision.reason() == DecisionReason.BREAKER)
          .hasSize(23);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aPersonClosesTheBreaker() throws RegistryException {
    for (int i = 0; i < 3; i++) {
      run(movement(i), FailureReason.SPARK_SUBMIT_FAILED);
    }
    registry.client().closeBreaker(new Change("bob", "the cluster is back"));
    assertThat(decide(movement(1)).isProbe()).isFalse();
    assertThat(acts("breaker/fleet").get(0).actor()).isEqualTo("bob");
    assertThat(
            catchThrowableOfType(
                RegistryRefusedException.class, () -> registry.client().closeBreaker(CHANGE)))
        .hasMessageContaining("is not open");
  }

  private static Movement movement(int number) {
    return Movement.parse("members/ks/t%d -> lake.ns.t%d".formatted(number, number));
  }

  private List<AuditEntry> acts(String subject) throws RegistryException {
    return registry.client().audit(100, null).entries().stream()
        .filter(entry -> entry.subject().equals(subject))
        .toList();
  }

  private Decision decide() throws RegistryException {
    return decide(MOVEMENT);
  }

  private Decision decide(Movement movement) throws RegistryException {
    runs++;
    return registry.client().decide(request("run-" + runs, movement, 1));
  }

  private Decision run(FailureReason failure) throws RegistryException {
    return run(MOVEMENT, failure);
  }

  /** One run that is decided, and served by Spark unless it is decided otherwise or fails. */
  private Decision run(Movement movement, FailureReason failure) throws RegistryException {
    Decision decision = decide(movement);
    registry
        .client()
        .reportOutcome(
            failure != null
                ? fellBack(decision, failure)
                : served(
                    decision,
                    decision.route() == Route.SPARK ? Connector.SPARK : Connector.LEGACY));
    return decision;
  }

  private static Outcome fellBack(Decision decision, FailureReason failure) {
    return outcome(decision, Connector.LEGACY, failure, "it failed");
  }
}
