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

  /** Control and format characters, lone surrogates, private use, line and paragraph separators. */
  static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]");

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

  /**
   * A value as an error may show it: cut, without what is not seen or turns what is seen around,
   * and without expressions that a workflow engine would expand on the error's way to people.
   */
  static String shown(String value) {
    return shown(value, SHOWN);
  }

  static String shown(String value, int longest) {
    String cut = value;
    if (value.length() > longest) {
      int end = Character.isHighSurrogate(value.charAt(longest - 1)) ? longest - 1 : longest;
      cut = value.substring(0, end) + "…";
    }
    return UNSEEN.matcher(cut).replaceAll("?").replace("${", "$ {").replace("#{", "# {");
  }
}
