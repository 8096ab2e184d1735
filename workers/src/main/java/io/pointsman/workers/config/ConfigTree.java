package io.pointsman.workers.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.decider.WireJson;
import java.net.URI;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * One section of the configuration while it is read. Faults are collected, not thrown, so that a
 * user sees all of them at once; whoever reads a faulty value gets a stand-in that is never used.
 */
final class ConfigTree {
  private static final ObjectMapper STRICT =
      WireJson.mapper().copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final String path;
  private final ObjectNode node;
  private final Map<String, String> environment;
  private final List<String> faults;
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * @param path where this section stands, empty for the whole
   * @param environment variables that overrule the file, such as {@code
   *     POINTSMAN_REGISTRY_MAX_COPY_AGE} for {@code registry.maxCopyAge}
   */
  ConfigTree(String path, ObjectNode node, Map<String, String> environment, List<String> faults) {
    this.path = path;
    this.node = node;
    this.environment = environment;
    this.faults = faults;
  }

  static ConfigTree root(ObjectNode node, Map<String, String> environment) {
    return new ConfigTree("", node, environment, new ArrayList<>());
  }

  List<String> faults() {
    return faults;
  }

  ConfigTree section(String key) {
    known.add(key);
    JsonNode child = node.get(key);
    if (child != null && !child.isNull() && !child.isObject()) {
      fault(key, "is '" + child.asText() + "'; expected a mapping");
    }
    ObjectNode object = child instanceof ObjectNode o ? o : node.objectNode();
    return new ConfigTree(full(key), object, environment, faults);
  }

  /** Whether the file or the environment says anything of this section. */
  boolean present() {
    String prefix = variable("");
    return !node.isEmpty() || environment.keySet().stream().anyMatch(v -> v.startsWith(prefix));
  }

  Optional<String> text(String key) {
    known.add(key);
    String overruling = environment.get(variable(key));
    if (overruling != null) {
      return Optional.of(overruling);
    }
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isValueNode()) {
      fault(key, "is a mapping or list; expected one value");
      return Optional.empty();
    }
    return Optional.of(value.asText());
  }

  String required(String key, String expected) {
    Optional<String> value = text(key).filter(text -> !text.isBlank());
    if (value.isEmpty()) {
      fault(key, "is missing; expected " + expected);
    }
    return value.orElse("");
  }

  Optional<URI> url(String key) {
    return parsed(key, "an http or https URL", ConfigTree::httpUrl);
  }

  URI requiredUrl(String key) {
    required(key, "an http or https URL");
    return url(key).orElse(URI.create("http://127.0.0.1"));
  }

  Optional<Path> file(String key) {
    return parsed(key, "a path", Path::of);
  }

  boolean flag(String key, boolean absent) {
    return parsed(
            key,
            "true or false",
            text -> {
              if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException(text);
              }
              return text.equals("true");
            })
        .orElse(absent);
  }

  int number(String key, int least, int most, int absent) {
    return parsed(
            key,
            "a whole number from " + least + " to " + most,
            text -> {
              int value = Integer.parseInt(text);
              if (value < least || value > most) {
                throw new IllegalArgumentException(text);
              }
              return value;
            })
        .orElse(absent);
  }

  /** A duration as people write it, {@code 500ms}, {@code 30s}, {@code 5m}, {@code 12h}, or ISO. */
  Duration duration(String key, Duration absent) {
    return parsed(key, "a duration such as 500ms, 30s, 5m, 12h or PT5M", ConfigTree::duration)
        .orElse(absent);
  }

  List<String> list(String key) {
    known.add(key);
    String overruling = environment.get(variable(key));
    if (overruling != null) {
      return List.of(overruling.strip().split("\\s*,\\s*"));
    }
    JsonNode value = node.get(key);
    List<String> values = new ArrayList<>();
    if (value != null && value.isArray()) {
      value.forEach(element -> values.add(element.asText()));
    } else if (value != null && !value.isNull()) {
      fault(key, "is '" + value.asText() + "'; expected a list");
    }
    return values;
  }

  /** A mapping of free keys. */
  Map<String, String> mapping(String key) {
    known.add(key);
    JsonNode value = node.get(key);
    Map<String, String> values = new LinkedHashMap<>();
    if (value instanceof ObjectNode object) {
      flatten("", object, values);
    } else if (value != null && !value.isNull()) {
      fault(key, "is '" + value.asText() + "'; expected a mapping");
    }
    return values;
  }

  <T> Optional<T> parsed(String key, String expected, Function<String, T> parser) {
    Optional<String> text = text(key).map(String::strip).filter(value -> !value.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(text.get()));
    } catch (IllegalArgumentException | DateTimeException e) {
      fault(key, "is '" + text.get() + "'; expected " + expected);
      return Optional.empty();
    }
  }

  /** The whole section as a record of its own, which checks itself. */
  <T> Optional<T> as(Class<T> type) {
    try {
      return Optional.of(STRICT.treeToValue(node, type));
    } catch (JsonProcessingException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      faults.add(
          path
              + ": "
              + (cause instanceof JsonProcessingException json
                  ? json.getOriginalMessage()
                  : cause.getMessage()));
      return Optional.empty();
    }
  }

  /** Every key that nobody asked for is a fault: most are misspelt. */
  void nothingElse() {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        fault(name, "is not a setting; here are: " + String.join(", ", known));
      }
    }
  }

  void fault(String key, String problem) {
    faults.add(full(key) + " " + problem);
  }

  private String full(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String variable(String key) {
    return "POINTSMAN_"
        + full(key)
            .replaceAll("([a-z])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]", "_")
            .toUpperCase(Locale.ROOT);
  }

  private static void flatten(String prefix, ObjectNode object, Map<String, String> values) {
    object
        .fields()
        .forEachRemaining(
            field -> {
              String key = prefix + field.getKey();
              if (field.getValue() instanceof ObjectNode inner) {
                flatten(key + ".", inner, values);
              } else {
                values.put(key, field.getValue().asText());
              }
            });
  }

  private static URI httpUrl(String text) {
    URI uri = URI.create(text);
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  private static Duration duration(String text) {
    if (text.startsWith("P")) {
      return Duration.parse(text);
    }
    String unit = text.replaceAll("[0-9]", "");
    long number = Long.parseLong(text.substring(0, text.length() - unit.length()));
    return switch (unit) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> throw new IllegalArgumentException(text);
    };
  }
}
