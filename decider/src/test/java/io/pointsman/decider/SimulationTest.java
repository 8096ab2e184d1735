package io.pointsman.decider;

import static io.pointsman.decider.RoutingTables.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pointsman.decider.RoutingTable.Rule;
import io.pointsman.decider.Simulation.Side;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final List<Movement> FLEET =
      IntStream.range(0, 1000)
          .mapToObj(
              number ->
                  new Movement(
                      RoutingTables.movement(number).source(),
                      RoutingTables.movement(number).destination(),
                      DataModel.TABLE,
                      "tier-" + number % 3,
                      Map.of()))
          .toList();
  private static final RoutingTable TABLE =
      RoutingTableParser.parse(
          """
          salt: pointsman
          rules:
            - {id: tier-0, match: {cohort: tier-0}, route: {sparkPercent: 20}}
            - {id: tier-1, match: {cohort: tier-1}, ramp: [{percent: 0, approval: true}, {percent: 50}]}
          default: {route: {connector: legacy}}
          """);

  @Property
  void theIndexFindsWhatAskingEveryRuleFinds(
      @ForAll("narrowRules") List<Rule> rules, @ForAll("smallMovements") Movement movement) {
    RoutingTable table =
        new RoutingTable(
            "s", rules, List.of(), RoutingTable.KillSwitch.RELEASED, RouteSetting.legacy());
    assertThat(new RuleIndex(rules).firstMatch(movement)).isEqualTo(table.firstMatch(movement));
  }

  @Property
  void aRuleThatIsSaidToBeCoveredNeverMatchesFirst(
      @ForAll("narrowRules") List<Rule> rules, @ForAll("smallMovements") Movement movement) {
    RuleIndex index = new RuleIndex(rules);
    OptionalInt first = index.first(movement);
    if (first.isPresent()) {
      assertThat(index.coveredBy(first.getAsInt())).isEmpty();
    }
  }

  @Property
  void whatAPatternCoversItMatches(
      @ForAll("patterns") String wide,
      @ForAll("patterns") String narrow,
      @ForAll("names") String n) {
    if (new Glob(wide).covers(new Glob(narrow)) && new Glob(narrow).matches(n)) {
      assertThat(new Glob(wide).matches(n)).isTrue();
    }
  }

  @Test
  void onlyTheRuleThatIsRaisedMovesMovementsAndOnlyForwards() {
    RoutingTable raised = TableChange.parse("tier-0=50").applied(TABLE);
    Simulation simulation = simulate(raised, Standing.BEGINNING);
    assertThat(simulation.movements()).isEqualTo(1000);
    assertThat(simulation.movesBack()).isZero();
    assertThat(simulation.moves()).isNotEmpty();
    assertThat(simulation.moves()).hasSize(simulation.sparkAfter() - simulation.sparkBefore());
    for (Simulation.Move move : simulation.moves()) {
      int bucket = Bucket.ofMovement("pointsman", move.movementId());
      assertThat(bucket).isBetween(2000, 4999);
      assertThat(move.fromWhy()).contains("20.00 %");
      assertThat(move.toWhy()).contains("50.00 %", "bucket is " + bucket);
    }
    Simulation back =
        Simulation.of(
            side(raised, Standing.BEGINNING), side(TABLE, Standing.BEGINNING), FLEET, NOW);
    assertThat(back.movesBack()).isEqualTo(simulation.moves().size());
  }

  @Test
  void guardsThatKeepAMovementKeepItInTheSimulationToo() {
    RoutingTable guarded =
        RoutingTableParser.parse(
            """
            salt: pointsman
            rules: [{id: all, match: {}, route: {sparkPercent: 100}, guard: {requireOwnProofs: 1}}]
            default: {route: {connector: legacy}}
            """);
    Standing one = new Standing(Map.of(), Map.of(FLEET.get(0).id(), GuardState.NEW.proved()), null);
    Simulation simulation =
        Simulation.of(side(RoutingTable.allLegacy(), one), side(guarded, one), FLEET, NOW);
    assertThat(simulation.moves())
        .singleElement()
        .matches(move -> move.movementId().equals(FLEET.get(0).id()));
  }

  @Test
  void aStepOfARampIsTriedOut() {
    TableChange change = TableChange.parse("tier-1=step:2");
    Simulation simulation =
        simulate(change.applied(TABLE), change.applied(TABLE, Standing.BEGINNING));
    assertThat(simulation.moves()).isNotEmpty();
    assertThat(simulation.moves().get(0).toWhy()).contains("step 2 of 2 of rule tier-1");
  }

  @Test
  void aChangeThatIsNoneIsRefusedWithWhatIsExpected() {
    assertThatThrownBy(() -> TableChange.parse("tier-0")).hasMessageContaining("RULE=PERCENT");
    assertThatThrownBy(() -> TableChange.parse("tier-9=1").applied(TABLE))
        .hasMessageContaining("There is no rule 'tier-9'; the rules are [tier-0, tier-1, default]");
    assertThatThrownBy(() -> TableChange.parse("tier-1=10").applied(TABLE))
        .hasMessageContaining("owned by its ramp");
    assertThatThrownBy(() -> TableChange.parse("tier-1=step:3").applied(TABLE, Standing.BEGINNING))
        .hasMessageContaining("has the steps 1 to 2, not '3'");
    assertThatThrownBy(() -> TableChange.parse("tier-0=101").applied(TABLE))
        .hasMessageContaining("0 to 100");
  }

  @Test
  void whatIsHardlyMeantIsWarnedOf() {
    RoutingTable table =
        RoutingTableParser.parse(
            """
            salt: pointsman
            rules:
              - {id: billing, match: {cluster: "bill*", cohort: [a, b]}, route: {connector: legacy}}
              - {id: billing-eu, match: {cluster: "billing-?u", cohort: a}, route: {connector: spark}}
              - {id: billing-c, match: {cluster: "billing-?u", cohort: c}, route: {connector: spark}}
              - {id: tiny, match: {cohort: tier-0}, route: {sparkPercent: 0.01}}
              - {id: rest, match: {}, route: {sparkPercent: 50}}
              - {id: after, match: {keyspace: x}, route: {connector: spark}}
            pins:
              - {movement: "a/b/c -> d.e.f", connector: spark, until: 2026-11-21, why: x, owner: ana}
              - {movement: "a/b/d -> d.e.f", connector: spark, until: 2026-12-06, why: x, owner: ana}
              - {movement: "a/b/e -> d.e.f", connector: spark, until: 2026-12-07, why: x, owner: ana}
            default: {route: {connector: legacy}}
            """);
    assertThat(TableWarning.of(table, Standing.BEGINNING, FLEET, NOW))
        .extracting(warning -> warning.kind() + " " + warning.path())
        .containsExactly(
            "RULE_NEVER_MATCHES rules[1]",
            "RULE_NEVER_MATCHES rules[5]",
            "RULE_WITHOUT_MOVEMENTS rules[0]",
            "RULE_WITHOUT_MOVEMENTS rules[2]",
            "PERCENT_REACHES_NOBODY rules[3]",
            "PIN_EXPIRED pins[0]",
            "PIN_EXPIRES_SOON pins[1]");
    assertThat(TableWarning.of(table, Standing.BEGINNING, List.of(), NOW))
        .noneMatch(warning -> warning.kind() == TableWarning.Kind.RULE_WITHOUT_MOVEMENTS);
    assertThat(TableWarning.of(table, Standing.BEGINNING, FLEET, NOW).get(4).warning())
        .contains("none of the 334 movements that it decides", "the first one goes at ");
  }

  @Test
  void differencesNameRulesByTheirIds() {
    RoutingTable changed =
        RoutingTableParser.parse(
            """
            salt: pointsman
            rules:
              - {id: tier-1, match: {cohort: tier-1}, ramp: [{percent: 0, approval: true}, {percent: 50}]}
              - {id: new, match: {}, route: {connector: spark}}
              - {id: tier-0, match: {cohort: tier-0}, route: {sparkPercent: 30}}
            default: {route: {connector: legacy, shadowPercent: 1}}
            """);
    assertThat(TableDifference.between(TABLE, changed))
        .extracting(TableDifference::toString)
        .containsExactly(
            "~ default: {\"route\":{\"connector\":\"legacy\"}} ->"
                + " {\"route\":{\"connector\":\"legacy\",\"shadowPercent\":1}}",
            "~ rules.tier-0.route: {\"sparkPercent\":20} -> {\"sparkPercent\":30}",
            "+ rules.new: {\"id\":\"new\",\"match\":{},\"route\":{\"connector\":\"spark\"}}",
            "~ rules (order): [\"tier-0\",\"tier-1\"] -> [\"tier-1\",\"tier-0\"]");
    assertThat(TableDifference.between(changed, changed)).isEmpty();
  }

  @Test
  void tenThousandRulesAndAHundredThousandMovementsAreSimulatedInSeconds() {
    RoutingTable large = LargeFleet.table(10_000);
    List<Movement> fleet = LargeFleet.movements(100_000);
    // Processor time: what else this machine does is not measured.
    long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Simulation simulation =
        Simulation.of(
            side(large, Standing.BEGINNING),
            side(TableChange.parse("default=50").applied(large), Standing.BEGINNING),
            fleet,
            NOW);
    TableWarning.of(large, Standing.BEGINNING, fleet, NOW);
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun) / 1e9;
    System.out.printf(
        "10,000 rules x 100,000 movements: %.2f s, %d moves%n", seconds, simulation.moves().size());
    assertThat(seconds).isLessThan(10);
    assertThat(simulation.movesBack()).isZero();
  }

  @Provide
  Arbitrary<List<Rule>> narrowRules() {
    Arbitrary<SortedSet<Glob>> globs =
        patterns().map(Glob::new).set().ofMaxSize(2).map(TreeSet::new);
    Arbitrary<SortedSet<String>> cohorts = names().set().ofMaxSize(2).map(TreeSet::new);
    Arbitrary<Map<String, SortedSet<String>>> labels =
        Arbitraries.maps(names(), cohorts.filter(set -> !set.isEmpty()))
            .ofMaxSize(1)
            .map(TreeMap::new);
    Arbitrary<SortedSet<DataModel>> models =
        Arbitraries.of(DataModel.class).set().ofMaxSize(2).map(TreeSet::new);
    Arbitrary<SortedSet<Glob>> none = Arbitraries.just(new TreeSet<>());
    return Combinators.combine(globs, globs, globs, none, models, cohorts, labels)
        .as(Match::new)
        .map(match -> new Rule("r", match, RouteSetting.legacy()))
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<Movement> smallMovements() {
    return Combinators.combine(
            names(),
            names(),
            names(),
            names().injectNull(0.3),
            Arbitraries.of(DataModel.class),
            Arbitraries.maps(names(), names()).ofMaxSize(1))
        .as(
            (cluster, keyspace, table, cohort, model, labels) ->
                new Movement(
                    new SourceTable(cluster, keyspace, table),
                    new DestinationTable("lake", "n", table),
                    model,
                    cohort,
                    labels));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(3);
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab*?").ofMinLength(1).ofMaxLength(3);
  }

  private static Simulation simulate(RoutingTable proposed, Standing standing) {
    return Simulation.of(side(TABLE, Standing.BEGINNING), side(proposed, standing), FLEET, NOW);
  }

  private static Side side(RoutingTable table, Standing standing) {
    return new Side(table, 7, standing);
  }
}
