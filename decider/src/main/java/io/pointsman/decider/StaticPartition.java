package io.pointsman.decider;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one Iceberg partition that a run overwrites. Its columns stand beside the source's in the
 * destination, and every row that the run writes has their values.
 *
 * @param values one a column, sorted by column; at least one
 */
public record StaticPartition(List<Value> values) {
  private static final Pattern COLUMN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");
  private static final int MOST_COLUMNS = 4;
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final String FIELD = "partition";

  /**
   * A column's value.
   *
   * @param column its name, {@code [A-Za-z][A-Za-z0-9_]*}
   * @param type its type in the destination
   * @param value the value's one text
   */
  public record Value(String column, PartitionType type, String value) {
    public Value {
      checkColumn(FIELD, column);
      Objects.requireNonNull(type, "type");
      if (value == null || type.value(value).isEmpty()) {
        throw new InvalidMovementException(
            FIELD + "." + column,
            "is '"
                + Names.shown(String.valueOf(value))
                + "'; the column is of type "
                + type.wireName()
                + ", expected "
                + type.expected());
      }
    }

    /** The value: String, Integer, Long, LocalDate or Boolean. */
    public Object typed() {
      return type.value(value).orElseThrow();
    }
  }

  public StaticPartition {
    if (values == null || values.isEmpty() || values.size() > MOST_COLUMNS) {
      throw new InvalidMovementException(
          FIELD,
          "has "
              + (values == null ? 0 : values.size())
              + " columns; expected 1 to "
              + MOST_COLUMNS
              + ", such as {\"snapshot_date\": \"2027-01-31\"}");
    }
    values = values.stream().sorted(Comparator.comparing(Value::column)).toList();
    Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (Value value : values) {
      if (!seen.add(value.column())) {
        throw new InvalidMovementException(FIELD + "." + value.column(), "is given twice");
      }
    }
  }

  /** The names of its columns. */
  public Set<String> columns() {
    return values.stream().map(Value::column).collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The same with the types that the columns really have; columns that are not named keep theirs.
   *
   * @throws InvalidMovementException when a value is none of its column's type
   */
  public StaticPartition typed(Map<String, PartitionType> types) {
    return new StaticPartition(
        values.stream()
            .map(
                value ->
                    new Value(
                        value.column(),
                        types.getOrDefault(value.column(), value.type()),
                        value.value()))
            .toList());
  }

  /**
   * Checks what is to be a partition column's name.
   *
   * @param field whose key it is, for the error
   * @throws InvalidMovementException when it is none
   */
  public static void checkColumn(String field, String column) {
    if (column == null || !COLUMN.matcher(column).matches()) {
      throw new InvalidMovementException(
          field,
          "names the column '"
              + Names.shown(String.valueOf(column))
              + "', which does not match "
              + COLUMN.pattern());
    }
  }

  /** Types by column, in the columns' order. */
  public Map<String, PartitionType> types() {
    Map<String, PartitionType> types = new TreeMap<>();
    values.forEach(value -> types.put(value.column(), value.type()));
    return types;
  }

  /** {@code column=value/column=value}, URL-encoded: two partitions never have the same text. */
  @Override
  public String toString() {
    return values.stream()
        .map(value -> value.column() + "=" + encoded(value.value()))
        .collect(Collectors.joining("/"));
  }

  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (UNRESERVED.indexOf(c) >= 0) {
        text.append(c);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    return text.toString();
  }
}
