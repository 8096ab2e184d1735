package io.pointsman.it;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.ColumnDefinition;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What a table holds, as CQL reads it at consistency ALL: one {@link
 * io.pointsman.it.truth.CanonicalRow} a line, in a file.
 *
 * @param table the table
 * @param columns their names, in the order of {@code SELECT *}
 * @param rows how many
 * @param file the dump
 */
public record Truth(TableName table, List<String> columns, long rows, Path file) {
  private static final int PAGE = 2_000;

  public Truth {
    columns = List.copyOf(columns);
  }

  /**
   * Dumps tables.
   *
   * @param session to the cluster
   * @param tables which
   * @param dir where the files go; created when absent
   */
  public static List<Truth> dump(CqlSession session, List<TableName> tables, Path dir)
      throws IOException {
    Files.createDirectories(dir);
    List<Truth> truths = new ArrayList<>();
    for (TableName table : tables) {
      truths.add(dump(session, table, dir.resolve(table + ".jsonl")));
    }
    return truths;
  }

  private static Truth dump(CqlSession session, TableName table, Path file) throws IOException {
    ResultSet rows =
        session.execute(
            SimpleStatement.newInstance("SELECT * FROM " + table.cql())
                .setConsistencyLevel(ConsistencyLevel.ALL)
                .setPageSize(PAGE));
    List<String> columns =
        StreamSupport.stream(rows.getColumnDefinitions().spliterator(), false)
            .map(ColumnDefinition::getName)
            .map(name -> name.asInternal())
            .toList();
    long count = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (Row row : rows) {
        out.write(DriverRow.line(row));
        out.write('\n');
        count++;
      }
    }
    return new Truth(table, columns, count, file);
  }
}
