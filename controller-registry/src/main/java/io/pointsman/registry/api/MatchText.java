package io.pointsman.registry.api;

import io.pointsman.decider.DataModel;
import io.pointsman.decider.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A rule's match as one line for people. */
public final class MatchText {
  private MatchText() {}

  /** Such as {@code cluster billing-*, cohort tier-1|tier-2}; {@code everything} without parts. */
  public static String of(Match match) {
    List<String> parts = new ArrayList<>();
    part(parts, "cluster", match.cluster());
    part(parts, "keyspace", match.keyspace());
    part(parts, "table", match.table());
    part(parts, "destination", match.destination());
    part(parts, "data model", match.dataModel().stream().map(DataModel::wireName).toList());
    part(parts, "cohort", match.cohort());
    match.labels().forEach((label, values) -> part(parts, "label " + label, values));
    return parts.isEmpty() ? "everything" : String.join(", ", parts);
  }

  private static void part(List<String> parts, String what, Collection<?> values) {
    if (!values.isEmpty()) {
      parts.add(
          what + " " + values.stream().map(Object::toString).collect(Collectors.joining(" | ")));
    }
  }
}
