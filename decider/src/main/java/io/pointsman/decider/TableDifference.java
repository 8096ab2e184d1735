package io.pointsman.decider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One place where two routing tables differ. Rules are told apart by their ids and pins by their
 * movements, not by their places.
 *
 * @param path where, such as {@code rules.tier-3.route} or {@code rules (order)}
 * @param from what it is, or null when it is new
 * @param to what it would be, or null when it would be gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableDifference(String path, JsonNode from, JsonNode to) {

  /** All differences, in the document's order; none for equal tables. */
  public static List<TableDifference> between(RoutingTable from, RoutingTable to) {
    List<TableDifference> differences = new ArrayList<>();
    JsonNode before = from.document();
    JsonNode after = to.document();
    fields(differences, "", before, after, Set.of("rules", "pins"));
    Map<String, JsonNode> rulesBefore = named(before.get("rules"), "id");
    Map<String, JsonNode> rulesAfter = named(after.get("rules"), "id");
    named(differences, "rules.", rulesBefore, rulesAfter);
    List<String> keptBefore = new ArrayList<>(rulesBefore.keySet());
    List<String> keptAfter = new ArrayList<>(rulesAfter.keySet());
    keptBefore.retainAll(rulesAfter.keySet());
    keptAfter.retainAll(rulesBefore.keySet());
    if (!keptBefore.equals(keptAfter)) {
      differences.add(
          new TableDifference(
              "rules (order)",
              WireJson.mapper().valueToTree(keptBefore),
              WireJson.mapper().valueToTree(keptAfter)));
    }
    named(
        differences,
        "pins.",
        named(before.get("pins"), "movement"),
        named(after.get("pins"), "movement"));
    return differences;
  }

  private static void named(
      List<TableDifference> differences,
      String path,
      Map<String, JsonNode> before,
      Map<String, JsonNode> after) {
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      JsonNode earlier = before.get(name);
      JsonNode later = after.get(name);
      if (earlier == null || later == null) {
        differences.add(new TableDifference(path + name, earlier, later));
      } else {
        fields(differences, path + name + ".", earlier, later, Set.of());
      }
    }
  }

  private static void fields(
      List<TableDifference> differences,
      String path,
      JsonNode before,
      JsonNode after,
      Set<String> except) {
    Set<String> names = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    names.removeAll(except);
    for (String name : names) {
      JsonNode earlier = before.get(name);
      JsonNode later = after.get(name);
      if (earlier == null ? later != null : !earlier.equals(later)) {
        differences.add(new TableDifference(path + name, earlier, later));
      }
    }
  }

  private static Map<String, JsonNode> named(JsonNode list, String name) {
    Map<String, JsonNode> named = new LinkedHashMap<>();
    list.forEach(node -> named.put(node.get(name).textValue(), node));
    return named;
  }

  @Override
  public String toString() {
    return from == null
        ? "+ " + path + ": " + to
        : to == null ? "- " + path + ": " + from : "~ " + path + ": " + from + " -> " + to;
  }
}
