package io.pointsman.decider;

import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which movements a rule speaks of. Every part that is not empty has to match; a part matches when
 * one of its values does. With no part at all, every movement matches.
 *
 * @param cluster globs on the source's cluster, never null
 * @param keyspace globs on the source's keyspace, never null
 * @param table globs on the source's table, never null
 * @param destination globs on {@code catalog.namespace.table}, never null
 * @param dataModel data models, never null
 * @param cohort cohorts, never null; a movement without a cohort is in none
 * @param labels allowed values by label, never null; a movement needs every label that is named
 */
public record Match(
    SortedSet<Glob> cluster,
    SortedSet<Glob> keyspace,
    SortedSet<Glob> table,
    SortedSet<Glob> destination,
    SortedSet<DataModel> dataModel,
    SortedSet<String> cohort,
    Map<String, SortedSet<String>> labels) {

  public static final Match EVERYTHING =
      new Match(
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          new TreeSet<>(),
          Map.of());

  public Match {
    cluster = sorted(cluster);
    keyspace = sorted(keyspace);
    table = sorted(table);
    destination = sorted(destination);
    dataModel = sorted(dataModel);
    cohort = sorted(cohort);
    labels = sortedValues(labels);
  }

  public boolean matches(Movement movement) {
    // Asked a thousand million times when a large table is simulated: loops, nothing made anew.
    SourceTable source = movement.source();
    return anyMatches(cluster, source.cluster())
        && anyMatches(keyspace, source.keyspace())
        && anyMatches(table, source.table())
        && (destination.isEmpty() || anyMatches(destination, movement.destination().toString()))
        && (dataModel.isEmpty() || dataModel.contains(movement.dataModel()))
        && (cohort.isEmpty() || (movement.cohort() != null && cohort.contains(movement.cohort())))
        && (labels.isEmpty() || allMatch(movement.labels()));
  }

  private boolean allMatch(Map<String, String> values) {
    for (Map.Entry<String, SortedSet<String>> label : labels.entrySet()) {
      String value = values.get(label.getKey());
      if (value == null || !label.getValue().contains(value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean anyMatches(SortedSet<Glob> globs, String name) {
    for (Glob glob : globs) {
      if (glob.matches(name)) {
        return true;
      }
    }
    return globs.isEmpty();
  }

  private static <T extends Comparable<? super T>> SortedSet<T> sorted(SortedSet<T> values) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(values));
  }

  private static Map<String, SortedSet<String>> sortedValues(
      Map<String, SortedSet<String>> labels) {
    TreeMap<String, SortedSet<String>> copy = new TreeMap<>();
    labels.forEach((label, values) -> copy.put(label, sorted(values)));
    return Collections.unmodifiableMap(copy);
  }
}
