package io.pointsman.publication;

import java.util.List;

/**
 * What separates a destination's schema from what its source needs.
 *
 * @param added paths of columns and fields that the table lacks: a claim adds them, as nulls to
 *     whoever reads before the publish, since Iceberg's schema is the table's and not a branch's
 * @param incompatible one sentence a column that cannot be followed; empty when the table can take
 *     the source's rows
 * @param kept paths of columns that the source no longer has: they stay, and are null in new rows,
 *     so that nobody's query breaks
 */
public record SchemaDifference(List<String> added, List<String> incompatible, List<String> kept) {
  public SchemaDifference {
    added = List.copyOf(added);
    incompatible = List.copyOf(incompatible);
    kept = List.copyOf(kept);
  }

  /** Whether a claim can make the table take the source's rows. */
  public boolean canFollow() {
    return incompatible.isEmpty();
  }

  /** Whether the table can take the source's rows as it is. */
  public boolean fits() {
    return added.isEmpty() && incompatible.isEmpty();
  }
}
