package io.pointsman.decider;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One pass over a document's tree, which collects faults on its way. */
final class RoutingTableReader {
  private static final int MOST_FALLBACKS = 1000;

  private final DocumentNodes nodes = new DocumentNodes();
  private final RuleReader rules = new RuleReader(nodes);

  RoutingTable read(JsonNode document) {
    if (document == null || !document.isObject()) {
      nodes.fault(
          "document",
          "is "
              + DocumentNodes.kind(document)
              + "; a routing table is a mapping with 'salt' and 'default'");
      throw new InvalidRoutingTableException(nodes.faults());
    }
    nodes.onlyFields(
        "", document, "salt", "rules", "pins", "killSwitch", "breaker", "shadowBudget", "default");
    String salt = nodes.text("salt", document.get("salt"), 100);
    List<Rule> read = rules.rules(document.get("rules"));
    List<Pin> pins = pins(document.get("pins"));
    KillSwitch killSwitch = killSwitch(document.get("killSwitch"));
    Breaker breaker = breaker(document.get("breaker"));
    ShadowBudget shadowBudget = rules.shadowBudget("shadowBudget", document.get("shadowBudget"));
    RouteSetting defaultRoute = defaultRoute(document.get("default"));
    if (!nodes.faults().isEmpty()) {
      throw new InvalidRoutingTableException(nodes.faults());
    }
    return new RoutingTable(salt, read, pins, killSwitch, breaker, shadowBudget, defaultRoute);
  }

  private RouteSetting defaultRoute(JsonNode node) {
    if (!nodes.object("default", node, "a mapping such as {route: {connector: legacy}}")) {
      return RouteSetting.legacy();
    }
    nodes.onlyFields("default", node, "route");
    return rules.route("default.route", node.get("route"));
  }

  private List<Pin> pins(JsonNode node) {
    List<Pin> pins = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    int index = 0;
    for (JsonNode pin : nodes.array("pins", node)) {
      String path = "pins[" + index + "]";
      if (nodes.object(
          path, pin, "a mapping with 'movement', 'connector', 'until', 'why' and 'owner'")) {
        nodes.onlyFields(path, pin, "movement", "connector", "until", "why", "owner");
        String movement = movement(path + ".movement", pin.get("movement"));
        Integer earlier = movement.isEmpty() ? null : seen.putIfAbsent(movement, index);
        if (earlier != null) {
          nodes.fault(path + ".movement", "is pinned by pins[" + earlier + "] already");
        }
        pins.add(
            new Pin(
                movement,
                nodes.connector(path + ".connector", pin.get("connector")),
                date(path + ".until", pin.get("until")),
                nodes.text(path + ".why", pin.get("why"), DocumentNodes.MAX_TEXT),
                nodes.text(path + ".owner", pin.get("owner"), DocumentNodes.MAX_TEXT)));
      }
      index++;
    }
    return pins;
  }

  private String movement(String path, JsonNode node) {
    String text = nodes.text(path, node, DocumentNodes.MAX_TEXT);
    if (text.isEmpty()) {
      return text;
    }
    try {
      return Movement.parse(text).id();
    } catch (InvalidMovementException e) {
      nodes.fault(path, e.getMessage());
      return "";
    }
  }

  private LocalDate date(String path, JsonNode node) {
    String text = nodes.text(path, node, DocumentNodes.MAX_TEXT);
    try {
      return text.isEmpty() ? LocalDate.EPOCH : LocalDate.parse(text);
    } catch (DateTimeException e) {
      nodes.fault(path, "is '" + Names.shown(text) + "'; a day such as 2027-01-31 is expected");
      return LocalDate.EPOCH;
    }
  }

  private Breaker breaker(JsonNode node) {
    if (node == null || !nodes.object("breaker", node, "a mapping such as {fallbacks: 5}")) {
      return Breaker.DEFAULT;
    }
    nodes.onlyFields("breaker", node, "fallbacks");
    return new Breaker(
        nodes.count(
            "breaker.fallbacks",
            node.get("fallbacks"),
            0,
            MOST_FALLBACKS,
            Breaker.DEFAULT.fallbacks()));
  }

  private KillSwitch killSwitch(JsonNode node) {
    String path = "killSwitch";
    if (node == null || !nodes.object(path, node, "a mapping such as {engaged: false}")) {
      return KillSwitch.RELEASED;
    }
    nodes.onlyFields(path, node, "engaged", "connectorVersions", "why");
    JsonNode engaged = node.get("engaged");
    if (engaged == null || !engaged.isBoolean()) {
      nodes.fault(
          path + ".engaged", "is " + DocumentNodes.kind(engaged) + "; true or false is expected");
    }
    return new KillSwitch(
        engaged != null && engaged.booleanValue(),
        nodes.set(path + ".connectorVersions", node.get("connectorVersions"), Function.identity()),
        node.has("why")
            ? nodes.text(path + ".why", node.get("why"), DocumentNodes.MAX_TEXT)
            : null);
  }
}
