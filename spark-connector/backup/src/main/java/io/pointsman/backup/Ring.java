package io.pointsman.backup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which nodes hold which tokens, by the rules of Cassandra's replication strategies. (Those of 5.0:
 * {@code SimpleStrategy.calculateNaturalReplicas} and {@code
 * NetworkTopologyStrategy.calculateNaturalReplicas}.)
 */
final class Ring {
  /**
   * The tokens from one node's to the next one's.
   *
   * @param startExclusive greater than the end in the range that goes over the ring's end
   * @param replicas names of nodes
   */
  record Range(long startExclusive, long endInclusive, Set<String> replicas) {
    List<TokenSet.Range> unwrapped() {
      if (startExclusive < endInclusive) {
        return List.of(new TokenSet.Range(startExclusive, endInclusive));
      }
      List<TokenSet.Range> parts = new ArrayList<>();
      if (startExclusive < Long.MAX_VALUE) {
        parts.add(new TokenSet.Range(startExclusive, Long.MAX_VALUE));
      }
      if (endInclusive > Long.MIN_VALUE) {
        parts.add(new TokenSet.Range(Long.MIN_VALUE, endInclusive));
      }
      return parts;
    }
  }

  private final List<Range> ranges;

  private Ring(List<Range> ranges) {
    this.ranges = List.copyOf(ranges);
  }

  /**
   * Works the ring out.
   *
   * @throws IllegalArgumentException saying what is not known, or does not fit together
   */
  static Ring of(List<Backup.Node> nodes, Replication replication) {
    Map<Long, Backup.Node> byToken = new TreeMap<>();
    for (Backup.Node node : nodes) {
      if (node.tokens().isEmpty()) {
        throw new IllegalArgumentException("the tokens of node " + node.name() + " are not known");
      }
      for (long token : node.tokens()) {
        Backup.Node other = byToken.put(token, node);
        if (other != null && !other.name().equals(node.name())) {
          throw new IllegalArgumentException(
              "nodes " + other.name() + " and " + node.name() + " both have token " + token);
        }
      }
    }
    if (byToken.isEmpty()) {
      throw new IllegalArgumentException("there is no node");
    }
    List<Places> places = places(byToken, replication);
    List<Range> ranges = new ArrayList<>();
    long start = byToken.keySet().stream().reduce((first, second) -> second).orElseThrow();
    for (long end : byToken.keySet()) {
      Set<String> replicas = new LinkedHashSet<>();
      places.forEach(each -> replicas.addAll(each.replicas(end)));
      ranges.add(new Range(start, end, replicas));
      start = end;
    }
    return new Ring(ranges);
  }

  private static List<Places> places(Map<Long, Backup.Node> byToken, Replication replication) {
    return switch (replication.strategy()) {
      case Replication.SIMPLE -> List.of(new Places(byToken, replication.replicasIn(null), false));
      case Replication.EVERYWHERE ->
          List.of(new Places(byToken, (int) byToken.values().stream().distinct().count(), false));
      case Replication.BY_DATA_CENTRE -> byDataCentre(byToken, replication);
      default ->
          throw new IllegalArgumentException(
              "the replication strategy '" + replication.strategy() + "' is not known");
    };
  }

  private static List<Places> byDataCentre(
      Map<Long, Backup.Node> byToken, Replication replication) {
    Map<String, Map<Long, Backup.Node>> dataCentres = new TreeMap<>();
    byToken.forEach(
        (token, node) -> {
          if (node.dataCentre() == null || node.rack() == null) {
            throw new IllegalArgumentException(
                "the data centre or rack of node " + node.name() + " is not known");
          }
          dataCentres.computeIfAbsent(node.dataCentre(), dc -> new TreeMap<>()).put(token, node);
        });
    List<Places> places = new ArrayList<>();
    dataCentres.forEach(
        (name, tokens) -> places.add(new Places(tokens, replication.replicasIn(name), true)));
    return places;
  }

  /** The ring of one data centre, or of all when the strategy does not tell them apart. */
  private static final class Places {
    private final long[] tokens;
    private final Backup.Node[] nodes;
    private final int replicas;
    private final int rackRepeats;

    Places(Map<Long, Backup.Node> byToken, int factor, boolean racksMatter) {
      tokens = byToken.keySet().stream().mapToLong(Long::longValue).toArray();
      nodes = byToken.values().toArray(Backup.Node[]::new);
      Set<String> names = new HashSet<>();
      Set<String> racks = new HashSet<>();
      for (Backup.Node node : nodes) {
        names.add(node.name());
        racks.add(Objects.toString(node.rack()));
      }
      replicas = Math.min(factor, names.size());
      // With fewer racks than replicas some racks hold two.
      rackRepeats = racksMatter ? factor - racks.size() : Integer.MAX_VALUE;
    }

    Set<String> replicas(long token) {
      Set<String> chosen = new LinkedHashSet<>();
      Set<String> racks = new HashSet<>();
      int repeatsLeft = rackRepeats;
      int found = Arrays.binarySearch(tokens, token);
      int first = found >= 0 ? found : -found - 1;
      for (int i = 0; i < tokens.length && chosen.size() < replicas; i++) {
        Backup.Node node = nodes[(first + i) % tokens.length];
        if (chosen.contains(node.name())) {
          continue;
        }
        if (racks.add(Objects.toString(node.rack()))) {
          chosen.add(node.name());
        } else if (repeatsLeft > 0) {
          repeatsLeft--;
          chosen.add(node.name());
        }
      }
      return chosen;
    }
  }

  List<Range> ranges() {
    return ranges;
  }

  /** The tokens that each node is a replica of; a node that has none is not in it. */
  Map<String, TokenSet> owned() {
    Map<String, List<TokenSet.Range>> byNode = new HashMap<>();
    for (Range range : ranges) {
      for (String node : range.replicas()) {
        byNode.computeIfAbsent(node, name -> new ArrayList<>()).addAll(range.unwrapped());
      }
    }
    Map<String, TokenSet> owned = new HashMap<>();
    byNode.forEach((node, parts) -> owned.put(node, TokenSet.of(parts)));
    return owned;
  }
}
