package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.ListType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node answers to {@code token()}, {@code WRITETIME()} and {@code TTL()}.
 *
 * @param key names of the columns of the primary key
 * @param columns names of the others, but counters
 * @param rows by their primary keys, as {@link #name} writes them
 * @param askedAt when
 */
public record CqlOrigins(
    List<String> key, List<String> columns, Map<String, Origins> rows, Instant askedAt) {
  /**
   * One row.
   *
   * @param writeTimes of each column's cells; an empty list when it has no value
   * @param ttls of the same cells, null for one that does not expire
   */
  public record Origins(long token, List<List<Long>> writeTimes, List<List<Integer>> ttls) {}

  static CqlOrigins ask(CqlSession session, TableName name) {
    TableMetadata table =
        session
            .getMetadata()
            .getKeyspace(CqlIdentifier.fromInternal(name.keyspace()))
            .flatMap(keyspace -> keyspace.getTable(CqlIdentifier.fromInternal(name.table())))
            .orElseThrow();
    List<CqlIdentifier> key = table.getPrimaryKey().stream().map(ColumnMetadata::getName).toList();
    List<CqlIdentifier> others =
        table.getColumns().values().stream()
            .filter(column -> !key.contains(column.getName()))
            .filter(column -> !column.getType().equals(DataTypes.COUNTER))
            .map(ColumnMetadata::getName)
            .toList();
    String partitionKey =
        table.getPartitionKey().stream()
            .map(column -> column.getName().asCql(true))
            .collect(Collectors.joining(", "));
    String asked =
        Stream.of(
                key.stream().map(column -> column.asCql(true)),
                Stream.of("token(" + partitionKey + ")"),
                others.stream()
                    .flatMap(
                        column ->
                            Stream.of(
                                "WRITETIME(" + column.asCql(true) + ")",
                                "TTL(" + column.asCql(true) + ")")))
            .flatMap(each -> each)
            .collect(Collectors.joining(", "));
    Instant askedAt = Instant.now();
    Map<String, Origins> rows = new TreeMap<>();
    for (Row row :
        session.execute(
            SimpleStatement.newInstance("SELECT " + asked + " FROM " + name.cql())
                .setPageSize(500))) {
      ByteBuffer[] values = new ByteBuffer[key.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = row.getBytesUnsafe(i);
      }
      List<List<Long>> writeTimes = new ArrayList<>();
      List<List<Integer>> ttls = new ArrayList<>();
      for (int i = key.size() + 1; i < row.getColumnDefinitions().size(); i += 2) {
        writeTimes.add(cells(row, i, Long.class));
        ttls.add(cells(row, i + 1, Integer.class));
      }
      rows.put(name(values), new Origins(row.getLong(key.size()), writeTimes, ttls));
    }
    return new CqlOrigins(
        key.stream().map(CqlIdentifier::asInternal).toList(),
        others.stream().map(CqlIdentifier::asInternal).toList(),
        rows,
        askedAt);
  }

  private static <T> List<T> cells(Row row, int place, Class<T> type) {
    if (row.getColumnDefinitions().get(place).getType() instanceof ListType) {
      List<T> cells = row.getList(place, type);
      return cells == null ? List.of() : cells;
    }
    return row.isNull(place) ? List.of() : List.of(row.get(place, type));
  }

  /** A primary key by its values' bytes. */
  static String name(ByteBuffer[] values) {
    return Arrays.stream(values)
        .map(
            value -> {
              if (value == null) {
                return "null";
              }
              byte[] bytes = new byte[value.remaining()];
              value.duplicate().get(bytes);
              return HexFormat.of().formatHex(bytes);
            })
        .collect(Collectors.joining("|"));
  }
}
