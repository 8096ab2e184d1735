package io.pointsman.it.show;

import java.util.ArrayList;
import java.util.List;

/** A table for people: columns as wide as their widest cell, numbers to the right. */
public final class TextTable {
  private final List<String[]> lines = new ArrayList<>();

  public TextTable(String... header) {
    lines.add(header);
  }

  public TextTable line(String... cells) {
    lines.add(cells);
    return this;
  }

  @Override
  public String toString() {
    int columns = lines.get(0).length;
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numeric[column] = true;
      for (int line = 0; line < lines.size(); line++) {
        String cell = lines.get(line)[column];
        widths[column] = Math.max(widths[column], cell.length());
        numeric[column] &= line == 0 || cell.matches("[-–0-9.,  %]*( [kMG]?B)?");
      }
    }
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines.size(); line++) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String cell = lines.get(line)[column];
        String padding = " ".repeat(widths[column] - cell.length());
        row.append(numeric[column] ? padding + cell : cell + padding).append("  ");
      }
      text.append(row.toString().stripTrailing()).append('\n');
      if (line == 0) {
        for (int width : widths) {
          text.append("─".repeat(width)).append("  ");
        }
        text.append('\n');
      }
    }
    return text.toString();
  }
}
