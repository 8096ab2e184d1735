package io.pointsman.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A CQL script as statements of words, without comments: enough to find a keyspace's replication
 * and a table's options in it, which {@code CREATE} statements hold beside what the rows are.
 */
final class CqlWords {
  /**
   * One word.
   *
   * @param text a name unquoted and in its own case, a string without its quotes, or one mark
   * @param kind what it is
   */
  record Word(String text, Kind kind) {
    boolean is(String keywordOrMark) {
      return kind != Kind.STRING && text.equalsIgnoreCase(keywordOrMark);
    }
  }

  enum Kind {
    NAME,
    STRING,
    OTHER
  }

  private final String script;
  private final List<List<Word>> statements = new ArrayList<>();
  private List<Word> current = new ArrayList<>();
  private int position;

  private CqlWords(String script) {
    this.script = script;
  }

  static List<List<Word>> statements(String script) {
    return new CqlWords(script).cut();
  }

  private List<List<Word>> cut() {
    while (position < script.length()) {
      char c = script.charAt(position);
      if (Character.isWhitespace(c)) {
        position++;
      } else if (script.startsWith("--", position) || script.startsWith("//", position)) {
        skipTo("\n");
      } else if (script.startsWith("/*", position)) {
        skipTo("*/");
      } else if (script.startsWith("$$", position)) {
        position += 2;
        int from = position;
        skipTo("$$");
        add(script.substring(from, Math.max(from, position - 2)), Kind.STRING);
      } else if (c == '\'' || c == '"') {
        add(quoted(c), c == '"' ? Kind.NAME : Kind.STRING);
      } else if (c == ';') {
        position++;
        end();
      } else if (isWordPart(c)) {
        add(word(), Kind.NAME);
      } else {
        position++;
        add(String.valueOf(c), Kind.OTHER);
      }
    }
    end();
    return statements;
  }

  private static boolean isWordPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '+';
  }

  private void skipTo(String mark) {
    int end = script.indexOf(mark, position);
    position = end < 0 ? script.length() : end + mark.length();
  }

  /** A quote that is doubled stands for itself. */
  private String quoted(char quote) {
    StringBuilder text = new StringBuilder();
    position++;
    while (position < script.length()) {
      char c = script.charAt(position++);
      if (c != quote) {
        text.append(c);
      } else if (position < script.length() && script.charAt(position) == quote) {
        text.append(quote);
        position++;
      } else {
        break;
      }
    }
    return text.toString();
  }

  /** A name without quotes is in lower case. */
  private String word() {
    int from = position;
    while (position < script.length()
        && isWordPart(script.charAt(position))
        && !script.startsWith("--", position)) {
      position++;
    }
    return script.substring(from, position).toLowerCase(Locale.ROOT);
  }

  private void add(String text, Kind kind) {
    current.add(new Word(text, kind));
  }

  private void end() {
    if (!current.isEmpty()) {
      statements.add(List.copyOf(current));
      current = new ArrayList<>();
    }
  }
}
