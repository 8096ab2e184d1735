package io.pointsman.inspection;

import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as their widest cell. */
final class Columns {
  private final List<Object[]> lines = new ArrayList<>();

  Columns(Object... header) {
    lines.add(header);
  }

  Columns line(Object... cells) {
    lines.add(cells);
    return this;
  }

  @Override
  public String toString() {
    int[] widths = new int[lines.get(0).length];
    for (Object[] line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], String.valueOf(line[column]).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (Object[] line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = String.valueOf(line[column]);
        String padding = " ".repeat(widths[column] - cell.length());
        row.append(line[column] instanceof Number ? padding + cell : cell + padding).append("  ");
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
