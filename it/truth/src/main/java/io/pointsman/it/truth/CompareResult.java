package io.pointsman.it.truth;

import java.util.List;

/**
 * How one table compares with the truth, as multisets of rows.
 *
 * @param name the comparison's name
 * @param rowsTruth rows of the truth
 * @param rowsTable rows of the table
 * @param missing rows of the truth that the table lacks, counted with their multiplicity
 * @param extra rows of the table that the truth lacks, counted with their multiplicity
 * @param samples a few of them, each beginning with {@code -} when missing and {@code +} when extra
 * @param problem why nothing could be compared, or null
 */
public record CompareResult(
    String name,
    long rowsTruth,
    long rowsTable,
    long missing,
    long extra,
    List<String> samples,
    String problem) {
  public CompareResult {
    samples = samples == null ? List.of() : List.copyOf(samples);
  }

  static CompareResult problem(String name, String problem) {
    return new CompareResult(name, 0, 0, 0, 0, List.of(), problem);
  }

  /** Whether the table is the truth, row by row. */
  public boolean equal() {
    return problem == null && missing == 0 && extra == 0 && rowsTruth == rowsTable;
  }
}
