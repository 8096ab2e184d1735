package io.pointsman.legacy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with fields in braces, such as {@code /jobs/{jobId}}; two braces stand for one. What a
 * field is replaced by is never looked at for fields again.
 */
final class Template {
  private static final Pattern FIELD = Pattern.compile("\\{\\{|\\}\\}|\\{([A-Za-z.]+)\\}");

  /** Either literal text or a field's name. */
  private record Part(String text, boolean field) {}

  private final List<Part> parts;

  private Template(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @param where what it is the template of, for the message
   * @throws IllegalArgumentException when it names a field that there is not
   */
  static Template parse(String where, String text, Set<String> fields) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = FIELD.matcher(text);
    int from = 0;
    while (matcher.find()) {
      parts.add(new Part(text.substring(from, matcher.start()), false));
      from = matcher.end();
      if (matcher.group(1) == null) {
        parts.add(new Part(matcher.group().substring(1), false));
        continue;
      }
      if (!fields.contains(matcher.group(1))) {
        throw new IllegalArgumentException(
            where
                + " names the field {"
                + matcher.group(1)
                + "}, which there is not; fields are "
                + String.join(", ", fields.stream().sorted().toList()));
      }
      parts.add(new Part(matcher.group(1), true));
    }
    parts.add(new Part(text.substring(from), false));
    return new Template(parts.stream().filter(part -> !part.text().isEmpty()).toList());
  }

  /** The fields that it names. */
  Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    parts.stream().filter(Part::field).forEach(part -> names.add(part.text()));
    return names;
  }

  /** The one field that the whole template is, or null when it is anything else. */
  String soleField() {
    return parts.size() == 1 && parts.get(0).field() ? parts.get(0).text() : null;
  }

  /**
   * The text with every field's value in its place, a missing one as empty text.
   *
   * @param escape what each value goes through, such as URL encoding
   */
  String fill(Map<String, Object> values, UnaryOperator<String> escape) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      if (part.field()) {
        Object value = values.get(part.text());
        filled.append(value == null ? "" : escape.apply(value.toString()));
      } else {
        filled.append(part.text());
      }
    }
    return filled.toString();
  }
}
