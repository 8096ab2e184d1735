package io.pointsman.sstable;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a CQL script into statements, as cqlsh does: semicolons within strings, quoted names, {@code
 * $$} bodies and comments do not end a statement, and comments are left out.
 */
final class CqlStatements {
  /**
   * One statement.
   *
   * @param text without comments and without the semicolon at its end
   * @param line where it begins, from 1
   */
  record Statement(String text, int line) {
    /** Its first words, for a message. */
    String shown() {
      String flat = text.replaceAll("\\s+", " ");
      return flat.length() > 80 ? flat.substring(0, 80) + "…" : flat;
    }
  }

  /** Before a table with compact storage, which Cassandra says its legacy API made. */
  private static final String LEGACY =
      "omitted because it has constructs not compatible with CQL (was created via legacy API)";

  /** A super column family has a column without a name. */
  private static final String NAMELESS_COLUMN = "\n    \"\" ";

  private final String script;
  private final List<Statement> statements = new ArrayList<>();
  private final StringBuilder current = new StringBuilder();
  private int position;
  private int line = 1;
  private int firstLine;

  private CqlStatements(String script) {
    this.script = script;
  }

  static List<Statement> of(String script) {
    return new CqlStatements(script).cut();
  }

  private List<Statement> cut() {
    while (position < script.length()) {
      char c = script.charAt(position);
      if (c == ';') {
        position++;
        end();
      } else if (c == '\'' || c == '"') {
        take(closing(String.valueOf(c), position + 1));
      } else if (script.startsWith("$$", position)) {
        take(closing("$$", position + 2));
      } else if (script.startsWith("--", position) || script.startsWith("//", position)) {
        int newline = script.indexOf('\n', position);
        skip(newline < 0 ? script.length() : newline);
      } else if (script.startsWith("/*", position)) {
        skip(endOfComment(closing("*/", position + 2)));
      } else if (script.startsWith("*/", position)) {
        skip(position + 2);
      } else {
        take(position + 1);
      }
    }
    end();
    return statements;
  }

  /**
   * Where the comment that begins here is to be left: at its end, or where it begins to tell of a
   * table with compact storage, which Cassandra writes down nowhere else.
   */
  private int endOfComment(int end) {
    String comment = script.substring(position, end);
    int create = comment.indexOf("\nCREATE TABLE ");
    return create >= 0
            && comment.contains(LEGACY)
            && comment.contains(" WITH COMPACT STORAGE")
            && !comment.contains(NAMELESS_COLUMN)
        ? position + create
        : end;
  }

  /** The place after the next {@code mark}; a quote that is doubled closes and opens again. */
  private int closing(String mark, int from) {
    int end = script.indexOf(mark, from);
    return end < 0 ? script.length() : end + mark.length();
  }

  private void take(int end) {
    for (; position < end; position++) {
      char c = script.charAt(position);
      if (firstLine == 0 && !Character.isWhitespace(c)) {
        firstLine = line;
      }
      if (c == '\n') {
        line++;
      }
      current.append(c);
    }
  }

  private void skip(int end) {
    for (; position < end; position++) {
      if (script.charAt(position) == '\n') {
        line++;
      }
    }
    current.append(' ');
  }

  private void end() {
    String text = current.toString().strip();
    if (!text.isEmpty()) {
      statements.add(new Statement(text, firstLine));
    }
    current.setLength(0);
    firstLine = 0;
  }
}
