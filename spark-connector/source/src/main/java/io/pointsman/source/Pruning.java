package io.pointsman.source;

import io.pointsman.backup.TableSchema;
import io.pointsman.source.Comparisons.Comparison;
import io.pointsman.source.Comparisons.Operator;
import io.pointsman.source.TokenRanges.TokenRange;
import io.pointsman.sstable.PartitionKeys;
import io.pointsman.sstable.RowSelection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.filter.Predicate;

/**
 * What need not be read for a query. Spark evaluates every predicate again on the rows that come.
 *
 * @param keys the only Cassandra partitions that can have rows, serialized, or null for all
 * @param tokens the only tokens that can have rows; null for none at all
 * @param clustering the only rows of those partitions that are wanted, or null for all
 * @param predicates what this follows from
 */
record Pruning(
    List<byte[]> keys,
    TokenRange tokens,
    RowSelection.Clustering clustering,
    List<Predicate> predicates) {
  private static final TokenRange RING = new TokenRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /** More are not looked up one by one. */
  private static final int MOST_KEYS = 10_000;

  /** Of a query that wants everything. */
  static Pruning none() {
    return new Pruning(null, RING, null, List.of());
  }

  static Pruning of(TableSchema table, Predicate[] predicates) {
    Comparisons comparisons = new Comparisons(predicates);
    Set<Predicate> used = new LinkedHashSet<>();
    List<byte[]> keys = keys(columns(table, TableSchema.Kind.PARTITION_KEY), comparisons, used);
    TokenRange tokens =
        RowPlan.column(table, MetadataColumns.TOKEN.columnName()) == null
            ? tokens(comparisons, used)
            : RING;
    RowSelection.Clustering clustering =
        clustering(columns(table, TableSchema.Kind.CLUSTERING), comparisons, used);
    return new Pruning(keys, tokens, clustering, List.copyOf(used));
  }

  private static List<TableSchema.Column> columns(TableSchema table, TableSchema.Kind kind) {
    return table.columns().stream()
        .filter(column -> column.kind() == kind)
        .sorted(Comparator.comparingInt(TableSchema.Column::position))
        .toList();
  }

  /** Every column of the partition key is one of some values: all their combinations. */
  private static List<byte[]> keys(
      List<TableSchema.Column> columns, Comparisons comparisons, Set<Predicate> used) {
    List<List<byte[]>> keys = List.of(List.of());
    List<Predicate> followed = new ArrayList<>();
    for (TableSchema.Column column : columns) {
      Comparison equality = comparisons.equality(column.name());
      List<byte[]> values = equality == null ? null : encoded(column, equality);
      if (values == null || (long) keys.size() * values.size() > MOST_KEYS) {
        return null;
      }
      List<List<byte[]>> longer = new ArrayList<>();
      for (List<byte[]> key : keys) {
        for (byte[] value : values) {
          List<byte[]> more = new ArrayList<>(key);
          more.add(value);
          longer.add(more);
        }
      }
      keys = longer;
      followed.add(equality.predicate());
    }
    used.addAll(followed);
    // A literal may stand twice in a list, and a row must not.
    return keys.stream()
        .map(PartitionKeys::join)
        .map(ByteBuffer::wrap)
        .distinct()
        .map(ByteBuffer::array)
        .toList();
  }

  private static List<byte[]> encoded(TableSchema.Column column, Comparison comparison) {
    List<byte[]> values = new ArrayList<>();
    for (Object literal : comparison.literals()) {
      byte[] value = LiteralEncoder.encode(column.type(), literal);
      // No key of several columns can hold a longer one, and none of one column either.
      if (value == null || value.length >= 1 << Short.SIZE) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  private static TokenRange tokens(Comparisons comparisons, Set<Predicate> used) {
    long start = Long.MIN_VALUE;
    long end = Long.MAX_VALUE;
    for (Comparison comparison : comparisons.of(MetadataColumns.TOKEN.columnName())) {
      if (comparison.literals().size() > 1 || !(comparison.literals().get(0) instanceof Long)) {
        continue;
      }
      long token = (Long) comparison.literals().get(0);
      used.add(comparison.predicate());
      // No partition has the least token of all.
      switch (comparison.operator()) {
        case EQUAL -> {
          start = Math.max(start, before(token));
          end = Math.min(end, token);
        }
        case LESS -> end = Math.min(end, before(token));
        case LESS_OR_EQUAL -> end = Math.min(end, token);
        case GREATER -> start = Math.max(start, token);
        case GREATER_OR_EQUAL -> start = Math.max(start, before(token));
      }
    }
    return start < end ? new TokenRange(start, end) : null;
  }

  private static long before(long token) {
    return token == Long.MIN_VALUE ? token : token - 1;
  }

  /** The first clustering columns are equal to a value, and the one after them may have bounds. */
  private static RowSelection.Clustering clustering(
      List<TableSchema.Column> columns, Comparisons comparisons, Set<Predicate> used) {
    List<byte[]> equal = new ArrayList<>();
    for (TableSchema.Column column : columns) {
      Comparison equality = comparisons.equality(column.name());
      List<byte[]> values =
          equality == null || equality.literals().size() > 1 ? null : encoded(column, equality);
      if (values != null) {
        equal.add(values.get(0));
        used.add(equality.predicate());
        continue;
      }
      RowSelection.Bound lower = bound(column, comparisons, Operator.GREATER, used);
      RowSelection.Bound upper = bound(column, comparisons, Operator.LESS, used);
      return equal.isEmpty() && lower == null && upper == null
          ? null
          : new RowSelection.Clustering(equal, lower, upper);
    }
    return equal.isEmpty() ? null : new RowSelection.Clustering(equal, null, null);
  }

  /**
   * The first bound of a column on one side, or null.
   *
   * @param strict the operator of that side
   */
  private static RowSelection.Bound bound(
      TableSchema.Column column, Comparisons comparisons, Operator strict, Set<Predicate> used) {
    Operator loose =
        strict == Operator.GREATER ? Operator.GREATER_OR_EQUAL : Operator.LESS_OR_EQUAL;
    if (!LiteralEncoder.hasSameOrder(column.type())) {
      return null;
    }
    for (Comparison comparison : comparisons.of(column.name())) {
      if (comparison.operator() == strict || comparison.operator() == loose) {
        List<byte[]> value = encoded(column, comparison);
        if (value != null) {
          used.add(comparison.predicate());
          return new RowSelection.Bound(value.get(0), comparison.operator() == loose);
        }
      }
    }
    return null;
  }

  /** Whether no row can be wanted. */
  boolean isEmpty() {
    return tokens == null;
  }

  /** Which share of the ring is read, 0 to 1; of partitions that are looked up it is not known. */
  double share() {
    return isEmpty() ? 0 : tokens.share();
  }

  /** Whether every Cassandra partition is read. */
  boolean isWholeRing() {
    return keys == null && RING.equals(tokens);
  }

  /** What is read, for a plan. */
  String text() {
    if (isEmpty()) {
      return "no tokens";
    }
    String of =
        keys != null
            ? keys.size() + " partition keys"
            : tokens.equals(RING)
                ? "all partitions"
                : "tokens (%d, %d]".formatted(tokens.startExclusive(), tokens.endInclusive());
    return predicates.isEmpty() ? of : of + ", by " + predicates;
  }
}
