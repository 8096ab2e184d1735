package io.pointsman.decider;

import static io.pointsman.decider.RoutingTables.NOW;
import static io.pointsman.decider.RoutingTables.decide;
import static io.pointsman.decider.RoutingTables.movement;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteDeciderTest {
  private static final Movement BILLING =
      new Movement(
          new SourceTable("billing-eu", "ks", "invoices"),
          new DestinationTable("lake", "finance.eu", "invoices"),
          DataModel.KEY_VALUE,
          "tier-3",
          Map.of("team", "money"));

  @Test
  void theFirstRuleThatMatchesWins() {
    RoutingTable table =
        table(
            """
            - id: other
              match: {cluster: "members-*"}
              route: {connector: legacy}
            - id: billing
              match: {cluster: "billing-*", dataModel: [key-value, table]}
              route: {connector: spark}
            - id: everything
              match: {}
              route: {connector: legacy}
            """);
    Decision decision = decide(table, BILLING);
    assertThat(decision.route()).isEqualTo(Route.SPARK);
    assertThat(decision.reason()).isEqualTo(DecisionReason.RULE);
    assertThat(decision.rule()).isEqualTo("billing");
    assertThat(decision.message())
        .isEqualTo("SPARK: rule billing sends everything to SPARK (revision 7)");
    assertThat(decide(table, movement(1)).rule()).isEqualTo("everything");
  }

  @Test
  void aDecisionNamesRulePercentageBucketRevisionAndSalt() {
    RoutingTable table =
        table(
            """
            - id: tier-3
              match: {cohort: [tier-3], destination: "lake.finance*", labels: {team: [money]}}
              route: {sparkPercent: 25.5}
            """);
    Decision decision = decide(table, BILLING);
    int bucket = Bucket.ofMovement("pointsman", BILLING.id());
    assertThat(decision.bucket()).isEqualTo(bucket);
    assertThat(decision.percent()).isEqualTo(25.5);
    assertThat(decision.salt()).isEqualTo("pointsman");
    assertThat(decision.revision()).isEqualTo(7);
    assertThat(decision.message())
        .isEqualTo(
            decision.route()
                + ": rule tier-3 sends 25.50 % to Spark and this movement's bucket is "
                + bucket
                + " (revision 7)");
  }

  @Test
  void everyPartOfAMatchHasToHold() {
    assertThat(matches("{cluster: \"billing-??\"}")).isTrue();
    assertThat(matches("{cluster: \"billing-?\"}")).isFalse();
    assertThat(matches("{cluster: [nothing, 'bill*eu']}")).isTrue();
    assertThat(matches("{cluster: BILLING-EU}")).isFalse();
    assertThat(matches("{keyspace: ks, table: 'inv*'}")).isTrue();
    assertThat(matches("{keyspace: ks, table: 'x*'}")).isFalse();
    assertThat(matches("{destination: 'lake.finance.*'}")).isTrue();
    assertThat(matches("{dataModel: table}")).isFalse();
    assertThat(matches("{cohort: [tier-1, tier-2]}")).isFalse();
    assertThat(matches("{labels: {team: money}}")).isTrue();
    assertThat(matches("{labels: {team: money, region: eu}}")).isFalse();
  }

  @Test
  void whatNoRuleSpeaksOfTakesTheDefault() {
    Decision decision = decide(RoutingTable.allLegacy(), BILLING);
    assertThat(decision.route()).isEqualTo(Route.LEGACY);
    assertThat(decision.reason()).isEqualTo(DecisionReason.DEFAULT);
    assertThat(decision.rule()).isEqualTo("default");
    assertThat(decision.message())
        .isEqualTo("LEGACY: the default sends everything to LEGACY (revision 7)");
  }

  @Test
  void aPinStandsAboveTheRulesUntilItsLastDayIsOver() {
    assertThat(decide(pinned("2026-11-22"), BILLING).reason()).isEqualTo(DecisionReason.PIN);
    assertThat(decide(pinned("2026-11-22"), BILLING).route()).isEqualTo(Route.SPARK);
    assertThat(decide(pinned("2026-11-22"), BILLING).message())
        .isEqualTo("SPARK: pinned until 2026-11-22 by ana (trial) (revision 7)");
    assertThat(decide(pinned("2026-11-21"), BILLING).reason()).isEqualTo(DecisionReason.DEFAULT);
    assertThat(decide(pinned("2026-11-22"), movement(3)).reason())
        .isEqualTo(DecisionReason.DEFAULT);
  }

  @Test
  void theKillSwitchStandsAboveAPin() {
    RoutingTable engaged =
        RoutingTableParser.parse(
            RoutingTableWriter.yaml(pinned("2026-11-30"))
                .replace("engaged: false", "engaged: true\n  why: incident 12"));
    Decision decision = decide(engaged, BILLING);
    assertThat(decision.route()).isEqualTo(Route.LEGACY);
    assertThat(decision.reason()).isEqualTo(DecisionReason.KILL_SWITCH);
    assertThat(decision.message())
        .isEqualTo("LEGACY: the kill switch is engaged (incident 12) (revision 7)");
  }

  @Test
  void aKillSwitchForOneConnectorVersionStopsThatOneAndTheUnknownOnes() {
    RoutingTable table =
        RoutingTableParser.parse(
            """
            salt: pointsman
            killSwitch: {engaged: true, connectorVersions: ["1.4.0"]}
            default: {route: {connector: spark}}
            """);
    assertThat(decide(table, requestOfVersion("1.4.0")).route()).isEqualTo(Route.LEGACY);
    assertThat(decide(table, requestOfVersion("1.4.1")).route()).isEqualTo(Route.SPARK);
    assertThat(decide(table, BILLING).route()).isEqualTo(Route.LEGACY);
  }

  @Test
  void anObstacleLeadsToLegacyWithItsReason() {
    Decision decision =
        decide(
            RoutingTables.withPercent("pointsman", Percent.ALL),
            obstacle(DecisionReason.SCHEMA_UNSUPPORTED, "column c has type x", false));
    assertThat(decision.route()).isEqualTo(Route.LEGACY);
    assertThat(decision.reason()).isEqualTo(DecisionReason.SCHEMA_UNSUPPORTED);
    assertThat(decision.message())
        .isEqualTo("LEGACY: Spark cannot serve this run: column c has type x");
    assertThat(decision.shadow()).isFalse();
  }

  @Test
  void aRefusalStandsAboveTheKillSwitch() {
    RoutingTable engaged =
        RoutingTables.withPercent("pointsman", Percent.ALL)
            .withKillSwitch(
                new RoutingTable.KillSwitch(true, new java.util.TreeSet<>(), "incident"));
    Decision decision =
        decide(engaged, obstacle(DecisionReason.BACKUP_TOO_OLD, "backup b is 40 h old", true));
    assertThat(decision.route()).isEqualTo(Route.REFUSED);
    assertThat(decision.reason()).isEqualTo(DecisionReason.BACKUP_TOO_OLD);
    assertThat(decision.message()).isEqualTo("REFUSED: backup b is 40 h old");
  }

  @Test
  void shadowsFallOnEveryMovementInTime() {
    RoutingTable table =
        RoutingTableParser.parse(
            "{salt: pointsman, default: {route: {connector: legacy, shadowPercent: 10}}}");
    long shadows = 0;
    for (int run = 0; run < 1000; run++) {
      Decision decision = decide(table, RoutingTables.request("run-" + run, BILLING));
      assertThat(decision.route()).isEqualTo(Route.LEGACY);
      shadows += decision.shadow() ? 1 : 0;
    }
    assertThat(shadows).isBetween(50L, 150L);
  }

  private static boolean matches(String match) {
    return table("- {id: one, match: " + match + ", route: {connector: spark}}\n")
        .firstMatch(BILLING)
        .isPresent();
  }

  private static RoutingTable table(String rules) {
    return RoutingTableParser.parse(
        "salt: pointsman\nrules:\n" + rules + "default: {route: {connector: legacy}}\n");
  }

  private static RoutingTable pinned(String until) {
    return RoutingTableParser.parse(
        "salt: pointsman\npins:\n- {movement: '"
            + BILLING.id()
            + "', connector: spark, until: "
            + until
            + ", why: trial, owner: ana}\ndefault: {route: {connector: legacy}}\n");
  }

  private static DecisionRequest obstacle(DecisionReason obstacle, String message, boolean refuse) {
    return new DecisionRequest("run-1", NOW, BILLING, null, obstacle, message, refuse, 1, Map.of());
  }

  private static DecisionRequest requestOfVersion(String version) {
    return new DecisionRequest(
        "run-1",
        NOW,
        BILLING,
        null,
        null,
        null,
        false,
        1,
        Map.of(RouteDecider.CONNECTOR_VERSION, version));
  }
}
