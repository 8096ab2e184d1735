package io.pointsman.it.fuzz;

import io.pointsman.backup.CqlType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One table and everything that happens to it. Where its name belongs, in statements and in the
 * names of its types, stands {@value #PLACE}.
 *
 * @param number its number in its run, from 0
 * @param create what creates its types and the table, in order
 * @param rounds what is written; the rounds of all histories of a batch happen at the same time
 */
record History(int number, List<String> create, List<Round> rounds) {
  static final String PLACE = "@@";

  /** What {@link #types} may say. */
  static final Set<String> ALL_TYPES =
      Stream.concat(
              Arrays.stream(CqlType.Simple.values()).map(CqlType::cql),
              Stream.of("list", "set", "map", "tuple", "vector", "user-defined", "custom"))
          .collect(Collectors.toUnmodifiableSet());

  History {
    create = List.copyOf(create);
    rounds = List.copyOf(rounds);
  }

  /**
   * What happens between two changes of which nodes are there.
   *
   * @param steps in order
   */
  record Round(List<Step> steps) {
    Round {
      steps = List.copyOf(steps);
    }
  }

  /** One thing that happens. */
  sealed interface Step {
    /** A change of the schema, which comes before anything else of its round. */
    record Alter(String cql) implements Step {}

    /** An insert, update, delete or batch. */
    record Write(String cql) implements Step {}

    /** What is in memory is written to an SSTable, after all writes of the round. */
    record Flush() implements Step {}

    /** All SSTables of a node become one, after its flush. */
    record Compact() implements Step {}
  }

  /** A step and where it stands. */
  record Placed(int round, Step step) {}

  /** Every step, in order. */
  List<Placed> steps() {
    List<Placed> all = new ArrayList<>();
    for (int round = 0; round < rounds.size(); round++) {
      for (Step step : rounds.get(round).steps()) {
        all.add(new Placed(round, step));
      }
    }
    return all;
  }

  /** The same table with these steps only. */
  History with(List<Placed> steps) {
    List<Round> kept = new ArrayList<>();
    for (int i = 0; i < rounds.size(); i++) {
      int round = i;
      kept.add(
          new Round(
              steps.stream().filter(placed -> placed.round() == round).map(Placed::step).toList()));
    }
    return new History(number, create, kept);
  }

  /** The types of its columns, and of what is nested in them, by their names in CQL. */
  Set<String> types() {
    Set<String> types = new TreeSet<>();
    for (String statement : create) {
      String columns = statement.replaceAll("(?s)\\)\\) WITH .*", "").replaceAll("\"[^\"]*\"", "");
      for (String word : columns.split("[^a-z]+")) {
        if (ALL_TYPES.contains(word)) {
          types.add(word);
        }
      }
      if (columns.contains("CREATE TYPE")) {
        types.add("user-defined");
      }
      if (columns.contains("'")) {
        types.add("custom");
      }
    }
    return types;
  }

  /** A statement for a table of that name. */
  static String named(String statement, String table) {
    return statement.replace(PLACE, table);
  }

  /**
   * The history as CQL that a person can run again.
   *
   * @param table the table's name
   * @param modes which nodes there are in each round
   */
  String cql(String table, List<Mode> modes) {
    StringBuilder text = new StringBuilder();
    create.forEach(statement -> text.append(named(statement, table)).append(";\n"));
    for (int round = 0; round < rounds.size(); round++) {
      List<Step> steps = rounds.get(round).steps();
      if (!steps.isEmpty()) {
        text.append("-- ").append(modes.get(round).words()).append('\n');
      }
      for (Step step : steps) {
        text.append(line(step, table)).append('\n');
      }
    }
    return text.toString();
  }

  private static String line(Step step, String table) {
    if (step instanceof Step.Alter alter) {
      return named(alter.cql(), table) + ";";
    } else if (step instanceof Step.Write write) {
      return named(write.cql(), table) + ";";
    } else if (step instanceof Step.Flush) {
      return "-- nodetool flush";
    }
    return "-- nodetool compact";
  }
}
