package io.pointsman.decider;

import com.fasterxml.jackson.databind.JsonNode;
import io.pointsman.decider.InvalidRoutingTableException.Fault;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Values of a document's tree; what is wrong with them is collected with its path. */
final class DocumentNodes {
  static final int MAX_TEXT = 1000;

  private final List<Fault> faults = new ArrayList<>();

  List<Fault> faults() {
    return faults;
  }

  /** A single value or a list of them; a list that is written must hold something. */
  <T extends Comparable<? super T>> SortedSet<T> set(
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

  Percent percent(String path, JsonNode node) {
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

  Connector connector(String path, JsonNode node) {
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

  /** A whole number, or {@code missing} when it is not given. */
  int count(String path, JsonNode node, int least, int most, int missing) {
    if (node == null) {
      return missing;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < least
        || node.intValue() > most) {
      fault(
          path,
          "is " + kind(node) + "; a whole number from " + least + " to " + most + " is expected");
      return missing;
    }
    return node.intValue();
  }

  /** A size such as {@code 500GB}, or a whole number of bytes. */
  long bytes(String path, JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
      return node.longValue();
    }
    if (!node.isTextual()) {
      fault(path, "is " + kind(node) + "; a size such as 500GB is expected");
      return 0;
    }
    try {
      return ByteSizes.parse(node.textValue());
    } catch (IllegalArgumentException e) {
      fault(path, e.getMessage());
      return 0;
    }
  }

  /** True or false; false when it is not given. */
  boolean flag(String path, JsonNode node) {
    if (node != null && !node.isBoolean()) {
      fault(path, "is " + kind(node) + "; true or false is expected");
    }
    return node != null && node.booleanValue();
  }

  /** A duration such as {@code 72h}, or zero when it is not given. */
  Duration duration(String path, JsonNode node, Duration most) {
    if (node == null) {
      return Duration.ZERO;
    }
    String text = text(path, node, MAX_TEXT);
    try {
      Duration duration = text.isEmpty() ? Duration.ZERO : Ages.parse(text);
      if (duration.isNegative() || duration.compareTo(most) > 0) {
        fault(path, "is '" + Names.shown(text) + "'; at most " + Ages.format(most) + " is allowed");
        return Duration.ZERO;
      }
      return duration;
    } catch (DateTimeException | ArithmeticException e) {
      fault(path, "is '" + Names.shown(text) + "'; a duration such as 72h, 90m or 3d is expected");
      return Duration.ZERO;
    }
  }

  String text(String path, JsonNode node, int longest) {
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

  Iterable<JsonNode> array(String path, JsonNode node) {
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      fault(path, "is " + kind(node) + "; a list is expected");
      return List.of();
    }
    return node;
  }

  boolean object(String path, JsonNode node, String expected) {
    if (node == null || !node.isObject()) {
      fault(path, "is " + kind(node) + "; " + expected + " is expected");
      return false;
    }
    return true;
  }

  void onlyFields(String path, JsonNode node, String... known) {
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

  void fault(String path, String problem) {
    faults.add(new Fault(path, problem));
  }

  static String kind(JsonNode node) {
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
