package io.pointsman.decider;

import static io.pointsman.decider.RoutingTables.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GuardTest {
  private static final Movement MOVEMENT = RoutingTables.movement(1);
  private static final Guard GUARD = new Guard(1, 2, true, 3);
  private static final RoutingTable TABLE =
      RoutingTableParser.parse(
          """
          salt: pointsman
          rules:
            - id: all
              match: {}
              route: {sparkPercent: 100}
              guard: {requireOwnProofs: 1, demoteAfterFallbacks: 2, demoteOnMismatch: true, cooldownRuns: 3}
          default: {route: {connector: legacy}}
          """);

  @Test
  void aMovementStaysOnLegacyWithAShadowUntilItHasProofsOfItsOwn() {
    Decision before = decide(GuardState.NEW);
    assertThat(before.route()).isEqualTo(Route.LEGACY);
    assertThat(before.shadow()).isTrue();
    assertThat(before.reason()).isEqualTo(DecisionReason.GUARD_PROOFS);
    assertThat(before.message())
        .contains("asks for 1 clean proofs of the movement's own and there are 0");
    Decision after = decide(GuardState.NEW.proved());
    assertThat(after.route()).isEqualTo(Route.SPARK);
    assertThat(after.shadow()).isFalse();
    assertThat(after.standing().guard(MOVEMENT.id()).cleanProofs()).isEqualTo(1);
  }

  @Test
  void fallbacksInARowDemoteAndASuccessInBetweenDoesNot() {
    GuardState once = GuardState.NEW.proved().fellBack(GUARD, NOW, "run a");
    assertThat(decide(once).route()).isEqualTo(Route.SPARK);
    assertThat(decide(once.servedBySpark().fellBack(GUARD, NOW, "run b")).route())
        .isEqualTo(Route.SPARK);
    Decision demoted = decide(once.fellBack(GUARD, NOW, "run b, SPARK_FAILED"));
    assertThat(demoted.route()).isEqualTo(Route.LEGACY);
    assertThat(demoted.reason()).isEqualTo(DecisionReason.GUARD_DEMOTED);
    assertThat(demoted.message())
        .contains(
            "for 3 runs, of which 0 are over", "2 runs in a row fell back", "run b, SPARK_FAILED");
  }

  @Test
  void aDemotionEndsWhenItsCooldownIsOverAndFallbacksCountAnew() {
    GuardState demoted =
        GuardState.NEW.proved().fellBack(GUARD, NOW, "a").fellBack(GUARD, NOW, "b");
    GuardState nearly = demoted.cooled().cooled();
    assertThat(decide(nearly).route()).isEqualTo(Route.LEGACY);
    GuardState over = nearly.cooled();
    assertThat(decide(over).route()).isEqualTo(Route.SPARK);
    assertThat(over.fallbacks()).isZero();
  }

  @Test
  void withoutACooldownOnlyAPersonReleases() {
    Guard forGood = new Guard(0, 1, false, 0);
    GuardState state = GuardState.NEW.fellBack(forGood, NOW, "a");
    for (int run = 0; run < 100; run++) {
      state = state.cooled();
    }
    assertThat(state.demotion()).isNotNull();
    assertThat(state.demotion().until()).isEqualTo("until a person releases it");
    assertThat(state.released().demotion()).isNull();
  }

  @Test
  void aMismatchDemotesAndTheProofsCountAnew() {
    GuardState state = GuardState.NEW.proved().proved().disproved(GUARD, NOW, "proof p");
    assertThat(decide(state).reason()).isEqualTo(DecisionReason.GUARD_DEMOTED);
    GuardState cooled = state.cooled().cooled().cooled();
    assertThat(decide(cooled).reason()).isEqualTo(DecisionReason.GUARD_PROOFS);
    assertThat(decide(cooled.proved()).route()).isEqualTo(Route.SPARK);
  }

  @Test
  void aPinStandsAboveAGuard() {
    RoutingTable pinned =
        TABLE.withPin(
            new RoutingTable.Pin(
                MOVEMENT.id(),
                Connector.SPARK,
                java.time.LocalDate.parse("2027-01-31"),
                "trial",
                "ana"));
    Decision decision =
        RouteDecider.decide(
            pinned,
            7,
            new Standing(
                Map.of(), Map.of(MOVEMENT.id(), GuardState.NEW.disproved(GUARD, NOW, "p")), null),
            RoutingTables.request("run-1", MOVEMENT),
            1,
            MOVEMENT,
            NOW,
            "registry");
    assertThat(decision.reason()).isEqualTo(DecisionReason.PIN);
    assertThat(decision.route()).isEqualTo(Route.SPARK);
  }

  @ParameterizedTest
  @EnumSource(FailureReason.class)
  void whatStopsARunIsNeverHeldAgainstSpark(FailureReason reason) {
    if (reason.failureClass() == FailureClass.STOP) {
      assertThat(Blame.of(reason)).isEqualTo(Blame.NOBODY);
    }
    if (reason.failureClass() == FailureClass.RETRY) {
      assertThat(Blame.of(reason)).isEqualTo(Blame.PLATFORM);
    }
  }

  @Test
  void whatIsNobodysFaultIsNotCounted() {
    for (FailureReason reason :
        List.of(
            FailureReason.SCHEMA_CHANGED,
            FailureReason.KILL_SWITCH,
            FailureReason.BACKUP_MISSING,
            FailureReason.CANCELLED)) {
      assertThat(Blame.of(reason).counts()).as(reason.name()).isFalse();
    }
    assertThat(Blame.of(null).counts()).isFalse();
    assertThat(Blame.of(FailureReason.SPARK_OUT_OF_MEMORY)).isEqualTo(Blame.ENGINE);
    assertThat(Blame.of(FailureReason.SPARK_LOST)).isEqualTo(Blame.PLATFORM);
  }

  /** One thing that can happen to a movement. */
  private enum Event {
    SERVED,
    FELL_BACK,
    COOLED,
    CLEAN,
    MISMATCH,
    RELEASED
  }

  @Property
  void aGuardOnlyEverTurnsSparkIntoLegacy(
      @ForAll("histories") List<Event> history,
      @ForAll @IntRange(max = 10_000) int number,
      @ForAll("percents") Percent percent) {
    Movement movement = RoutingTables.movement(number);
    RoutingTable guarded =
        new RoutingTable(
            "pointsman",
            List.of(
                new RoutingTable.Rule(
                    "all", Match.EVERYTHING, new RouteSetting.Split(percent, Percent.NONE), GUARD)),
            List.of(),
            RoutingTable.KillSwitch.RELEASED,
            RouteSetting.legacy());
    Decision decision =
        RouteDecider.decide(
            guarded,
            7,
            new Standing(Map.of(), Map.of(movement.id(), state(history)), null),
            RoutingTables.request("run-1", movement),
            1,
            movement,
            NOW,
            "registry");
    Route without =
        RoutingTables.decide(RoutingTables.withPercent("pointsman", percent), movement).route();
    assertThat(decision.route() == Route.SPARK).isIn(false, without == Route.SPARK);
    // What was recorded is all that it takes to come to the same decision again.
    assertThat(
            RouteDecider.decide(
                guarded,
                7,
                decision.standing(),
                RoutingTables.request("run-1", movement),
                1,
                movement,
                NOW,
                "registry"))
        .isEqualTo(decision);
  }

  @Property
  void neverMoreFallbacksInARowThanTheGuardAllowsGoToSpark(
      @ForAll("histories") List<Event> history) {
    GuardState state = GuardState.NEW.proved();
    int inARow = 0;
    for (Event event : history) {
      boolean toSpark = decide(state).route() == Route.SPARK;
      if (event == Event.FELL_BACK && toSpark) {
        inARow++;
        state = state.fellBack(GUARD, NOW, "run");
      } else if (event == Event.COOLED && state.demotion() != null) {
        state = state.cooled();
        inARow = state.demotion() == null ? 0 : inARow;
      } else if (event == Event.SERVED && toSpark) {
        state = state.servedBySpark();
        inARow = 0;
      }
      assertThat(inARow).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void theBreakerOpensAfterSoManyMovementsInARowAndOneProbeIsLetThrough() {
    Breaker breaker = new Breaker(3);
    BreakerState state = BreakerState.CLOSED;
    for (int i = 0; i < 5; i++) {
      state = state.failed(breaker, fallback(0));
    }
    assertThat(state.open()).as("one movement that fails again and again").isFalse();
    state = state.failed(breaker, fallback(1)).failed(breaker, fallback(2));
    assertThat(state.open()).isTrue();
    assertThat(state.opening().evidence())
        .startsWith("3 movements in a row fell back: SPARK_LOST of " + fallback(0).movementId());
    Decision probe = braked(state, "registry");
    assertThat(probe.route()).isEqualTo(Route.SPARK);
    assertThat(probe.isProbe()).isTrue();
    assertThat(probe.message()).contains("let through as the probe");
    BreakerState probing = state.probing(new BreakerState.Probe("run-1", 1, MOVEMENT.id(), NOW));
    Decision kept = braked(probing, "registry");
    assertThat(kept.route()).isEqualTo(Route.LEGACY);
    assertThat(kept.reason()).isEqualTo(DecisionReason.BREAKER);
    assertThat(probing.isProbe("run-1", 1)).isTrue();
    assertThat(probing.isProbe("run-1", 2)).isFalse();
    assertThat(braked(probing.probeEnded(), "registry").isProbe()).isTrue();
    assertThat(braked(state, "worker").route()).isEqualTo(Route.LEGACY);
    assertThat(probing.mayProbe(NOW.plus(Duration.ofHours(7)))).isTrue();
  }

  @Test
  void aRunThatSparkServesEndsTheRow() {
    Breaker breaker = new Breaker(2);
    BreakerState state = BreakerState.CLOSED.failed(breaker, fallback(1)).served();
    assertThat(state.failed(breaker, fallback(2)).open()).isFalse();
    assertThat(
            BreakerState.CLOSED
                .failed(new Breaker(0), fallback(1))
                .failed(new Breaker(0), fallback(2))
                .open())
        .as("0 is never")
        .isFalse();
  }

  @Provide
  Arbitrary<List<Event>> histories() {
    return Arbitraries.of(Event.class).list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<Percent> percents() {
    return RoutingTables.percents();
  }

  private static GuardState state(List<Event> history) {
    GuardState state = GuardState.NEW;
    for (Event event : history) {
      state =
          switch (event) {
            case SERVED -> state.servedBySpark();
            case FELL_BACK -> state.fellBack(GUARD, NOW, "run");
            case COOLED -> state.cooled();
            case CLEAN -> state.proved();
            case MISMATCH -> state.disproved(GUARD, NOW, "proof");
            case RELEASED -> state.released();
          };
    }
    return state;
  }

  private static BreakerState.Fallback fallback(int number) {
    return new BreakerState.Fallback(
        RoutingTables.movement(number).id(), "run-" + number, FailureReason.SPARK_LOST, NOW);
  }

  private static Decision braked(BreakerState breaker, String decidedBy) {
    RoutingTable all = RoutingTables.withPercent("pointsman", Percent.ALL);
    return RouteDecider.decide(
        all,
        7,
        new Standing(Map.of(), Map.of(), breaker),
        RoutingTables.request("run-1", MOVEMENT),
        1,
        MOVEMENT,
        NOW,
        decidedBy);
  }

  private static Decision decide(GuardState state) {
    return RouteDecider.decide(
        TABLE,
        7,
        new Standing(Map.of(), Map.of(MOVEMENT.id(), state), null, ShadowUse.NOTHING),
        RoutingTables.request("run-1", MOVEMENT),
        1,
        MOVEMENT,
        NOW,
        "registry");
  }

  @Test
  void everyReasonIsBlamedOnSomebodyOrNobody() {
    assertThat(Arrays.stream(FailureReason.values()).map(Blame::of)).doesNotContainNull();
  }
}
