package io.pointsman.legacy.reference;

import io.pointsman.sstable.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Turns the mutations of whole Cassandra partitions into the rows that a reader sees at a reference
 * time. One row at a time is held, and the range deletions that are open there, whatever the width
 * of the partition.
 *
 * <p>The mutations must come sorted by (partition key, {@link #rank}, position), bytes unsigned.
 */
final class Reconciler implements Iterator<ReconciledRow> {
  /** A range deletion whose end has not been passed. */
  private record OpenRange(byte[] end, long timestamp) {}

  private final Iterator<Mutation> mutations;
  private final RowColumns columns;
  private final long nowSeconds;

  private Mutation ahead;
  private ReconciledRow next;

  private byte[] partitionKey;
  private long partitionDeletion;
  private List<OpenRange> ranges = new ArrayList<>();
  private RowMutations statics;
  private List<ColumnValue> staticValues;
  private boolean partitionHasRow;

  /**
   * @param mutations sorted as said above
   * @param nowSeconds the reference time, in seconds since the epoch
   */
  Reconciler(Iterator<Mutation> mutations, RowColumns columns, long nowSeconds) {
    this.mutations = mutations;
    this.columns = columns;
    this.nowSeconds = nowSeconds;
    this.ahead = mutations.hasNext() ? mutations.next() : null;
  }

  /** What comes first within a partition: its deletion, then its static row, then all else. */
  static int rank(Mutation mutation, RowColumns columns) {
    return switch (mutation.kind()) {
      case PARTITION_DELETION -> 0;
      case CELL, COLUMN_DELETION -> columns.isStatic(mutation.column()) ? 1 : 2;
      case ROW_DELETION, ROW_MARKER -> mutation.clustering() == null ? 1 : 2;
      case RANGE_DELETION -> 2;
    };
  }

  @Override
  public boolean hasNext() {
    while (next == null && (ahead != null || partitionKey != null)) {
      advance();
    }
    return next != null;
  }

  @Override
  public ReconciledRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ReconciledRow row = next;
    next = null;
    return row;
  }

  private void advance() {
    if (partitionKey != null
        && (ahead == null || !Arrays.equals(partitionKey, ahead.partitionKey()))) {
      endPartition();
      return;
    }
    if (partitionKey == null) {
      beginPartition();
    }
    switch (rank(ahead, columns)) {
      case 0 -> {
        partitionDeletion = Math.max(partitionDeletion, ahead.timestamp());
        step();
      }
      case 1 -> {
        statics.add(ahead);
        step();
      }
      default -> {
        if (staticValues == null) {
          staticValues = statics.liveValues(partitionDeletion, nowSeconds);
        }
        onePosition();
      }
    }
  }

  private void beginPartition() {
    partitionKey = ahead.partitionKey();
    partitionDeletion = Long.MIN_VALUE;
    ranges = new ArrayList<>();
    statics = new RowMutations(columns);
    staticValues = null;
    partitionHasRow = false;
  }

  /** A partition whose static row alone lives is one row with nothing else in it. */
  private void endPartition() {
    if (!partitionHasRow) {
      List<ColumnValue> values = statics.liveValues(partitionDeletion, nowSeconds);
      if (values.stream().anyMatch(value -> value != null)) {
        next = new ReconciledRow(partitionKey, null, values);
      }
    }
    partitionKey = null;
  }

  private void onePosition() {
    byte[] position = ahead.position();
    RowMutations row = null;
    while (ahead != null
        && Arrays.equals(partitionKey, ahead.partitionKey())
        && Arrays.equals(position, ahead.position())) {
      if (ahead.kind() == Mutation.Kind.RANGE_DELETION) {
        ranges.add(new OpenRange(ahead.end(), ahead.timestamp()));
      } else {
        row = row == null ? new RowMutations(columns) : row;
        row.add(ahead);
      }
      step();
    }
    if (row == null) {
      return;
    }
    long deletion = Math.max(partitionDeletion, openRangeDeletion(position));
    List<ColumnValue> values = row.liveValues(deletion, nowSeconds);
    if (row.lives(values, deletion, nowSeconds)) {
      if (row.clustering() == null) {
        throw new IllegalStateException(
            "A row of " + columns.schema().table() + " has mutations but no clustering values");
      }
      partitionHasRow = true;
      next = new ReconciledRow(partitionKey, row.clustering(), withStatics(values));
    }
  }

  /** Bounds are byte-comparable and never equal to a row's place, so before and after suffice. */
  private long openRangeDeletion(byte[] position) {
    if (ranges.isEmpty()) {
      return Long.MIN_VALUE;
    }
    ranges.removeIf(
        range -> range.end() != null && Arrays.compareUnsigned(range.end(), position) < 0);
    return ranges.stream().mapToLong(OpenRange::timestamp).max().orElse(Long.MIN_VALUE);
  }

  private List<ColumnValue> withStatics(List<ColumnValue> values) {
    for (int i = 0; i < staticValues.size(); i++) {
      if (staticValues.get(i) != null) {
        values.set(i, staticValues.get(i));
      }
    }
    return values;
  }

  private void step() {
    ahead = mutations.hasNext() ? mutations.next() : null;
  }
}
