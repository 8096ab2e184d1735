package io.pointsman.decider;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.InvalidRoutingTableException.Fault;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** One pass over a document's tree, which collects faults on its way. */
final class RoutingTableReader {
  private static final Pattern RULE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,99}");
  private static final int MAX_TEXT = 1000;

  private final List<Fault> faults = new ArrayList<>();

  RoutingTable read(JsonNode document) {
    if (document == null || !document.isObject()) {
      fault(
          "document",
          "is " + kind(document) + "; a routing table is a mapping with 'salt' and 'default'");
      throw new InvalidRoutingTableException(faults);
    }
    onlyFields("", document, "salt", "rules", "pins", "killSwitch", "default");
    String salt = text("salt", document.get("salt"), 100);
    List<Rule> rules = rules(document.get("rules"));
    List<Pin> pins = pins(document.get("pins"));
    KillSwitch killSwitch = killSwitch(document.get("killSwitch"));
    RouteSetting defaultRoute = defaultRoute(document.get("default"));
    if (!faults.isEmpty()) {
      throw new InvalidRoutingTableException(faults);
    }
    return new RoutingTable(salt, rules, pins, killSwitch, defaultRoute);
  }

  private List<Rule> rules(JsonNode node) {
    List<Rule> rules = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (JsonNode rule : array("rules", node)) {
      int index = rules.size();
      rules.add(rule("rules[" + index + "]", rule, seen, index));
    }
    return rules;
  }

  private Rule rule(String path, JsonNode node, Map<String, Integer> seen, int index) {
    if (!object(path, node, "a mapping with 'id', 'match' and 'route'")) {
      return new Rule("", Match.EVERYTHING, RouteSetting.legacy());
    }
    for (String later : List.of("ramp", "guard")) {
      if (node.has(later)) {
        fault(
            path + "." + later,
            "is not supported yet: this version has no ramps and guards; give the rule a fixed 'route'");
      }
    }
    onlyFields(path, node, "id", "match", "route", "ramp", "guard");
    String id = text(path + ".id", node.get("id"), 100);
    if (id.equals(Rule.DEFAULT)) {
      fault(path + ".id", "is 'default', which is the name of what no rule speaks of");
    } else if (!id.isEmpty() && !RULE_ID.matcher(id).matches()) {
      fault(
          path + ".id", "is '" + Names.shown(id) + "', which does not match " + RULE_ID.pattern());
    }
    Integer earlier = id.isEmpty() ? null : seen.putIfAbsent(id, index);
    if (earlier != null) {
      fault(path + ".id", "is '" + id + "', as is rules[" + earlier + "].id; ids are unique");
    }
    RouteSetting route =
        node.has("route") || !node.has("ramp")
            ? route(path + ".route", node.get("route"))
            : RouteSetting.legacy();
    return new Rule(id, match(path + ".match", node.get("match")), route);
  }

  private Match match(String path, JsonNode node) {
    if (!object(path, node, "a mapping; write {} to match every movement")) {
      return Match.EVERYTHING;
    }
    onlyFields(
        path, node, "cluster", "keyspace", "table", "destination", "dataModel", "cohort", "labels");
    return new Match(
        set(path + ".cluster", node.get("cluster"), Glob::new),
        set(path + ".keyspace", node.get("keyspace"), Glob::new),
        set(path + ".table", node.get("table"), Glob::new),
        set(path + ".destination", node.get("destination"), Glob::new),
        set(path + ".dataModel", node.get("dataModel"), RoutingTableReader::dataModel),
        set(path + ".cohort", node.get("cohort"), Function.identity()),
        labels(path + ".labels", node.get("labels")));
  }

  private Map<String, SortedSet<String>> labels(String path, JsonNode node) {
    Map<String, SortedSet<String>> labels = new TreeMap<>();
    if (node == null || !object(path, node, "a mapping of labels to allowed values")) {
      return labels;
    }
    node.properties()
        .forEach(
            label ->
                labels.put(
                    label.getKey(),
                    set(
                        path + "." + Names.shown(label.getKey()),
                        label.getValue(),
                        Function.identity())));
    return labels;
  }

  /** A single value or a list of them; a list that is written must hold something. */
  private <T extends Comparable<? super T>> SortedSet<T> set(
      String path, JsonNode node, Function<String, T> reader) {
    SortedSet<T> values = new TreeSet<>();
    if (node == null) {
      return values;
    }
    if (!node.isArray()) {
      add(path, node, reader, values);
      return values;
    }
    if (node.isEmpty()) {
      fault(path, "is empty, so that nothing could match; leave it out to match everything");
    }
    for (int i = 0; i < node.size(); i++) {
      add(path + "[" + i + "]", node.get(i), reader, values);
    }
    return values;
  }

  private <T extends Comparable<? super T>> void add(
      String path, JsonNode node, Function<String, T> reader, SortedSet<T> values) {
    String text = text(path, node, MAX_TEXT);
    if (text.isEmpty()) {
      return;
    }
    try {
      values.add(reader.apply(text));
    } catch (IllegalArgumentException e) {
      fault(path, e.getMessage());
    }
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

  private RouteSetting defaultRoute(JsonNode node) {
    if (!object("default", node, "a mapping such as {route: {connector: legacy}}")) {
      return RouteSetting.legacy();
    }
    onlyFields("default", node, "route");
    return route("default.route", node.get("route"));
  }

  private RouteSetting route(String path, JsonNode node) {
    if (!object(path, node, "a mapping with 'connector' or 'sparkPercent'")) {
      return RouteSetting.legacy();
    }
    onlyFields(path, node, "connector", "sparkPercent", "shadowPercent");
    Percent shadow =
        node.has("shadowPercent")
            ? percent(path + ".shadowPercent", node.get("shadowPercent"))
            : Percent.NONE;
    if (node.has("connector") == node.has("sparkPercent")) {
      fault(
          path,
          node.has("connector")
              ? "has both 'connector' and 'sparkPercent'; give one of them"
              : "has neither 'connector' nor 'sparkPercent'; give one of them");
      return RouteSetting.legacy();
    }
    return node.has("connector")
        ? new RouteSetting.Fixed(connector(path + ".connector", node.get("connector")), shadow)
        : new RouteSetting.Split(percent(path + ".sparkPercent", node.get("sparkPercent")), shadow);
  }

  private Percent percent(String path, JsonNode node) {
    if (!node.isNumber()) {
      fault(
          path,
          "is " + kind(node) + "; a number from 0 to 100 with at most two decimals is expected");
      return Percent.NONE;
    }
    try {
      return Percent.of(node.decimalValue());
    } catch (IllegalArgumentException e) {
      fault(path, e.getMessage());
      return Percent.NONE;
    }
  }

  private Connector connector(String path, JsonNode node) {
    String text = text(path, node, MAX_TEXT);
    return switch (text) {
      case "spark" -> Connector.SPARK;
      case "legacy", "" -> Connector.LEGACY;
      default -> {
        fault(path, "is '" + Names.shown(text) + "'; it is spark or legacy, in lower case");
        yield Connector.LEGACY;
      }
    };
  }

  private List<Pin> pins(JsonNode node) {
    List<Pin> pins = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    int index = 0;
    for (JsonNode pin : array("pins", node)) {
      String path = "pins[" + index + "]";
      if (object(path, pin, "a mapping with 'movement', 'connector', 'until', 'why' and 'owner'")) {
        onlyFields(path, pin, "movement", "connector", "until", "why", "owner");
        String movement = movement(path + ".movement", pin.get("movement"));
        Integer earlier = movement.isEmpty() ? null : seen.putIfAbsent(movement, index);
        if (earlier != null) {
          fault(path + ".movement", "is pinned by pins[" + earlier + "] already");
        }
        pins.add(
            new Pin(
                movement,
                connector(path + ".connector", pin.get("connector")),
                date(path + ".until", pin.get("until")),
                text(path + ".why", pin.get("why"), MAX_TEXT),
                text(path + ".owner", pin.get("owner"), MAX_TEXT)));
      }
      index++;
    }
    return pins;
  }

  private String movement(String path, JsonNode node) {
    String text = text(path, node, MAX_TEXT);
    if (text.isEmpty()) {
      return text;
    }
    try {
      return Movement.parse(text).id();
    } catch (InvalidMovementException e) {
      fault(path, e.getMessage());
      return "";
    }
  }

  private LocalDate date(String path, JsonNode node) {
    String text = text(path, node, MAX_TEXT);
    try {
      return text.isEmpty() ? LocalDate.EPOCH : LocalDate.parse(text);
    } catch (DateTimeException e) {
      fault(path, "is '" + Names.shown(text) + "'; a day such as 2027-01-31 is expected");
      return LocalDate.EPOCH;
    }
  }

  private KillSwitch killSwitch(JsonNode node) {
    String path = "killSwitch";
    if (node == null || !object(path, node, "a mapping such as {engaged: false}")) {
      return KillSwitch.RELEASED;
    }
    onlyFields(path, node, "engaged", "connectorVersions", "why");
    JsonNode engaged = node.get("engaged");
    if (engaged == null || !engaged.isBoolean()) {
      fault(path + ".engaged", "is " + kind(engaged) + "; true or false is expected");
    }
    return new KillSwitch(
        engaged != null && engaged.booleanValue(),
        set(path + ".connectorVersions", node.get("connectorVersions"), Function.identity()),
        node.has("why") ? text(path + ".why", node.get("why"), MAX_TEXT) : null);
  }

  private String text(String path, JsonNode node, int longest) {
    if (node == null || !node.isTextual()) {
      fault(path, "is " + kind(node) + "; text is expected");
      return "";
    }
    String text = node.textValue();
    if (text.isBlank()) {
      fault(path, "is empty");
      return "";
    }
    if (text.length() > longest) {
      fault(path, "has " + text.length() + " characters; at most " + longest + " are allowed");
      return "";
    }
    return text;
  }

  private Iterable<JsonNode> array(String path, JsonNode node) {
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      fault(path, "is " + kind(node) + "; a list is expected");
      return List.of();
    }
    return node;
  }

  private boolean object(String path, JsonNode node, String expected) {
    if (node == null || !node.isObject()) {
      fault(path, "is " + kind(node) + "; " + expected + " is expected");
      return false;
    }
    return true;
  }

  private void onlyFields(String path, JsonNode node, String... known) {
    List<String> names = List.of(known);
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!names.contains(field)) {
                fault(
                    (path.isEmpty() ? "" : path + ".") + Names.shown(field),
                    "is unknown here; known are " + String.join(", ", names));
              }
            });
  }

  private void fault(String path, String problem) {
    faults.add(new Fault(path, problem));
  }

  private static String kind(JsonNode node) {
    if (node == null || node.isMissingNode()) {
      return "missing";
    }
    return switch (node.getNodeType()) {
      case NULL -> "null";
      case STRING -> "the text '" + Names.shown(node.textValue()) + "'";
      case NUMBER, BOOLEAN -> Names.shown(node.asText());
      case ARRAY -> "a list";
      case OBJECT -> "a mapping";
      default -> "unreadable";
    };
  }
}
