package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.MOVEMENT;
import static io.pointsman.registry.TestRegistry.outcome;
import static io.pointsman.registry.TestRegistry.proof;
import static io.pointsman.registry.TestRegistry.request;
import static io.pointsman.registry.TestRegistry.served;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.Connector;
import io.pointsman.decider.Decision;
import io.pointsman.decider.FailureReason;
import io.pointsman.decider.Route;
import io.pointsman.decider.proof.ProofResult;
import io.pointsman.registry.api.AuditEntry;
import io.pointsman.registry.api.Change;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.RampView;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
class RampApiTest {
  private static final String RAMPED =
      """
      salt: pointsman
      rules:
        - id: a
          match: {}
          ramp: [{percent: 0, shadowPercent: 100, hold: 10m, cleanProofs: 1}, {percent: 100, cleanRuns: 2}, {percent: 100, shadowPercent: 5, approval: true}, {percent: 100, shadowPercent: 1}]
      default: {route: {connector: legacy}}
      """;

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private final SteppingClock clock = new SteppingClock();
  private TestRegistry registry;
  private int runs;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory, clock);
    registry.apply(RAMPED);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aRampGoesFromStepToStepAsItsConditionsAreMet() throws RegistryException {
    Decision first = decide();
    assertThat(first.route()).isEqualTo(Route.LEGACY);
    assertThat(first.shadow()).isTrue();
    assertThat(first.standing().step("a")).isZero();
    assertThat(ramp().missing()).containsExactly("held 0h of 10m", "0 of 1 clean proofs");
    watch(Duration.ofMinutes(10));
    registry.client().reportProof(proof("p1", first, ProofResult.CLEAN));
    assertThat(ramp().state().step()).as("on the proof, not on the next look").isEqualTo(1);
    serve();
    assertThat(ramp().missing()).containsExactly("1 of 2 clean runs");
    serve();
    assertThat(ramp().missing()).containsExactly("nobody approved it");
    watch(Duration.ofHours(1));
    assertThat(ramp().state().step()).isEqualTo(2);
    registry.client().ramp("a", RampAction.APPROVE, 3, new Change("bob", "looked at it"));
    assertThat(ramp().state().step()).isEqualTo(3);
    assertThat(ramp().missing()).containsExactly("it is the last step");
    assertThat(acts())
        .extracting(act -> act.actor() + ": " + act.why())
        .containsExactly(
            "registry: step 4, 100.00 % to Spark: approved by bob",
            "bob: looked at it",
            "registry: step 3, 100.00 % to Spark: 2 clean runs",
            "registry: step 2, 100.00 % to Spark: held 10m, 1 clean proofs",
            "ana: because");
  }

  @Test
  void aClockThatJumpsAndARegistryThatWasDownSkipNothing() throws RegistryException {
    registry.client().reportProof(proof("p1", decide(), ProofResult.CLEAN));
    clock.jump(Duration.ofDays(400));
    registry.observeRamps();
    assertThat(ramp().state().held()).isEqualTo(Duration.ofMinutes(2));
    clock.jump(Duration.ofDays(-800));
    registry.observeRamps();
    assertThat(ramp().state().held()).isEqualTo(Duration.ofMinutes(2));
    registry.close();
    clock.jump(Duration.ofDays(3));
    registry = TestRegistry.furnished(kind, directory, clock);
    registry.observeRamps();
    assertThat(ramp().state().held()).isLessThanOrEqualTo(Duration.ofMinutes(4));
    assertThat(ramp().state().step()).isZero();
    watch(Duration.ofMinutes(8));
    assertThat(ramp().state().step()).isEqualTo(1);
  }

  @Test
  void timeDoesNotCountWhileTheKillSwitchIsEngaged() throws RegistryException {
    registry.apply(RAMPED + "killSwitch: {engaged: true}\n");
    watch(Duration.ofHours(1));
    assertThat(ramp().state().held()).isZero();
  }

  @Test
  void aFallbackPausesARampUntilAPersonResumesIt() throws RegistryException {
    registry.client().ramp("a", RampAction.ADVANCE, 1, CHANGE);
    serve();
    Decision decision = decide();
    registry
        .client()
        .reportOutcome(
            outcome(decision, Connector.LEGACY, FailureReason.SPARK_FAILED, "it failed"));
    serve();
    serve();
    RampView paused = ramp();
    assertThat(paused.state().step()).isEqualTo(1);
    assertThat(paused.missing().get(0))
        .contains("paused by registry", decision.runId() + ", SPARK_FAILED (it failed)");
    assertThat(refused(RampAction.ADVANCE, 2)).hasMessageContaining("resume it first");
    registry.client().ramp("a", RampAction.RESUME, 2, CHANGE);
    assertThat(ramp().missing()).containsExactly("0 of 2 clean runs");
    serve();
    serve();
    assertThat(ramp().state().step()).isEqualTo(2);
  }

  @Test
  void aMismatchPausesARampAndAFailureOfNobodysDoesNot() throws RegistryException {
    registry.client().ramp("a", RampAction.ADVANCE, 1, CHANGE);
    registry
        .client()
        .reportOutcome(
            outcome(decide(), Connector.LEGACY, FailureReason.SCHEMA_CHANGED, "column c"));
    assertThat(ramp().state().pause()).isNull();
    registry.client().reportProof(proof("p1", decide(), ProofResult.MISMATCH));
    assertThat(ramp().state().pause().why()).contains("proof p1", "does not match");
  }

  @Test
  void whatWasDecidedOnAnEarlierStepDoesNotCountForTheNext() throws RegistryException {
    registry.client().ramp("a", RampAction.ADVANCE, 1, CHANGE);
    Decision early = decide();
    registry.client().ramp("a", RampAction.ADVANCE, 2, CHANGE);
    registry.client().ramp("a", RampAction.BACK, 3, CHANGE);
    assertThat(ramp().state().pause()).as("it would come back by itself").isNotNull();
    registry.client().ramp("a", RampAction.BACK, 2, CHANGE);
    registry.client().reportOutcome(served(early, Connector.SPARK));
    assertThat(ramp().state().cleanRuns()).isZero();
  }

  @Test
  void applyingTheDocumentAgainNeverResetsTheReachedStep() throws RegistryException {
    registry.client().ramp("a", RampAction.ADVANCE, 1, CHANGE);
    registry.client().ramp("a", RampAction.ADVANCE, 2, CHANGE);
    registry.apply(RAMPED);
    registry.apply(
        RAMPED.replace(
            "default: {route: {connector: legacy}}",
            "pins: []\n" + "default: {route: {connector: spark}}"));
    assertThat(ramp().state().step()).isEqualTo(2);
    assertThat(decide().standing().step("a")).isEqualTo(2);
  }

  @Test
  void aRampThatWasGoneForAWhileStandsWhereItStoodAndWaitsForAPerson() throws RegistryException {
    registry.client().ramp("a", RampAction.ADVANCE, 1, CHANGE);
    registry.apply(RAMPED.replaceFirst("ramp: .*", "route: {connector: legacy}"));
    assertThat(registry.client().ramps()).isEmpty();
    registry.apply(RAMPED.replaceFirst("ramp: .*", "route: {connector: spark}"));
    registry.apply(RAMPED);
    assertThat(ramp().state().step()).isEqualTo(1);
    assertThat(decide().route()).as("nothing is moved back").isEqualTo(Route.SPARK);
    assertThat(ramp().missing().get(0)).contains("paused by registry", "had lost its ramp");
    registry.client().ramp("a", RampAction.RESUME, 2, CHANGE);
    serve();
    serve();
    assertThat(ramp().state().step()).isEqualTo(2);
  }

  @Test
  void aPersonWhoSawAnotherStepChangesNothing() throws RegistryException {
    assertThat(refused(RampAction.APPROVE, 2))
        .hasMessageContaining("stands on step 1, not on 2")
        .matches(e -> e.problem().status() == 409);
    assertThat(refused(RampAction.APPROVE, 1)).hasMessageContaining("needs no approval");
    assertThat(refused(RampAction.RESUME, 1)).hasMessageContaining("is not paused");
    assertThat(refused(RampAction.BACK, 1)).hasMessageContaining("is on its first step");
    assertThat(
            catchThrowableOfType(
                RegistryRefusedException.class,
                () -> registry.client().ramp("b", RampAction.PAUSE, 1, CHANGE)))
        .hasMessageContaining("no rule 'b' with a ramp");
  }

  @Test
  void ofManyWhoAdvanceARampAtOnceExactlyOneDoes() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> all =
          IntStream.range(0, 16)
              .<Callable<Boolean>>mapToObj(number -> () -> refused(RampAction.ADVANCE, 1) == null)
              .toList();
      int advanced = 0;
      for (Future<Boolean> one : pool.invokeAll(all)) {
        advanced += one.get() ? 1 : 0;
      }
      assertThat(advanced).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
    assertThat(ramp().state().step()).isEqualTo(1);
  }

  @Test
  void twoRegistriesOnOneDatabaseTakeAStepOnce() throws Exception {
    registry.client().reportProof(proof("p1", decide(), ProofResult.CLEAN));
    try (TestRegistry other = TestRegistry.furnished(kind, directory, clock)) {
      ExecutorService pool = Executors.newFixedThreadPool(2);
      try {
        for (int minute = 0; minute < 30; minute++) {
          clock.jump(Duration.ofMinutes(1));
          Future<?> here = pool.submit(registry::observeRamps);
          Future<?> there = pool.submit(other::observeRamps);
          here.get();
          there.get();
        }
      } finally {
        pool.shutdownNow();
      }
      assertThat(other.client().ramps()).isEqualTo(registry.client().ramps());
    }
    assertThat(ramp().state().step()).isEqualTo(1);
    assertThat(acts()).filteredOn(act -> act.actor().equals("registry")).hasSize(1);
  }

  private RampView ramp() throws RegistryException {
    return registry.client().ramps().get(0);
  }

  private RegistryRefusedException refused(RampAction action, int step) {
    return catchThrowableOfType(
        RegistryRefusedException.class, () -> registry.client().ramp("a", action, step, CHANGE));
  }

  private List<AuditEntry> acts() throws RegistryException {
    return registry.client().audit(100, null).entries().stream()
        .filter(entry -> entry.subject().equals("ramp/a"))
        .toList();
  }

  private void watch(Duration time) {
    for (Duration passed = Duration.ZERO;
        passed.compareTo(time) < 0;
        passed = passed.plusMinutes(1)) {
      clock.jump(Duration.ofMinutes(1));
      registry.observeRamps();
    }
  }

  private Decision decide() throws RegistryException {
    runs++;
    return registry.client().decide(request("run-" + runs, MOVEMENT, 1));
  }

  private void serve() throws RegistryException {
    registry.client().reportOutcome(served(decide(), Connector.SPARK));
  }
}
