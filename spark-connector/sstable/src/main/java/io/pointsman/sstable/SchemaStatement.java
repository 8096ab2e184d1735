package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a statement of a schema is about, told from its beginning. */
final class SchemaStatement {
  /** The statements that decide what a table's rows look like. */
  enum Kind {
    CREATE_TYPE,
    ALTER_TYPE,
    CREATE_TABLE,
    ALTER_TABLE,
    OTHER
  }

  /**
   * What a statement creates or alters.
   *
   * @param keyspace unquoted, or null when the statement names none
   * @param name unquoted
   */
  record Target(String keyspace, String name) {}

  static final String IDENTIFIER = "(?:\"[^\"]*+(?:\"\"[^\"]*+)*+\"|[A-Za-z]\\w*+)";
  private static final String HEAD =
      "^(CREATE|ALTER)\\s+(TYPE|TABLE|COLUMNFAMILY)\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?";
  private static final Pattern START =
      Pattern.compile(
          HEAD + "(?:(" + IDENTIFIER + ")\\s*\\.\\s*)?(" + IDENTIFIER + ")",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern OPTIONS =
      Pattern.compile(START.pattern() + "\\s+WITH\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern IDENTIFIERS = Pattern.compile(IDENTIFIER);

  private SchemaStatement() {}

  static Kind kind(String statement) {
    Matcher start = START.matcher(statement);
    if (!start.find()) {
      return Kind.OTHER;
    }
    boolean create = start.group(1).equalsIgnoreCase("CREATE");
    if (start.group(2).equalsIgnoreCase("TYPE")) {
      return create ? Kind.CREATE_TYPE : Kind.ALTER_TYPE;
    }
    return create ? Kind.CREATE_TABLE : Kind.ALTER_TABLE;
  }

  /** What a statement that is not {@link Kind#OTHER} is about. */
  static Target target(String statement) {
    Matcher start = matched(statement);
    return new Target(
        start.group(3) == null ? null : unquoted(start.group(3)), unquoted(start.group(4)));
  }

  /** The statement with the keyspace before its name, if it names none. */
  static String qualified(String statement, String keyspace) {
    Matcher start = matched(statement);
    if (start.group(3) != null) {
      return statement;
    }
    String quoted = "\"" + keyspace.replace("\"", "\"\"") + "\".";
    return statement.substring(0, start.start(4)) + quoted + statement.substring(start.start(4));
  }

  /** Whether an {@code ALTER TABLE} only sets options. */
  static boolean altersOptions(String statement) {
    return OPTIONS.matcher(statement).find();
  }

  /** The rest of a statement after the name of what it is about. */
  static String afterTarget(String statement) {
    return statement.substring(matched(statement).end());
  }

  /** All names in a list, unquoted. */
  static List<String> identifiers(String list) {
    List<String> names = new ArrayList<>();
    Matcher each = IDENTIFIERS.matcher(list);
    while (each.find()) {
      names.add(unquoted(each.group()));
    }
    return names;
  }

  static String unquoted(String identifier) {
    return identifier.startsWith("\"")
        ? identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"")
        : identifier.toLowerCase(Locale.ROOT);
  }

  private static Matcher matched(String statement) {
    Matcher start = START.matcher(statement);
    if (!start.find()) {
      throw new IllegalArgumentException("Not a statement about a type or table: " + statement);
    }
    return start;
  }
}
