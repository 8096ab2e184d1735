package io.pointsman.decider;

import static io.pointsman.decider.RoutingTables.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RampTest {
  private static final Ramp RAMP =
      ramp(
          """
          [{percent: 0, shadowPercent: 100, hold: 1h, cleanProofs: 2}, {percent: 1, cleanRuns: 1},
           {percent: 25, approval: true}, {percent: 100}]
          """);

  @Test
  void theReachedStepDecides() {
    Movement movement = RoutingTables.movement(1);
    for (int step = 0; step < 4; step++) {
      Decision decision = decide(movement, step);
      assertThat(decision.percent()).isEqualTo(RAMP.step(step).percent().toDecimal().doubleValue());
      assertThat(decision.standing().step("a")).isEqualTo(step);
      assertThat(decision.message())
          .contains("step " + (step + 1) + " of 4 of rule a sends " + RAMP.step(step).percent());
    }
    assertThat(decide(movement, 0).shadow()).isTrue();
    assertThat(decide(movement, 9).percent()).as("beyond the last").isEqualTo(100.0);
  }

  @Test
  void aStepIsLeftWhenNothingIsMissing() {
    RampState state = RampState.beginning(RAMP, NOW);
    assertThat(state.missing(RAMP)).containsExactly("held 0h of 1h", "0 of 2 clean proofs");
    state = watched(state, Duration.ofHours(1)).proved().proved();
    assertThat(state.missing(RAMP)).isEmpty();
    assertThat(state.evidence(RAMP)).isEqualTo("held 1h, 2 clean proofs");
    state = state.moved(RAMP, 1, NOW);
    assertThat(state.missing(RAMP)).containsExactly("0 of 1 clean runs");
    state = state.servedBySpark().moved(RAMP, 2, NOW);
    assertThat(state.missing(RAMP)).containsExactly("nobody approved it");
    assertThat(state.approved("ana").missing(RAMP)).isEmpty();
    assertThat(state.moved(RAMP, 3, NOW).missing(RAMP)).containsExactly("it is the last step");
  }

  @Test
  void aPausedRampWaitsAndCountsAnewWhenItGoesOn() {
    RampState state =
        watched(RampState.beginning(RAMP, NOW), Duration.ofHours(2))
            .proved()
            .proved()
            .paused(new RampState.Pause("registry", "run x fell back", NOW));
    assertThat(state.missing(RAMP)).singleElement().asString().contains("run x fell back");
    assertThat(watched(state, Duration.ofHours(1)).held()).isEqualTo(state.held());
    assertThat(state.resumed().missing(RAMP)).containsExactly("0 of 2 clean proofs");
  }

  @Property
  void noClockHoweverItJumpsHoldsAStepForLessThanItIsWatched(@ForAll("looks") List<Long> looks) {
    RampState state = RampState.beginning(RAMP, NOW);
    Duration most = Duration.ZERO;
    for (long seconds : looks) {
      Instant before = state.observedAt();
      state = state.observed(NOW.plusSeconds(seconds), true);
      assertThat(state.held()).isLessThanOrEqualTo(most.plus(RampState.MOST_OBSERVED));
      assertThat(state.held()).isGreaterThanOrEqualTo(most);
      if (state.observedAt().isBefore(before)) {
        assertThat(state.held()).as("a clock that goes back").isEqualTo(most);
      }
      most = state.held();
    }
    assertThat(most).isLessThanOrEqualTo(RampState.MOST_OBSERVED.multipliedBy(looks.size()));
  }

  @Test
  void timeDoesNotCountWhileNothingCanRunOnSpark() {
    RampState state = RampState.beginning(RAMP, NOW).observed(NOW.plusSeconds(60), false);
    assertThat(state.held()).isZero();
    assertThat(state.observed(NOW.plusSeconds(90), true).held()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void anEditedDocumentKeepsTheReachedStep() {
    RampState state = RampState.beginning(RAMP, NOW).moved(RAMP, 2, NOW).approved("ana");
    assertThat(state.following(RAMP)).isEqualTo(state);
    Ramp inserted =
        ramp(
            "[{percent: 0, hold: 1h}, {percent: 1, hold: 1h}, {percent: 5, hold: 1h},"
                + " {percent: 25, approval: true}, {percent: 100}]");
    assertThat(state.following(inserted).step()).isEqualTo(3);
    assertThat(state.following(inserted).approvedBy()).isEqualTo("ana");
    Ramp lower = ramp("[{percent: 0, hold: 1h}, {percent: 10, hold: 1h}, {percent: 100}]");
    assertThat(state.following(lower).step()).as("the last that sends no more").isEqualTo(1);
    assertThat(state.following(lower).approvedBy()).isNull();
    Ramp stricter =
        ramp(
            "[{percent: 0, hold: 1h}, {percent: 1, hold: 1h}, {percent: 25, cleanRuns: 9},"
                + " {percent: 100}]");
    assertThat(state.following(stricter).step()).isEqualTo(2);
    assertThat(state.following(stricter).reached().cleanRuns()).isEqualTo(9);
  }

  @Property
  void anEditedDocumentNeverSendsMoreToSparkThanWasReached(
      @ForAll("ramps") RuleRoute before, @ForAll("ramps") RuleRoute after) {
    Ramp from = (Ramp) before;
    Ramp to = (Ramp) after;
    for (int step = 0; step < from.steps().size(); step++) {
      RampState reached = RampState.beginning(from, NOW).moved(from, step, NOW);
      RampState followed = reached.following(to);
      boolean allowed =
          to.steps().stream()
              .anyMatch(one -> one.percent().compareTo(reached.reached().percent()) <= 0);
      if (allowed) {
        assertThat(to.step(followed.step()).percent())
            .isLessThanOrEqualTo(reached.reached().percent());
      }
      assertThat(followed.reached()).isEqualTo(to.step(followed.step()));
    }
  }

  @Test
  void theShareOfARuleWithARampIsOwnedByTheRamp() {
    RoutingTable table = table();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> table.withRoute("a", RouteSetting.legacy())))
        .hasMessageContaining("The share of rule 'a' is owned by its ramp");
  }

  @Provide
  Arbitrary<List<Long>> looks() {
    return Arbitraries.longs().between(-1_000_000, 1_000_000).list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<RuleRoute> ramps() {
    return RoutingTables.ramps();
  }

  private static RampState watched(RampState state, Duration time) {
    RampState watched = state;
    for (long passed = 30; passed <= time.toSeconds(); passed += 30) {
      watched = watched.observed(state.observedAt().plusSeconds(passed), true);
    }
    return watched;
  }

  private static Decision decide(Movement movement, int step) {
    return RouteDecider.decide(
        table(),
        7,
        new Standing(Map.of("a", step), Map.of(), null, ShadowUse.NOTHING),
        RoutingTables.request("run-1", movement),
        1,
        movement,
        NOW,
        "registry");
  }

  private static RoutingTable table() {
    return new RoutingTable(
        "pointsman",
        List.of(new RoutingTable.Rule("a", Match.EVERYTHING, RAMP)),
        List.of(),
        RoutingTable.KillSwitch.RELEASED,
        RouteSetting.legacy());
  }

  private static Ramp ramp(String steps) {
    return (Ramp)
        RoutingTableParser.parse(
                "salt: s\nrules: [{id: a, match: {}, ramp: "
                    + steps.strip()
                    + "}]\ndefault: {route: {connector: legacy}}\n")
            .rules()
            .get(0)
            .route();
  }
}
