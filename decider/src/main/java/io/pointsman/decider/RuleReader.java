package io.pointsman.decider;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.RoutingTable.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the rules of a routing table's document. */
final class RuleReader {
  private static final Pattern RULE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
  private static final int MOST_RUNS = 1000;
  private static final int MOST_EVIDENCE = 1_000_000;
  private static final int MOST_SHADOWS = 100_000;
  private static final int MOST_HOURS = 24 * 365;
  private static final int MOST_STEPS = 100;
  private static final Duration LONGEST_HOLD = Duration.ofDays(365);

  private final DocumentNodes nodes;
  private final Map<String, Integer> seen = new HashMap<>();

  RuleReader(DocumentNodes nodes) {
    this.nodes = nodes;
  }

  List<Rule> rules(JsonNode node) {
    List<Rule> rules = new ArrayList<>();
    for (JsonNode rule : nodes.array("rules", node)) {
      rules.add(rule("rules[" + rules.size() + "]", rule, rules.size()));
    }
    return rules;
  }

  private Rule rule(String path, JsonNode node, int index) {
    if (!nodes.object(path, node, "a mapping with 'id', 'match' and 'route'")) {
      return new Rule("", Match.EVERYTHING, RouteSetting.legacy());
    }
    nodes.onlyFields(path, node, "id", "match", "route", "ramp", "guard", "shadowBudget");
    return new Rule(
        id(path + ".id", node.get("id"), index),
        match(path + ".match", node.get("match")),
        ruleRoute(path, node),
        guard(path + ".guard", node.get("guard")),
        shadowBudget(path + ".shadowBudget", node.get("shadowBudget")));
  }

  private String id(String path, JsonNode node, int index) {
    String id = nodes.text(path, node, 100);
    if (id.equals(Rule.DEFAULT)) {
      nodes.fault(path, "is 'default', which is the name of what no rule speaks of");
    } else if (!id.isEmpty() && !RULE_ID.matcher(id).matches()) {
      nodes.fault(path, "is '" + Names.shown(id) + "', which does not match " + RULE_ID.pattern());
    }
    Integer earlier = id.isEmpty() ? null : seen.putIfAbsent(id, index);
    if (earlier != null) {
      nodes.fault(path, "is '" + id + "', as is rules[" + earlier + "].id; ids are unique");
    }
    return id;
  }

  private RuleRoute ruleRoute(String path, JsonNode node) {
    if (!node.has("ramp")) {
      return route(path + ".route", node.get("route"));
    }
    if (node.has("route")) {
      nodes.fault(path, "has both 'route' and 'ramp'; give one of them");
    }
    return ramp(path + ".ramp", node.get("ramp"));
  }

  private Match match(String path, JsonNode node) {
    if (!nodes.object(path, node, "a mapping; write {} to match every movement")) {
      return Match.EVERYTHING;
    }
    nodes.onlyFields(
        path, node, "cluster", "keyspace", "table", "destination", "dataModel", "cohort", "labels");
    return new Match(
        nodes.set(path + ".cluster", node.get("cluster"), Glob::new),
        nodes.set(path + ".keyspace", node.get("keyspace"), Glob::new),
        nodes.set(path + ".table", node.get("table"), Glob::new),
        nodes.set(path + ".destination", node.get("destination"), Glob::new),
        nodes.set(path + ".dataModel", node.get("dataModel"), RuleReader::dataModel),
        nodes.set(path + ".cohort", node.get("cohort"), Function.identity()),
        labels(path + ".labels", node.get("labels")));
  }

  private Map<String, SortedSet<String>> labels(String path, JsonNode node) {
    Map<String, SortedSet<String>> labels = new TreeMap<>();
    if (node == null || !nodes.object(path, node, "a mapping of labels to allowed values")) {
      return labels;
    }
    node.properties()
        .forEach(
            label ->
                labels.put(
                    label.getKey(),
                    nodes.set(
                        path + "." + Names.shown(label.getKey()),
                        label.getValue(),
                        Function.identity())));
    return labels;
  }

  private static DataModel dataModel(String text) {
    for (DataModel model : DataModel.values()) {
      if (model.wireName().equals(text)) {
        return model;
      }
    }
    throw new IllegalArgumentException(
        "is '" + Names.shown(text) + "'; it is one of table, key-value, time-series");
  }

  RouteSetting route(String path, JsonNode node) {
    if (!nodes.object(path, node, "a mapping with 'connector' or 'sparkPercent'")) {
      return RouteSetting.legacy();
    }
    nodes.onlyFields(path, node, "connector", "sparkPercent", "shadowPercent");
    Percent shadow = shadow(path, node);
    if (node.has("connector") == node.has("sparkPercent")) {
      nodes.fault(
          path,
          node.has("connector")
              ? "has both 'connector' and 'sparkPercent'; give one of them"
              : "has neither 'connector' nor 'sparkPercent'; give one of them");
      return RouteSetting.legacy();
    }
    return node.has("connector")
        ? new RouteSetting.Fixed(
            nodes.connector(path + ".connector", node.get("connector")), shadow)
        : new RouteSetting.Split(
            nodes.percent(path + ".sparkPercent", node.get("sparkPercent")), shadow);
  }

