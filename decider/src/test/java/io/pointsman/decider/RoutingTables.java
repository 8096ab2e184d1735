package io.pointsman.decider;

import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Routing tables, movements and requests for properties. */
final class RoutingTables {
  static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private RoutingTables() {}

  static RoutingTable withPercent(String salt, Percent percent) {
    return new RoutingTable(
        salt,
        List.of(),
        List.of(),
        KillSwitch.RELEASED,
        new RouteSetting.Split(percent, Percent.NONE));
  }

  static Movement movement(int number) {
    return Movement.parse("cluster-%d/ks/t%d -> lake.n.t%d".formatted(number % 7, number, number));
  }

  static DecisionRequest request(String runId, Movement movement) {
    return new DecisionRequest(runId, NOW, movement, null, null, null, false, 1, Map.of());
  }

  static Decision decide(RoutingTable table, Movement movement) {
    return decide(table, request("run-1", movement));
  }

  static Decision decide(RoutingTable table, DecisionRequest request) {
    return RouteDecider.decide(table, 7, request, 1, request.movement(), NOW, "registry");
  }

  static Arbitrary<Percent> percents() {
    return Arbitraries.integers().between(0, 10_000).map(Percent::new);
  }

  static Arbitrary<RoutingTable> tables() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .withChars("abz09 :#'\"-*?{}[]äß…&!|>%@`,\\")
            .ofMinLength(1)
            .ofMaxLength(12)
            .filter(text -> !text.isBlank());
    Arbitrary<SortedSet<String>> sets = texts.set().ofMaxSize(3).map(TreeSet::new);
    Arbitrary<SortedSet<Glob>> globs = texts.map(Glob::new).set().ofMaxSize(2).map(TreeSet::new);
    Arbitrary<SortedSet<DataModel>> models =
        Arbitraries.of(DataModel.class).set().ofMaxSize(2).map(TreeSet::new);
    Arbitrary<Map<String, SortedSet<String>>> labels =
        Arbitraries.maps(texts, sets.filter(set -> !set.isEmpty())).ofMaxSize(2).map(TreeMap::new);
    Arbitrary<Match> matches =
        Combinators.combine(globs, globs, globs, globs, models, sets, labels).as(Match::new);
    Arbitrary<RouteSetting> fixed =
        Combinators.combine(Arbitraries.of(Connector.class), percents())
            .as(RouteSetting.Fixed::new);
    Arbitrary<RouteSetting> split =
        Combinators.combine(percents(), percents()).as(RouteSetting.Split::new);
    Arbitrary<RouteSetting> routes = Arbitraries.oneOf(List.of(fixed, split));
    Arbitrary<List<Rule>> rules =
        Combinators.combine(
                matches, Arbitraries.oneOf(List.of(routes, ramps())), guards(), budgets())
            .as((match, route, guard, budget) -> new Rule("", match, route, guard, budget))
            .list()
            .ofMaxSize(4)
            .map(RoutingTables::numbered);
    Arbitrary<List<Pin>> pins =
        Combinators.combine(
                Arbitraries.integers().between(0, 99),
                Arbitraries.of(Connector.class),
                Arbitraries.integers().between(0, 40_000).map(LocalDate::ofEpochDay),
                texts,
                texts)
            .as(
                (number, connector, until, why, owner) ->
                    new Pin(movement(number).id(), connector, until, why, owner))
            .list()
            .uniqueElements(Pin::movement)
            .ofMaxSize(3);
    Arbitrary<KillSwitch> switches =
        Combinators.combine(Arbitraries.of(true, false), sets, texts.injectNull(0.5))
            .as(KillSwitch::new);
    Arbitrary<Breaker> breakers = Arbitraries.integers().between(0, 9).map(Breaker::new);
    return Combinators.combine(texts, rules, pins, switches, breakers, budgets(), routes)
        .as(RoutingTable::new);
  }

  /** Budgets as a document may have them, with and without what they may leave open. */
  static Arbitrary<ShadowBudget> budgets() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 100).injectNull(0.5),
            Arbitraries.longs().between(0, Long.MAX_VALUE).injectNull(0.5),
            Arbitraries.integers().between(1, 8760).injectNull(0.5))
        .as(ShadowBudget::new);
  }

  static Arbitrary<Guard> guards() {
    Arbitrary<Integer> counts = Arbitraries.integers().between(0, 5);
    return Combinators.combine(counts, counts, Arbitraries.of(true, false), counts)
        .as(
            (proofs, fallbacks, mismatch, cooldown) ->
                new Guard(proofs, fallbacks, mismatch, fallbacks > 0 || mismatch ? cooldown : 0));
  }

  /**
   * Ramps as a document may have them: their shares never fall, their last step waits for nothing.
   */
  static Arbitrary<RuleRoute> ramps() {
    Arbitrary<Duration> holds =
        Arbitraries.of(
            Duration.ofMinutes(90), Duration.ofHours(72), Duration.ofSeconds(3601), Duration.ZERO);
    Arbitrary<Integer> counts = Arbitraries.integers().between(0, 3);
    Arbitrary<RampStep> steps =
        Combinators.combine(percents(), percents(), holds, counts, counts)
            .as(
                (percent, shadow, hold, proofs, runs) ->
                    new RampStep(percent, shadow, hold, proofs, runs, hold.isZero()));
    return Combinators.combine(steps.list().ofMaxSize(4), percents())
        .as(
            (before, shadow) -> {
              List<RampStep> all =
                  new ArrayList<>(
                      before.stream().sorted(Comparator.comparing(RampStep::percent)).toList());
              all.add(new RampStep(Percent.ALL, shadow, Duration.ZERO, 0, 0, false));
              return new Ramp(all);
            });
  }

  private static List<Rule> numbered(List<Rule> rules) {
    List<Rule> numbered = new ArrayList<>();
    for (Rule rule : rules) {
      numbered.add(
          new Rule(
              "rule-" + numbered.size(),
              rule.match(),
              rule.route(),
              rule.guard(),
              rule.shadowBudget()));
    }
    return numbered;
  }
}
