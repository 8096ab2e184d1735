package io.pointsman.decider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import io.pointsman.decider.RoutingTable.KillSwitch;
import io.pointsman.decider.RoutingTable.Pin;
import io.pointsman.decider.RoutingTable.Rule;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a routing table as its document. Equal tables come out as equal text, so that a document
 * kept in Git does not change by an export and an apply.
 */
public final class RoutingTableWriter {
  private static final ObjectMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().stringQuotingChecker(new OnlyWordsUnquoted()).build())
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private RoutingTableWriter() {}

  /** The document as YAML. */
  public static String yaml(RoutingTable table) {
    try {
      return YAML.writeValueAsString(document(table));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A routing table cannot be written as YAML", e);
    }
  }

  /** The document as a tree. */
  public static ObjectNode document(RoutingTable table) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("salt", table.salt());
    ArrayNode rules = document.putArray("rules");
    for (Rule rule : table.rules()) {
      ObjectNode node = rules.addObject();
      node.put("id", rule.id());
      node.set("match", match(rule.match()));
      if (rule.route() instanceof Ramp ramp) {
        node.set("ramp", ramp(ramp));
      } else if (rule.route() instanceof RouteSetting setting) {
        node.set("route", route(setting));
      }
      if (!rule.guard().equals(Guard.NONE)) {
        node.set("guard", guard(rule.guard()));
      }
      if (!rule.shadowBudget().equals(ShadowBudget.FLEETS)) {
        node.set("shadowBudget", shadowBudget(rule.shadowBudget()));
      }
    }
    ArrayNode pins = document.putArray("pins");
    for (Pin pin : table.pins()) {
      pins.addObject()
          .put("movement", pin.movement())
          .put("connector", wireName(pin.connector()))
          .put("until", pin.until().toString())
          .put("why", pin.why())
          .put("owner", pin.owner());
    }
    document.set("killSwitch", killSwitch(table.killSwitch()));
    if (!table.breaker().equals(Breaker.DEFAULT)) {
      document.putObject("breaker").put("fallbacks", table.breaker().fallbacks());
    }
    if (!table.shadowBudget().equals(ShadowBudget.DEFAULT)) {
      document.set("shadowBudget", shadowBudget(table.shadowBudget()));
    }
    document.putObject("default").set("route", route(table.defaultRoute()));
    return document;
  }

  private static JsonNode match(Match match) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    put(node, "cluster", match.cluster());
    put(node, "keyspace", match.keyspace());
    put(node, "table", match.table());
    put(node, "destination", match.destination());
    put(node, "dataModel", match.dataModel().stream().map(DataModel::wireName).toList());
    put(node, "cohort", match.cohort());
    if (!match.labels().isEmpty()) {
      ObjectNode labels = node.putObject("labels");
      match.labels().forEach((label, values) -> put(labels, label, values));
    }
    return node;
  }

  private static JsonNode route(RouteSetting route) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (route instanceof RouteSetting.Fixed fixed) {
      node.put("connector", wireName(fixed.connector()));
    } else if (route instanceof RouteSetting.Split split) {
      node.put("sparkPercent", split.sparkPercent().toDecimal());
    }
    putShadow(node, route.shadowPercent());
    return node;
  }

  private static void putShadow(ObjectNode node, Percent shadow) {
    if (!shadow.equals(Percent.NONE)) {
      node.put("shadowPercent", shadow.toDecimal());
    }
  }

  private static JsonNode ramp(Ramp ramp) {
    ArrayNode steps = JsonNodeFactory.instance.arrayNode();
    for (RampStep step : ramp.steps()) {
      ObjectNode node = steps.addObject();
      node.put("percent", step.percent().toDecimal());
      putShadow(node, step.shadowPercent());
      if (!step.hold().isZero()) {
        node.put("hold", Ages.format(step.hold()));
      }
      putCount(node, "cleanProofs", step.cleanProofs());
      putCount(node, "cleanRuns", step.cleanRuns());
      putFlag(node, "approval", step.approval());
    }
    return steps;
  }

  private static JsonNode guard(Guard guard) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    putCount(node, "requireOwnProofs", guard.requireOwnProofs());
    putCount(node, "demoteAfterFallbacks", guard.demoteAfterFallbacks());
    putFlag(node, "demoteOnMismatch", guard.demoteOnMismatch());
    putCount(node, "cooldownRuns", guard.cooldownRuns());
    return node;
  }

  private static JsonNode shadowBudget(ShadowBudget budget) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (budget.atOnce() != null) {
      node.put("atOnce", budget.atOnce());
    }
    if (budget.bytesPerDay() != null) {
      node.put("bytesPerDay", ByteSizes.format(budget.bytesPerDay()));
    }
    if (budget.hours() != null) {
      node.put("hours", budget.hours());
    }
    return node;
  }

  private static void putCount(ObjectNode node, String field, int count) {
    if (count > 0) {
      node.put(field, count);
    }
  }

  private static void putFlag(ObjectNode node, String field, boolean set) {
    if (set) {
      node.put(field, true);
    }
  }

  private static JsonNode killSwitch(KillSwitch killSwitch) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("engaged", killSwitch.engaged());
    put(node, "connectorVersions", killSwitch.connectorVersions());
    if (killSwitch.why() != null) {
      node.put("why", killSwitch.why());
    }
    return node;
  }

  private static void put(ObjectNode node, String field, Collection<?> values) {
    if (!values.isEmpty()) {
      ArrayNode array = node.putArray(field);
      values.forEach(value -> array.add(value.toString()));
    }
  }

  private static String wireName(Connector connector) {
    return connector.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Leaves only what no YAML reader can take for anything but text, and days, without quotes. Which
   * other texts are numbers differs from reader to reader: {@code 0b0}, {@code 0_0} and {@code
   * 1:30} are, to some.
   */
  private static final class OnlyWordsUnquoted extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;
    private static final Pattern WORDS =
        Pattern.compile("[A-Za-z][A-Za-z0-9_./*-]*(?: (?:->|[A-Za-z0-9_./*-]+))*");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public boolean needToQuoteName(String name) {
      return !WORDS.matcher(name).matches() || super.needToQuoteName(name);
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return !(WORDS.matcher(value).matches() || DAY.matcher(value).matches())
          || super.needToQuoteValue(value);
    }
  }
}
