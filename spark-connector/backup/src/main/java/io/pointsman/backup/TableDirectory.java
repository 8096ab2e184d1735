package io.pointsman.backup;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of a table: {@code <table>-<id>}. The id keeps a table from being taken for one whose
 * name begins like its own.
 *
 * @param table unquoted; Cassandra's names have no hyphen
 * @param id hexadecimal
 */
record TableDirectory(String table, String id) {
  private static final Pattern NAME = Pattern.compile("(\\w+)-([0-9a-f]{32})");

  static Optional<TableDirectory> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? Optional.of(new TableDirectory(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  static boolean isOf(String name, String table) {
    return parse(name).filter(directory -> directory.table().equals(table)).isPresent();
  }

  @Override
  public String toString() {
    return table + "-" + id;
  }
}
