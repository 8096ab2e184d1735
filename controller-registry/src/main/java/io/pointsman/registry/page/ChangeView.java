package io.pointsman.registry.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.pointsman.decider.RoutingTable;
import io.pointsman.decider.TableDifference;
import io.pointsman.registry.api.AuditEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One change in full.
 *
 * @param when when
 * @param actor who, with the token that it came with where that has another name
 * @param why the reason
 * @param address from where
 * @param subject what
 * @param lines where the two documents differ
 * @param from the document before, indented, or empty
 * @param to the document after, indented, or empty
 */
public record ChangeView(
    Moment when,
    String actor,
    String why,
    String address,
    String subject,
    List<Line> lines,
    String from,
    String to) {

  /** One value that changed; empty where there was, or is, none. */
  public record Line(String path, String from, String to) {}

  public static ChangeView of(AuditEntry entry) {
    return new ChangeView(
        Moment.of(entry.at()),
        entry.principal() == null || entry.principal().equals(entry.actor())
            ? entry.actor()
            : entry.actor() + " (token " + entry.principal() + ")",
        entry.why(),
        entry.address(),
        entry.subject() + (entry.revision() == null ? "" : ", revision " + entry.revision()),
        lines(entry),
        pretty(entry.from()),
        pretty(entry.to()));
  }

  private static List<Line> lines(AuditEntry entry) {
    if (entry.from() == null || entry.to() == null) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>();
    if (entry.revision() != null) {
      for (TableDifference difference :
          TableDifference.between(RoutingTable.of(entry.from()), RoutingTable.of(entry.to()))) {
        compare(difference.path(), orNothing(difference.from()), orNothing(difference.to()), lines);
      }
    } else {
      compare("", entry.from(), entry.to(), lines);
    }
    return lines;
  }

  private static JsonNode orNothing(JsonNode value) {
    return value == null ? MissingNode.getInstance() : value;
  }

  private static void compare(String path, JsonNode from, JsonNode to, List<Line> lines) {
    if (!from.isObject() || !to.isObject()) {
      if (!from.equals(to)) {
        lines.add(line(path, from, to));
      }
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    from.fieldNames().forEachRemaining(names::add);
    to.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      compare(path.isEmpty() ? name : path + "." + name, from.path(name), to.path(name), lines);
    }
  }

  private static Line line(String path, JsonNode from, JsonNode to) {
    return new Line(path, text(from), text(to));
  }

  private static String text(JsonNode value) {
    return value == null || value.isMissingNode() || value.isNull()
        ? ""
        : value.isTextual() ? value.textValue() : value.toString();
  }

  private static String pretty(JsonNode document) {
    return document == null ? "" : document.toPrettyString();
  }
}
