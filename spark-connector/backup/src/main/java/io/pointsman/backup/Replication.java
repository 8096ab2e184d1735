package io.pointsman.backup;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a keyspace is replicated, as far as it decides which nodes hold a row.
 *
 * @param strategy {@code SimpleStrategy}, {@code NetworkTopologyStrategy}, … without a package
 * @param factors replicas by data centre; for SimpleStrategy one, under {@code replication_factor}
 */
public record Replication(String strategy, Map<String, Integer> factors) {
  static final String SIMPLE = "SimpleStrategy";
  static final String BY_DATA_CENTRE = "NetworkTopologyStrategy";
  static final String EVERYWHERE = "EverywhereStrategy";
  private static final String FACTOR = "replication_factor";
  private static final int MOST_REPLICAS = 1_000;

  public Replication {
    factors = Map.copyOf(factors);
  }

  /**
   * Reads the options of {@code WITH replication = {…}}.
   *
   * @throws IllegalArgumentException when a factor is not a number of replicas; transient
   *     replication, {@code 3/1}, is not read
   */
  static Replication of(Map<String, String> options) {
    String name = options.getOrDefault("class", "");
    Map<String, Integer> factors = new TreeMap<>();
    options.forEach(
        (option, value) -> {
          if (!option.equals("class")) {
            factors.put(option, factor(option, value));
          }
        });
    return new Replication(name.substring(name.lastIndexOf('.') + 1), factors);
  }

  private static int factor(String option, String value) {
    try {
      int factor = Integer.parseInt(value.strip());
      if (factor >= 0 && factor <= MOST_REPLICAS) {
        return factor;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("replication '" + option + "' is '" + value + "'", e);
    }
    throw new IllegalArgumentException("replication '" + option + "' is " + value);
  }

  /** Replicas in a data centre; for SimpleStrategy in the whole ring. */
  int replicasIn(String dataCentre) {
    if (strategy.equals(BY_DATA_CENTRE)) {
      // A factor without a data centre counts for all that have none of their own.
      return factors.getOrDefault(dataCentre, factors.getOrDefault(FACTOR, 0));
    }
    return factors.getOrDefault(FACTOR, 1);
  }

  @Override
  public String toString() {
    return strategy + new TreeMap<>(factors);
  }
}
