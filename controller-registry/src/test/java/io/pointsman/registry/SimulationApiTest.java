package io.pointsman.registry;

import static io.pointsman.registry.TestRegistry.CHANGE;
import static io.pointsman.registry.TestRegistry.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pointsman.decider.Movement;
import io.pointsman.decider.Route;
import io.pointsman.decider.Simulation.Move;
import io.pointsman.decider.TableWarning;
import io.pointsman.registry.api.RampAction;
import io.pointsman.registry.api.SimulationReport;
import io.pointsman.registry.api.SimulationRequest;
import io.pointsman.registry.client.RegistryException;
import io.pointsman.registry.client.RegistryRefusedException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class SimulationApiTest {
  private static final String TABLE =
      """
      salt: pointsman
      rules:
        - {id: tier-3, match: {cohort: tier-3}, route: {sparkPercent: 20}}
        - {id: ramped, match: {cohort: tier-2}, ramp: [{percent: 0, approval: true}, {percent: 50, approval: true}, {percent: 100}]}
      default: {route: {connector: legacy}}
      """;

  @Parameter private TestDatabase kind;
  @TempDir private Path directory;
  private final SteppingClock clock = new SteppingClock();
  private TestRegistry registry;

  @BeforeEach
  void start() throws RegistryException {
    registry = TestRegistry.furnished(kind, directory, clock);
    registry.apply(TABLE);
    StringBuilder csv = new StringBuilder("source,destination,cohort\n");
    for (int i = 0; i < 200; i++) {
      csv.append("members/ks/t%d,lake.ns.t%d,tier-%d%n".formatted(i, i, 2 + i % 2));
    }
    registry.client().importMovements(csv.toString(), CHANGE);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aChangeShowsWhichMovementsItWouldMoveAndChangesNothing() throws RegistryException {
    SimulationReport report = simulate("tier-3=50");
    assertThat(report.movements()).isEqualTo(200);
    assertThat(report.movesBack()).isZero();
    assertThat(report.movesForward()).isEqualTo(report.sparkAfter() - report.sparkBefore());
    assertThat(report.moves()).hasSize(report.movesForward()).isNotEmpty();
    assertThat(report.moves()).extracting(Move::to).containsOnly(Route.SPARK);
    assertThat(report.moves().get(0).toWhy()).contains("rule tier-3 sends 50.00 % to Spark");
    assertThat(report.differences())
        .singleElement()
        .hasToString("~ rules.tier-3.route: {\"sparkPercent\":20} -> {\"sparkPercent\":50}");
    assertThat(registry.client().routingTable().revision()).isEqualTo(2);
    SimulationReport back = simulate("tier-3=0");
    assertThat(back.movesBack()).isEqualTo(report.sparkBefore());
  }

  @Test
  void aListThatIsCutSaysHowManyAreLeft() throws RegistryException {
    SimulationReport report =
        registry.client().simulate(new SimulationRequest(null, "tier-3=spark", null, 3));
    assertThat(report.moves()).hasSize(3);
    assertThat(report.unlisted()).isEqualTo(report.movesForward() - 3);
  }

  @Test
  void movementsThatRanOfLateCountWithoutBeingRegistered() throws RegistryException {
    Movement unregistered = Movement.parse("members/ks/seen -> lake.ns.seen");
    registry.client().decide(request("run-1", unregistered, 1));
    assertThat(simulate("default=spark").moves())
        .singleElement()
        .matches(move -> move.movementId().equals(unregistered.id()));
    clock.jump(Duration.ofDays(31));
    assertThat(simulate("default=spark").moves()).isEmpty();
    assertThat(
            registry
                .client()
                .simulate(new SimulationRequest(null, "default=spark", 32, null))
                .moves())
        .hasSize(1);
  }

  @Test
  void rampsStandInTheSimulationWhereTheyStand() throws RegistryException {
    registry.client().ramp("ramped", RampAction.ADVANCE, 1, CHANGE);
    assertThat(registry.client().simulate(new SimulationRequest(TABLE, null, null, null)).moves())
        .as("the same document again")
        .isEmpty();
    SimulationReport next = simulate("ramped=step:3");
    assertThat(next.movesForward()).isPositive();
    assertThat(next.moves().get(0).toWhy()).contains("step 3 of 3 of rule ramped");
    assertThat(simulate("ramped=step:1").movesBack()).isPositive();
    SimulationReport shorter =
        registry
            .client()
            .simulate(
                new SimulationRequest(
                    TABLE.replace("{percent: 50, approval: true}, ", ""), null, null, null));
    assertThat(shorter.movesBack()).as("the step that it stands on is gone").isPositive();
  }

  @Test
  void theTableAsItIsIsWarnedOf() throws RegistryException {
    registry.apply(
        TABLE.replace(
            "default:",
            "pins: [{movement: \"a/b/c -> d.e.f\", connector: spark, until: 2026-11-25, why: x,"
                + " owner: ana}]\ndefault:"));
    SimulationReport report =
        registry.client().simulate(new SimulationRequest(null, null, null, 0));
    assertThat(report.differences()).isEmpty();
    assertThat(report.warnings())
        .singleElement()
        .matches(warning -> warning.kind() == TableWarning.Kind.PIN_EXPIRES_SOON);
  }

  @Test
  void whatCannotBeTriedOutIsRefusedWithTheReason() {
    assertThat(refused("tier-9=1")).hasMessageContaining("There is no rule 'tier-9'");
    assertThat(refused("nonsense")).hasMessageContaining("RULE=PERCENT");
    assertThat(refused("ramped=10")).hasMessageContaining("owned by its ramp");
    assertThat(refused("ramped=step:9")).hasMessageContaining("steps 1 to 3");
    assertThat(
            catchThrowableOfType(
                RegistryRefusedException.class,
                () ->
                    registry.client().simulate(new SimulationRequest("salt: 7", null, null, null))))
        .hasMessageContaining("salt: is 7");
    assertThat(
            catchThrowableOfType(
                RegistryRefusedException.class,
                () -> registry.client().simulate(new SimulationRequest(TABLE, "a=1", -1, 10_001))))
        .matches(e -> e.problem().faults().size() == 3);
  }

  private SimulationReport simulate(String change) throws RegistryException {
    return registry.client().simulate(new SimulationRequest(null, change, null, null));
  }

  private RegistryRefusedException refused(String change) {
    return catchThrowableOfType(RegistryRefusedException.class, () -> simulate(change));
  }
}