  private Percent shadow(String path, JsonNode node) {
    return node.has("shadowPercent")
        ? nodes.percent(path + ".shadowPercent", node.get("shadowPercent"))
        : Percent.NONE;
  }

  private RuleRoute ramp(String path, JsonNode node) {
    List<RampStep> steps = new ArrayList<>();
    for (JsonNode step : nodes.array(path, node)) {
      steps.add(step(path + "[" + steps.size() + "]", step));
    }
    if (steps.isEmpty() || steps.size() > MOST_STEPS) {
      nodes.fault(path, "has " + steps.size() + " steps; 1 to " + MOST_STEPS + " are expected");
      return RouteSetting.legacy();
    }
    for (int i = 0; i < steps.size(); i++) {
      boolean last = i == steps.size() - 1;
      if (last == steps.get(i).conditional()) {
        nodes.fault(
            path + "[" + i + "]",
            last
                ? "is the last step, which is never left; hold, cleanProofs, cleanRuns and approval"
                    + " belong to the steps before it"
                : "would be left at once; give it a hold, cleanProofs, cleanRuns or approval");
      }
      if (i > 0 && steps.get(i).percent().compareTo(steps.get(i - 1).percent()) < 0) {
        nodes.fault(
            path + "[" + i + "].percent",
            "is "
                + steps.get(i).percent().toDecimal().toPlainString()
                + ", less than the step before; a ramp never falls");
      }
    }
    return new Ramp(steps);
  }

  private RampStep step(String path, JsonNode node) {
    if (!nodes.object(path, node, "a mapping such as {percent: 1, hold: 24h}")) {
      return new RampStep(Percent.NONE, Percent.NONE, Duration.ZERO, 0, 0, false);
    }
    nodes.onlyFields(
        path, node, "percent", "shadowPercent", "hold", "cleanProofs", "cleanRuns", "approval");
    Percent percent = Percent.NONE;
    if (node.has("percent")) {
      percent = nodes.percent(path + ".percent", node.get("percent"));
    } else {
      nodes.fault(path + ".percent", "is missing; a number from 0 to 100 is expected");
    }
    return new RampStep(
        percent,
        shadow(path, node),
        nodes.duration(path + ".hold", node.get("hold"), LONGEST_HOLD),
        nodes.count(path + ".cleanProofs", node.get("cleanProofs"), 1, MOST_EVIDENCE, 0),
        nodes.count(path + ".cleanRuns", node.get("cleanRuns"), 1, MOST_EVIDENCE, 0),
        nodes.flag(path + ".approval", node.get("approval")));
  }

  /** What is not said is left open. */
  ShadowBudget shadowBudget(String path, JsonNode node) {
    if (node == null
        || !nodes.object(path, node, "a mapping such as {atOnce: 4, bytesPerDay: 500GB}")) {
      return ShadowBudget.FLEETS;
    }
    nodes.onlyFields(path, node, "atOnce", "bytesPerDay", "hours");
    return new ShadowBudget(
        node.has("atOnce")
            ? (Integer) nodes.count(path + ".atOnce", node.get("atOnce"), 0, MOST_SHADOWS, 0)
            : null,
        node.has("bytesPerDay")
            ? (Long) nodes.bytes(path + ".bytesPerDay", node.get("bytesPerDay"))
            : null,
        node.has("hours")
            ? (Integer) nodes.count(path + ".hours", node.get("hours"), 1, MOST_HOURS, 1)
            : null);
  }

  private Guard guard(String path, JsonNode node) {
    if (node == null || !nodes.object(path, node, "a mapping such as {demoteAfterFallbacks: 2}")) {
      return Guard.NONE;
    }
    nodes.onlyFields(
        path, node, "requireOwnProofs", "demoteAfterFallbacks", "demoteOnMismatch", "cooldownRuns");
    Guard guard =
        new Guard(
            nodes.count(path + ".requireOwnProofs", node.get("requireOwnProofs"), 1, MOST_RUNS, 0),
            nodes.count(
                path + ".demoteAfterFallbacks", node.get("demoteAfterFallbacks"), 1, MOST_RUNS, 0),
            nodes.flag(path + ".demoteOnMismatch", node.get("demoteOnMismatch")),
            nodes.count(path + ".cooldownRuns", node.get("cooldownRuns"), 1, MOST_RUNS, 0));
    if (guard.cooldownRuns() > 0 && !guard.demotes()) {
      nodes.fault(
          path + ".cooldownRuns",
          "has nothing to cool down from; give demoteAfterFallbacks or demoteOnMismatch");
    }
    return guard;
  }
}
