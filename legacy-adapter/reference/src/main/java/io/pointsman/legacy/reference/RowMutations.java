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
  private final ColumnCells[] states;
  private byte[][] clustering;
  private Mutation marker;
  private long rowDeletion = Long.MIN_VALUE;

  RowMutations(RowColumns columns) {
    this.columns = columns;
    this.states = new ColumnCells[columns.count()];
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
        ColumnCells state = state(mutation.column());
        if (state != null) {
          state.deleteUpTo(mutation.timestamp());
        }
      }
      case CELL -> {
        ColumnCells state = state(mutation.column());
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

  private ColumnCells state(String column) {
    int index = columns.index(column);
    if (index < 0) {
      return null; // dropped since it was written: its cells are nobody's
    }
    if (states[index] == null) {
      states[index] = empty(index);
    }
    return states[index];
  }

  private ColumnCells empty(int index) {
    if (columns.isCounter(index)) {
      return new CounterCells();
    }
    Comparator<byte[]> pathOrder = columns.pathOrder(index);
    return pathOrder == null ? new OneCell() : new CellsByPath(pathOrder);
  }

  /** All cells that were written to one column of one row. */
  private sealed interface ColumnCells {
    void deleteUpTo(long timestamp);

    void add(Mutation cell);

    ColumnValue value(long outerDeletion, long nowSeconds);
  }

  /** A column with one cell: the newest. */
  private static final class OneCell implements ColumnCells {
    private Mutation newest;

    @Override
    public void deleteUpTo(long timestamp) {
      throw new IllegalArgumentException("A column with one cell is deleted by a tombstone");
    }

    @Override
    public void add(Mutation cell) {
      newest = newest == null ? cell : CellRules.newerCell(newest, cell);
    }

    @Override
    public ColumnValue value(long outerDeletion, long nowSeconds) {
      return seen(newest, outerDeletion, nowSeconds) ? new ColumnValue.Whole(newest.value()) : null;
    }
  }

  /** A non-frozen collection or UDT: the newest cell of each path. */
  private static final class CellsByPath implements ColumnCells {
    private final TreeMap<byte[], Mutation> newest;
    private long deletion = Long.MIN_VALUE;

    CellsByPath(Comparator<byte[]> pathOrder) {
      newest = new TreeMap<>(pathOrder);
    }

    @Override
    public void deleteUpTo(long timestamp) {
      deletion = Math.max(deletion, timestamp);
    }

    @Override
    public void add(Mutation cell) {
      newest.merge(cell.path(), cell, CellRules::newerCell);
    }

    @Override
    public ColumnValue value(long outerDeletion, long nowSeconds) {
      long shadow = Math.max(outerDeletion, deletion);
      List<ColumnValue.Part> live = new ArrayList<>();
      for (Mutation cell : newest.values()) {
        if (seen(cell, shadow, nowSeconds)) {
          live.add(new ColumnValue.Part(cell.path(), cell.value()));
        }
      }
      return live.isEmpty() ? null : new ColumnValue.Parts(live);
    }
  }

  /** A counter: every cell counts that is not deleted, so none may be forgotten before. */
  private static final class CounterCells implements ColumnCells {
    private final List<Mutation> cells = new ArrayList<>();

    @Override
    public void deleteUpTo(long timestamp) {
      throw new IllegalArgumentException("A counter is deleted by a tombstone");
    }

    @Override
    public void add(Mutation cell) {
      cells.add(cell);
    }

    @Override
    public ColumnValue value(long outerDeletion, long nowSeconds) {
      List<Mutation> left =
          cells.stream()
              .filter(cell -> !CellRules.deletes(outerDeletion, cell.timestamp()))
              .toList();
      byte[] total = left.isEmpty() ? null : CounterShards.total(left);
      return total == null ? null : new ColumnValue.Whole(total);
    }
  }

  private static boolean seen(Mutation cell, long shadow, long nowSeconds) {
    return !CellRules.deletes(shadow, cell.timestamp()) && CellRules.cellLives(cell, nowSeconds);
  }
}
