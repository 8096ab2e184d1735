package io.pointsman.inspection;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A table as it is named on the command line: {@code keyspace.table}, unquoted, in its own case.
 */
record TableArgument(String keyspace, String table) {
  /** Reads one. */
  static final class Converter implements ITypeConverter<TableArgument> {
    @Override
    public TableArgument convert(String text) {
      int dot = text.indexOf('.');
      if (dot <= 0 || dot == text.length() - 1) {
        throw new TypeConversionException("'" + text + "' is not KEYSPACE.TABLE");
      }
      return new TableArgument(text.substring(0, dot), text.substring(dot + 1));
    }
  }

  @Override
  public String toString() {
    return keyspace + "." + table;
  }
}
