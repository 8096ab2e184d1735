package io.pointsman.decider;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rules of every kind and movements for them, as many as are asked for. */
final class LargeFleet {
  private LargeFleet() {}

  static RoutingTable table(int rules) {
    return RoutingTableParser.parse(
        "salt: pointsman\nrules:\n"
            + IntStream.range(0, rules)
                .mapToObj(number -> "- {id: r" + number + ", match: " + match(number) + "}\n")
                .map(rule -> rule.replace("}}\n", "}, route: {sparkPercent: 10}}\n"))
                .collect(Collectors.joining())
            + "default: {route: {connector: legacy}}\n");
  }

  private static String match(int number) {
    return switch (number % 10) {
      case 0, 1, 2 -> "{cluster: c" + number % 500 + ", keyspace: ks" + number + "}";
      case 3, 4 -> "{cluster: c" + number % 500 + ", table: 'events_" + number + "_*'}";
      case 5, 6 -> "{destination: 'lake.n" + number + ".*'}";
      case 7 -> "{cohort: [tier-" + number % 50 + "], labels: {team: [t" + number + "]}}";
      case 8 -> "{cluster: 'c" + number % 500 + "*', dataModel: key-value}";
      // No text that names begin with: asked of every movement.
      default -> number % 100 == 9 ? "{cluster: '*-x" + number + "'}" : "{cohort: x" + number + "}";
    };
  }

  static List<Movement> movements(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            number ->
                new Movement(
                    new SourceTable(
                        "c" + number % 500, "ks" + number % 12_000, "events_" + number + "_x"),
                    new DestinationTable("lake", "n" + number % 20_000, "t" + number),
                    DataModel.TABLE,
                    "tier-" + number % 60,
                    Map.of("team", "t" + number % 3000)))
        .toList();
  }
}
