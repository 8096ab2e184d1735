package io.pointsman.decider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
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
            "extra: is unknown here; known are salt, rules, pins, killSwitch, default",
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
  void rampsAndGuardsAreRefusedByPathInsteadOfIgnored() {
    assertThat(
            faults(
                """
                salt: pointsman
                rules:
                  - {id: a, match: {}, ramp: [{percent: 1}], guard: {requireOwnProofs: 1}}
                default: {route: {connector: legacy}}
                """))
        .containsExactly(
            "rules[0].ramp: is not supported yet: this version has no ramps and guards; give the"
                + " rule a fixed 'route'",
            "rules[0].guard: is not supported yet: this version has no ramps and guards; give the"
                + " rule a fixed 'route'");
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
