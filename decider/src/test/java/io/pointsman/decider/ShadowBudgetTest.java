package io.pointsman.decider;

import static io.pointsman.decider.RoutingTables.NOW;
import static io.pointsman.decider.RoutingTables.movement;
import static io.pointsman.decider.RoutingTables.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.InvalidRoutingTableException.Fault;
import io.pointsman.decider.ShadowUse.Taken;
import io.pointsman.decider.registry.CatalogDefinition;
import io.pointsman.decider.registry.RegistryCopy;
import io.pointsman.decider.registry.SourceDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShadowBudgetTest {
  private static final Movement MOVEMENT = movement(1);
  private static final RoutingTable TABLE =
      table(
          """
          salt: pointsman
          rules:
            - id: a
              match: {}
              route: {connector: legacy, shadowPercent: 100}
              shadowBudget: {atOnce: 2, bytesPerDay: 50GB}
          shadowBudget: {atOnce: 4, bytesPerDay: 200GB, hours: 6}
          default: {route: {connector: legacy}}
          """);

  @Test
  void aDocumentThatSaysNothingHasTheUsualBudget() {
    RoutingTable table = table("{salt: x, default: {route: {connector: legacy}}}");
    assertThat(table.shadowBudget()).isEqualTo(new ShadowBudget(10, 1_000_000_000_000L, 24));
    assertThat(RoutingTableWriter.yaml(table)).doesNotContain("shadowBudget");
  }

  @Test
  void whatARuleLeavesOpenIsTheFleets() {
    assertThat(TABLE.shadowBudget("a")).isEqualTo(new ShadowBudget(2, 50_000_000_000L, 6));
    assertThat(TABLE.shadowBudget("default")).isEqualTo(TABLE.shadowBudget());
  }

  @Test
  void theDocumentComesOutAsItWentIn() {
    String yaml = RoutingTableWriter.yaml(TABLE);
    assertThat(yaml).contains("bytesPerDay: \"50GB\"").contains("hours: 6");
    assertThat(RoutingTableParser.parse(yaml)).isEqualTo(TABLE);
    RoutingTable changed =
        RoutingTableParser.parse(yaml.replace("bytesPerDay: \"50GB\"", "bytesPerDay: \"60GB\""));
    assertThat(TableDifference.between(TABLE, changed))
        .singleElement()
        .extracting(TableDifference::path)
        .isEqualTo("rules.a.shadowBudget");
  }

  @Test
  void faultsAreNamedByTheirPaths() {
    assertThatThrownBy(
            () ->
                table(
                    """
                    salt: x
                    rules:
                      - id: a
                        match: {}
                        route: {connector: legacy}
                        shadowBudget: {atOnce: -1, bytesPerDay: lots, perWeek: 3}
                    shadowBudget: {hours: 0, bytesPerDay: 99999999999999999PB}
                    default: {route: {connector: legacy}}
                    """))
        .isInstanceOfSatisfying(
            InvalidRoutingTableException.class,
            e ->
                assertThat(e.faults())
                    .extracting(Fault::path, Fault::problem)
                    .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                            "rules[0].shadowBudget.perWeek",
                            "is unknown here; known are atOnce, bytesPerDay, hours"),
                        org.assertj.core.groups.Tuple.tuple(
                            "rules[0].shadowBudget.atOnce",
                            "is -1; a whole number from 0 to 100000 is expected"),
                        org.assertj.core.groups.Tuple.tuple(
                            "rules[0].shadowBudget.bytesPerDay",
                            "is 'lots'; a size such as 500GB, 2TB or 1048576 is expected"),
                        org.assertj.core.groups.Tuple.tuple(
                            "shadowBudget.bytesPerDay",
                            "is '99999999999999999PB'; that is too much"),
                        org.assertj.core.groups.Tuple.tuple(
                            "shadowBudget.hours",
                            "is 0; a whole number from 1 to 8760 is expected")));
  }

  @Test
  void aGrantedShadowIsGrantedWithTheCounts() {
    Decision decision =
        decide(new ShadowUse(new Taken(3, gigabytes(100)), new Taken(1, 0), gigabytes(20)));
    assertThat(decision.shadow()).isTrue();
    assertThat(decision.shadowWithheld()).isFalse();
    assertThat(decision.message())
        .endsWith(
            "with a shadow of the other engine (3 of 4 ran at once, 100.0 GB of today's 200.0 GB"
                + " were taken, this one would read 20.0 GB; of the rule's own budget 1 of 2 ran at"
                + " once, 0 B of today's 50.0 GB were taken)");
  }

  @Test
  void whatGoesBeyondABudgetIsWithheldAndSaysWhichAndHowFar() {
    assertThat(withheld(new ShadowUse(new Taken(4, 0), Taken.NOTHING, null)))
        .endsWith(
            "without its shadow (the fleet's shadow budget is used up: 4 run and 4 may at once)");
    assertThat(withheld(new ShadowUse(new Taken(2, 0), new Taken(2, 0), null)))
        .endsWith("(the shadow budget of rule a is used up: 2 run and 2 may at once)");
    assertThat(
            withheld(new ShadowUse(new Taken(0, gigabytes(190)), Taken.NOTHING, gigabytes(10) + 1)))
        .endsWith(
            "(the fleet's shadow budget is used up: 190.0 GB of today's 200.0 GB are taken and"
                + " this one would read 10.0 GB)");
    assertThat(withheld(new ShadowUse(new Taken(0, gigabytes(200)), Taken.NOTHING, null)))
        .endsWith("are taken and this one would read an unknown size)");
    assertThat(
            decide(new ShadowUse(new Taken(0, gigabytes(190)), Taken.NOTHING, gigabytes(10)))
                .shadow())
        .as("just as much as is left")
        .isTrue();
  }

  @Test
  void theRouteIsTheSameWithAndWithoutShadow() {
    Decision with = decide(ShadowUse.NOTHING);
    Decision without = decide(new ShadowUse(new Taken(4, 0), Taken.NOTHING, null));
    assertThat(without.route()).isEqualTo(with.route());
    assertThat(without.reason()).isEqualTo(with.reason());
  }

  @Test
  void aWorkersCopyGrantsNone() {
    RegistryCopy copy =
        RegistryCopy.of(
            3,
            TABLE,
            List.of(SourceDefinition.of("cluster-1", "s3://b/p", "medusa")),
            List.of(new CatalogDefinition("lake", Map.of(), null)),
            List.of(),
            Standing.BEGINNING,
            NOW);
    Decision decision = copy.decide(request("run-1", MOVEMENT), 1, NOW, "worker");
    assertThat(decision.shadow()).isFalse();
    assertThat(decision.standing()).isNull();
    assertThat(decision.message())
        .endsWith("without its shadow (only the registry, which counts them, grants shadows)");
  }

  @Test
  void theShadowOfAMovementThatHasToProveItselfIsBudgetedToo() {
    RoutingTable proving =
        table(
            """
            salt: pointsman
            rules:
              - {id: a, match: {}, route: {connector: spark}, guard: {requireOwnProofs: 1}}
            shadowBudget: {atOnce: 1}
            default: {route: {connector: legacy}}
            """);
    ShadowUse full = new ShadowUse(new Taken(1, 0), null, null);
    Decision decision = decide(proving, full);
    assertThat(decision.reason()).isEqualTo(DecisionReason.GUARD_PROOFS);
    assertThat(decision.shadowWithheld()).isTrue();
    assertThat(decision.standing().shadows()).isEqualTo(full);
    assertThat(decide(proving, ShadowUse.NOTHING).shadow()).isTrue();
  }

  private static String withheld(ShadowUse use) {
    Decision decision = decide(use);
    assertThat(decision.shadow()).isFalse();
    assertThat(decision.shadowWithheld()).isTrue();
    assertThat(decision.standing().shadows()).isEqualTo(use);
    return decision.message();
  }

  private static Decision decide(ShadowUse use) {
    return decide(TABLE, use);
  }

  private static Decision decide(RoutingTable table, ShadowUse use) {
    return RouteDecider.decide(
        table,
        7,
        Standing.BEGINNING.withShadows(use),
        request("run-1", MOVEMENT),
        1,
        MOVEMENT,
        NOW,
        RouteDecider.REGISTRY);
  }

  private static long gigabytes(int number) {
    return number * 1_000_000_000L;
  }

  private static RoutingTable table(String yaml) {
    return RoutingTableParser.parse(yaml);
  }
}
