package io.pointsman.decider;

import java.util.regex.Pattern;

/** What a name may consist of, so that it can stand in a path, a URL and a key unescaped. */
final class Names {
  static final Pattern CLUSTER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  static final Pattern KEYSPACE = Pattern.compile("[A-Za-z0-9_]{1,48}");
  static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_]{1,222}");
  static final Pattern ICEBERG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,254}");
  static final Pattern NAMESPACE =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,254}(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,254}){0,7}");

  private static final int SHOWN = 80;

  private Names() {}

  static void check(String field, String value, Pattern allowed) {
    if (value == null || value.isEmpty()) {
      throw new InvalidMovementException(field, "is missing");
    }
    if (!allowed.matcher(value).matches()) {
      throw new InvalidMovementException(
          field, "is '" + shown(value) + "', which does not match " + allowed.pattern());
    }
  }

  /** A value as an error may show it: cut, and without control characters. */
  static String shown(String value) {
    return shown(value, SHOWN);
  }

  static String shown(String value, int longest) {
    String cut = value.length() > longest ? value.substring(0, longest) + "…" : value;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
