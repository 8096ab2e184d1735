package io.pointsman.decider;

import java.util.Set;
import java.util.SortedSet;

/** Whether one match lets through everything that another does. */
final class MatchCover {
  private MatchCover() {}

  /**
   * True only when it is certain; false when it is not so, or not seen by comparing part by part.
   */
  static boolean covers(Match wide, Match narrow) {
    return globs(wide.cluster(), narrow.cluster())
        && globs(wide.keyspace(), narrow.keyspace())
        && globs(wide.table(), narrow.table())
        && globs(wide.destination(), narrow.destination())
        && values(wide.dataModel(), narrow.dataModel())
        && values(wide.cohort(), narrow.cohort())
        && wide.labels().entrySet().stream()
            .allMatch(
                label -> {
                  SortedSet<String> values = narrow.labels().get(label.getKey());
                  return values != null && label.getValue().containsAll(values);
                });
  }

  private static boolean globs(SortedSet<Glob> wide, SortedSet<Glob> narrow) {
    return wide.isEmpty()
        || (!narrow.isEmpty()
            && narrow.stream()
                .allMatch(glob -> wide.stream().anyMatch(wider -> wider.covers(glob))));
  }

  private static boolean values(Set<?> wide, Set<?> narrow) {
    return wide.isEmpty() || (!narrow.isEmpty() && wide.containsAll(narrow));
  }
}
