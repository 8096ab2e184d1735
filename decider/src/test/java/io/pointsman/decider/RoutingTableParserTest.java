package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RoutingTableParserTest {

  @Property
  void whatIsExportedIsReadBackEqual(@ForAll("tables") RoutingTable table)
      throws JsonProcessingException {
    String yaml = RoutingTableWriter.yaml(table);
    assertThat(RoutingTableParser.parse(yaml)).isEqualTo(table);
    assertThat(RoutingTableWriter.yaml(RoutingTableParser.parse(yaml))).isEqualTo(yaml);
    String json = WireJson.mapper().writeValueAsString(table);
    assertThat(RoutingTableParser.parse(json)).isEqualTo(table);
    assertThat(WireJson.mapper().readValue(json, RoutingTable.class)).isEqualTo(table);
  }

  @Test
  void textsThatLookLikeNumbersStayTexts() {
    for (String text :
        List.of(
            "0b0", "-0b0", "0_0", "0x1f", "0o7", "1:30", "-9", "1e3", ".5", "null", "yes", "~")) {
      RoutingTable table =
          new RoutingTable(
              text,
              List.of(),
              List.of(),
              RoutingTable.KillSwitch.RELEASED,
              new RouteSetting.Split(new Percent(250), Percent.NONE));
      assertThat(RoutingTableParser.parse(RoutingTableWriter.yaml(table))).isEqualTo(table);
    }
  }

  @Provide
  Arbitrary<RoutingTable> tables() {
    return RoutingTables.tables();
  }

  @Test
  void theExampleOfTheDocumentationIsRead() {
    RoutingTable table =
        RoutingTableParser.parse(
            """
            salt: pointsman
            rules:
              - id: billing-stays
                match: {cluster: "billing-*"}
                route: {connector: legacy}
              - id: tier-2
                match: {cohort: [tier-2]}
                route: {sparkPercent: 2.5, shadowPercent: 100}
            pins:
              - {movement: "members/profiles/by_id -> lake.members.profiles", connector: spark, until: 2027-01-31, why: "a trial", owner: ana}
            killSwitch: {engaged: false}
            default: {route: {connector: legacy}}
            """);
    assertThat(table.route("tier-2"))
        .isEqualTo(new RouteSetting.Split(new Percent(250), Percent.ALL));
    assertThat(table.pins()).hasSize(1);
    assertThat(RoutingTableWriter.yaml(table))
        .isEqualTo(
            """
            salt: pointsman
            rules:
            - id: billing-stays
              match:
                cluster:
                - billing-*
              route:
                connector: legacy
            - id: tier-2
              match:
                cohort:
                - tier-2
              route:
                sparkPercent: 2.5
                shadowPercent: 100
            pins:
            - movement: members/profiles/by_id -> lake.members.profiles
              connector: spark
              until: 2027-01-31
              why: a trial
              owner: ana
            killSwitch:
              engaged: false
            default:
              route:
                connector: legacy
            """);
  }

  @Test
  void allFaultsAreReportedEachWithItsPath() {
    assertThat(
            faults(
                """
                salt: ""
                rules:
                  - {id: one, match: {}, route: {sparkPercent: 101}}
                  - {id: one, match: {cluster: [], table: [7]}, route: {sparkPercent: 2.555}}
                  - {id: default, match: {dataModel: [graph], cohorts: x}, route: {connector: SPARK}}
                  - {id: "a b", route: {connector: spark, sparkPercent: 1}}
                  - nonsense
                pins:
                  - {movement: "a/b -> c", connector: spark, until: tomorrow, why: x}
                killSwitch: {engaged: perhaps}
                default: {connector: legacy}
                extra: 1
                """))
        .containsExactlyInAnyOrder(
            "salt: is empty",
            "extra: is unknown here; known are salt, rules, pins, killSwitch, breaker, shadowBudget,"
                + " default",
            "rules[0].route.sparkPercent: is 101; 0 to 100 with at most two decimals",
            "rules[1].id: is 'one', as is rules[0].id; ids are unique",
            "rules[1].match.cluster: is empty, so that nothing could match; leave it out to match"
                + " everything",
            "rules[1].match.table[0]: is 7; text is expected",
            "rules[1].route.sparkPercent: is 2.555; 0 to 100 with at most two decimals",
            "rules[2].id: is 'default', which is the name of what no rule speaks of",
            "rules[2].match.cohorts: is unknown here; known are cluster, keyspace, table,"
                + " destination, dataModel, cohort, labels",
            "rules[2].match.dataModel[0]: is 'graph'; it is one of table, key-value, time-series",
            "rules[2].route.connector: is 'SPARK'; it is spark or legacy, in lower case",
            "rules[3].id: is 'a b', which does not match [A-Za-z0-9][A-Za-z0-9_.-]{0,99}",
            "rules[3].match: is missing; a mapping; write {} to match every movement is expected",
            "rules[3].route: has both 'connector' and 'sparkPercent'; give one of them",
            "rules[4]: is the text 'nonsense'; a mapping with 'id', 'match' and 'route' is expected",
            "pins[0].movement: Not a movement: field 'movement.source' is 'a/b'; expected"
                + " 'cluster/keyspace/table'",
            "pins[0].until: is 'tomorrow'; a day such as 2027-01-31 is expected",
            "pins[0].owner: is missing; text is expected",
            "killSwitch.engaged: is the text 'perhaps'; true or false is expected",
            "default.connector: is unknown here; known are route",
            "default.route: is missing; a mapping with 'connector' or 'sparkPercent' is expected");
  }

  @Test
  void theRampAndTheGuardOfTheDocumentationAreRead() {
    RoutingTable table =
        RoutingTableParser.parse(
            """
            salt: pointsman
            rules:
              - id: tier-3
                match: {cohort: [tier-3], dataModel: [table]}
                ramp:  [{percent: 0, shadowPercent: 100, hold: 72h, cleanProofs: 10}, {percent: 1, hold: 24h}, {percent: 25, cleanProofs: 50, approval: true}, {percent: 100}]
                guard: {requireOwnProofs: 1, demoteAfterFallbacks: 2, demoteOnMismatch: true, cooldownRuns: 5}
            breaker: {fallbacks: 3}
            default: {route: {connector: legacy}}
            """);
    Ramp ramp = (Ramp) table.rules().get(0).route();
    assertThat(ramp.steps())
        .containsExactly(
            new RampStep(Percent.NONE, Percent.ALL, Duration.ofHours(72), 10, 0, false),
            new RampStep(new Percent(100), Percent.NONE, Duration.ofHours(24), 0, 0, false),
            new RampStep(new Percent(2500), Percent.NONE, Duration.ZERO, 50, 0, true),
            new RampStep(Percent.ALL, Percent.NONE, Duration.ZERO, 0, 0, false));
    assertThat(table.rules().get(0).guard()).isEqualTo(new Guard(1, 2, true, 5));
    assertThat(table.breaker()).isEqualTo(new Breaker(3));
    assertThat(RoutingTableWriter.yaml(table)).contains("hold: \"72h\"", "cooldownRuns: 5");
  }

  @Test
  void faultsOfRampsAndGuardsAreReportedEachWithItsPath() {
    assertThat(
            faults(
                """
                salt: pointsman
                rules:
                  - {id: a, match: {}, route: {connector: spark}, ramp: [{percent: 1}]}
                  - {id: b, match: {}, ramp: []}
                  - {id: c, match: {}, ramp: [{percent: 5}, {percent: 1, hold: soon}, {hold: 1h, step: 2}]}
                  - {id: d, match: {}, route: {connector: spark}, guard: {cooldownRuns: 2, requireOwnProofs: 0, demoteOnMismatch: maybe}}
                breaker: {fallbacks: -1}
                default: {route: {connector: legacy}}
                """))
        .containsExactlyInAnyOrder(
            "rules[0]: has both 'route' and 'ramp'; give one of them",
            "rules[1].ramp: has 0 steps; 1 to 100 are expected",
            "rules[2].ramp[0]: would be left at once; give it a hold, cleanProofs, cleanRuns or"
                + " approval",
            "rules[2].ramp[1].hold: is 'soon'; a duration such as 72h, 90m or 3d is expected",
            "rules[2].ramp[1]: would be left at once; give it a hold, cleanProofs, cleanRuns or"
                + " approval",
            "rules[2].ramp[1].percent: is 1, less than the step before; a ramp never falls",
            "rules[2].ramp[2].percent: is missing; a number from 0 to 100 is expected",
            "rules[2].ramp[2].step: is unknown here; known are percent, shadowPercent, hold,"
                + " cleanProofs, cleanRuns, approval",
            "rules[2].ramp[2]: is the last step, which is never left; hold, cleanProofs, cleanRuns"
                + " and approval belong to the steps before it",
            "rules[2].ramp[2].percent: is 0, less than the step before; a ramp never falls",
            "rules[3].guard.requireOwnProofs: is 0; a whole number from 1 to 1000 is expected",
            "rules[3].guard.demoteOnMismatch: is the text 'maybe'; true or false is expected",
            "rules[3].guard.cooldownRuns: has nothing to cool down from; give demoteAfterFallbacks"
                + " or demoteOnMismatch",
            "breaker.fallbacks: is -1; a whole number from 0 to 1000 is expected");
  }

  @Test
  void anUnquotedGlobThatYamlTakesForAnAliasIsRefused() {
    assertThat(
            faults(
                """
                salt: pointsman
                rules:
                  - id: a
                    match: {cluster: *prod}
                    route: {connector: spark}
                default: {route: {connector: legacy}}
                """))
        .singleElement()
        .asString()
        .contains("YAML alias at line 4", "write a glob that begins with * in quotes");
  }

  @Test
  void duplicateKeysAndBrokenTextNameTheirLine() {
    assertThat(faults("salt: a\nsalt: b\ndefault: {route: {connector: legacy}}\n"))
        .singleElement()
        .asString()
        .contains("Duplicate field 'salt'", "line 2");
    assertThat(faults("{\"salt\": \"a\", \"salt\": \"b\"}"))
        .singleElement()
        .asString()
        .contains("Duplicate field 'salt'");
    assertThat(faults("salt: [")).singleElement().asString().contains("line ");
    assertThat(faults("")).singleElement().asString().startsWith("document: is missing");
    assertThat(faults("salt: a\n---\nsalt: b\n")).hasSize(1);
  }

  @Test
  void hugeNumbersAreRefusedWithoutBeingWrittenOut() {
    assertThat(faults("{\"salt\":\"a\",\"default\":{\"route\":{\"sparkPercent\":1e999999999}}}"))
        .hasSize(1);
  }

  private static List<String> faults(String document) {
    InvalidRoutingTableException e =
        catchThrowableOfType(
            InvalidRoutingTableException.class, () -> RoutingTableParser.parse(document));
    assertThat(e).as("the document is refused").isNotNull();
    return e.faults().stream().map(InvalidRoutingTableException.Fault::toString).toList();
  }
}
