package io.pointsman.legacy.reference;

import io.pointsman.sstable.Mutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** All that was said about one row, or about a Cassandra partition's static row. */
final class RowMutations {
  private final RowColumns columns;
  private final ColumnState[] states;
  private byte[][] clustering;
  private Mutation marker;
  private long rowDeletion = Long.MIN_VALUE;

  RowMutations(RowColumns columns) {
    this.columns = columns;
    this.states = new ColumnState[columns.count()];
  }

  byte[][] clustering() {
    return clustering;
  }

  void add(Mutation mutation) {
    if (clustering == null) {
      clustering = mutation.clustering();
    }
    switch (mutation.kind()) {
      case ROW_DELETION -> rowDeletion = Math.max(rowDeletion, mutation.timestamp());
      case ROW_MARKER ->
          marker = marker == null ? mutation : CellRules.newerMarker(marker, mutation);
      case COLUMN_DELETION -> {
        ColumnState state = state(mutation.column());
        if (state != null) {
          state.deletion = Math.max(state.deletion, mutation.timestamp());
        }
      }
      case CELL -> {
        ColumnState state = state(mutation.column());
        if (state != null) {
          state.add(mutation);
        }
      }
      case PARTITION_DELETION, RANGE_DELETION ->
          throw new IllegalArgumentException(mutation.kind() + " is not about one row");
    }
  }

  /**
   * Whether a reader sees this row.
   *
   * @param values what {@link #liveValues} gave
   * @param deletion the newest deletion of what the row lies in, or {@link Long#MIN_VALUE}
   */
  boolean lives(List<ColumnValue> values, long deletion, long nowSeconds) {
    long shadow = Math.max(deletion, rowDeletion);
    boolean byMarker =
        marker != null
            && !CellRules.deletes(shadow, marker.timestamp())
            && CellRules.markerLives(marker, nowSeconds);
    return byMarker || values.stream().anyMatch(value -> value != null);
  }

  /** Each column's live value, null where there is none. */
  List<ColumnValue> liveValues(long deletion, long nowSeconds) {
    long shadow = Math.max(deletion, rowDeletion);
    ColumnValue[] values = new ColumnValue[states.length];
    for (int i = 0; i < states.length; i++) {
      values[i] = states[i] == null ? null : states[i].value(shadow, nowSeconds);
    }
    return Arrays.asList(values);
  }

  private ColumnState state(String column) {
    int index = columns.index(column);
    if (index < 0) {
      return null; // dropped since it was written: its cells are nobody's
    }
    if (states[index] == null) {
      states[index] = new ColumnState(columns.pathOrder(index));
    }
    return states[index];
  }

  private static final class ColumnState {
    private final TreeMap<byte[], Mutation> parts;
    private Mutation whole;
    private long deletion = Long.MIN_VALUE;

    ColumnState(Comparator<byte[]> pathOrder) {
      this.parts = pathOrder == null ? null : new TreeMap<>(pathOrder);
    }

    void add(Mutation cell) {
      if (parts == null) {
        whole = whole == null ? cell : CellRules.newerCell(whole, cell);
      } else {
        parts.merge(cell.path(), cell, CellRules::newerCell);
      }
    }

    ColumnValue value(long outerDeletion, long nowSeconds) {
      if (parts == null) {
        return whole != null && seen(whole, outerDeletion, nowSeconds)
            ? new ColumnValue.Whole(whole.value())
            : null;
      }
      long shadow = Math.max(outerDeletion, deletion);
      List<ColumnValue.Part> live = new ArrayList<>();
      for (Mutation cell : parts.values()) {
        if (seen(cell, shadow, nowSeconds)) {
          live.add(new ColumnValue.Part(cell.path(), cell.value()));
        }
      }
      return live.isEmpty() ? null : new ColumnValue.Parts(live);
    }

    private static boolean seen(Mutation cell, long shadow, long nowSeconds) {
      return !CellRules.deletes(shadow, cell.timestamp())
          && CellRules.cellLives(cell, nowSeconds);
    }
  }
}
