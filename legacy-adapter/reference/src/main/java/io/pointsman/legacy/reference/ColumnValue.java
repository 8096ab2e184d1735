package io.pointsman.legacy.reference;

import java.util.List;

/** What reconciling left of a column in one row; a column without a live cell has none. */
sealed interface ColumnValue {

  /**
   * The value of a column with one cell.
   *
   * @param bytes native serialization, never null
   */
  record Whole(byte[] bytes) implements ColumnValue {}

  /**
   * The live cells of a non-frozen collection or UDT, in the order of their paths; never empty.
   *
   * @param parts at least one
   */
  record Parts(List<Part> parts) implements ColumnValue {
    public Parts {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One live cell of several.
   *
   * @param path set element, map key, list cell's timeuuid, or UDT field's index
   * @param value native serialization; empty for a set
   */
  record Part(byte[] path, byte[] value) {}
}
