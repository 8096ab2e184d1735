package io.pointsman.decider;

import io.pointsman.decider.RoutingTable.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * Finds the first rule that matches without asking them all: each rule stands under the values of
 * one of its parts, the rarest, by whole name or, for globs, by the text before the first wildcard.
 * What has neither is asked always. It finds what {@link RoutingTable#firstMatch} finds.
 */
final class RuleIndex {
  private static final String NAME = "=";
  private static final String PREFIX = "^";

  private final List<Rule> rules;
  private final Map<String, int[]> under = new HashMap<>();
  private final Map<String, SortedSet<Integer>> prefixLengths = new TreeMap<>();
  private final int[] always;

  RuleIndex(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    List<List<List<String>>> choices = new ArrayList<>();
    Map<String, Integer> crowd = new HashMap<>();
    for (Rule rule : this.rules) {
      List<List<String>> keys = choices(rule.match());
      choices.add(keys);
      keys.forEach(part -> part.forEach(key -> crowd.merge(key, 1, Integer::sum)));
    }
    Map<String, List<Integer>> chosen = new HashMap<>();
    List<Integer> rest = new ArrayList<>();
    ToIntFunction<List<String>> crowded =
        part -> part.stream().mapToInt(crowd::get).max().orElse(Integer.MAX_VALUE);
    for (int i = 0; i < choices.size(); i++) {
      int number = i;
      choices.get(i).stream()
          .min(java.util.Comparator.comparingInt(crowded))
          .ifPresentOrElse(
              part ->
                  part.forEach(
                      key -> chosen.computeIfAbsent(key, any -> new ArrayList<>()).add(number)),
              () -> rest.add(number));
    }
    chosen.forEach(
        (key, numbers) -> {
          under.put(key, numbers.stream().mapToInt(Integer::intValue).toArray());
          int mark = key.indexOf(PREFIX);
          if (mark == 1) {
            prefixLengths
                .computeIfAbsent(key.substring(0, 1), any -> new TreeSet<>())
                .add(key.length() - 2);
          }
        });
    always = rest.stream().mapToInt(Integer::intValue).toArray();
  }

  Optional<Rule> firstMatch(Movement movement) {
    OptionalInt first = first(movement);
    return first.isPresent() ? Optional.of(rules.get(first.getAsInt())) : Optional.empty();
  }

  /** The number of the first rule that matches. */
  OptionalInt first(Movement movement) {
    First first = new First(number -> rules.get(number).match().matches(movement));
    name(first, "c", movement.source().cluster());
    name(first, "k", movement.source().keyspace());
    name(first, "t", movement.source().table());
    name(first, "d", movement.destination().toString());
    if (movement.cohort() != null) {
      first.among(under.get("o" + NAME + movement.cohort()));
    }
    movement
        .labels()
        .forEach((label, value) -> first.among(under.get("l" + NAME + label + NAME + value)));
    first.among(always);
    return first.found();
  }

  /**
   * The number of an earlier rule that matches whatever a rule matches, so that this one is never
   * asked for anything. Sound, but not complete: each part of one earlier rule is held against the
   * same part of this one, so that several earlier rules which only together leave nothing over are
   * not noticed.
   */
  OptionalInt coveredBy(int number) {
    Match covered = rules.get(number).match();
    First first =
        new First(
            earlier -> earlier < number && MatchCover.covers(rules.get(earlier).match(), covered));
    glob(first, "c", covered.cluster());
    glob(first, "k", covered.keyspace());
    glob(first, "t", covered.table());
    glob(first, "d", covered.destination());
    if (!covered.cohort().isEmpty()) {
      first.among(under.get("o" + NAME + covered.cohort().first()));
    }
    covered
        .labels()
        .forEach(
            (label, values) -> first.among(under.get("l" + NAME + label + NAME + values.first())));
    first.among(always);
    return first.found();
  }

  private void glob(First first, String part, SortedSet<Glob> globs) {
    if (!globs.isEmpty()) {
      name(first, part, globs.first().pattern());
    }
  }

  private void name(First first, String part, String value) {
    first.among(under.get(part + NAME + value));
    for (int length : prefixLengths.getOrDefault(part, java.util.Collections.emptySortedSet())) {
      if (length > value.length()) {
        break;
      }
      first.among(under.get(part + PREFIX + value.substring(0, length)));
    }
  }

  /** Under which keys a rule could stand: one list a part that has any. */
  private static List<List<String>> choices(Match match) {
    List<List<String>> choices = new ArrayList<>();
    globs(choices, "c", match.cluster());
    globs(choices, "k", match.keyspace());
    globs(choices, "t", match.table());
    globs(choices, "d", match.destination());
    names(choices, "o" + NAME, match.cohort());
    match.labels().forEach((label, values) -> names(choices, "l" + NAME + label + NAME, values));
    return choices;
  }

  private static void globs(List<List<String>> choices, String part, Collection<Glob> globs) {
    if (globs.isEmpty()) {
      return;
    }
    List<String> keys = new ArrayList<>();
    for (Glob glob : globs) {
      String prefix = glob.literalPrefix();
      if (prefix.isEmpty()) {
        return;
      }
      keys.add(part + (prefix.equals(glob.pattern()) ? NAME : PREFIX) + prefix);
    }
    choices.add(keys);
  }

  private static void names(List<List<String>> choices, String key, Collection<String> values) {
    if (!values.isEmpty()) {
      choices.add(values.stream().map(value -> key + value).toList());
    }
  }

  /** The smallest number among several sorted lists that passes. */
  private static final class First {
    private final IntPredicate passes;
    private int best = Integer.MAX_VALUE;

    First(IntPredicate passes) {
      this.passes = passes;
    }

    void among(int[] numbers) {
      if (numbers == null) {
        return;
      }
      for (int number : numbers) {
        if (number >= best) {
          return;
        }
        if (passes.test(number)) {
          best = number;
          return;
        }
      }
    }

    OptionalInt found() {
      return best == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(best);
    }
  }

  @Override
  public String toString() {
    return rules.size() + " rules, " + Arrays.toString(always) + " asked always";
  }
}
