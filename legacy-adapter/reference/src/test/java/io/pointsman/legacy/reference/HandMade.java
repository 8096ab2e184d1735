package io.pointsman.legacy.reference;

import io.pointsman.backup.CqlType;
import io.pointsman.backup.TableSchema;
import io.pointsman.sstable.Mutation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Hand-made mutations of a table {@code k text, c int, s text static, v text, tags …}. */
final class HandMade {
  static final long FOREVER = Long.MAX_VALUE;
  static final TableSchema SCHEMA =
      new TableSchema(
          "shop",
          "orders",
          List.of(
              column("k", CqlType.Simple.TEXT, TableSchema.Kind.PARTITION_KEY, 0),
              column("c", CqlType.Simple.INT, TableSchema.Kind.CLUSTERING, 0),
              column("s", CqlType.Simple.TEXT, TableSchema.Kind.STATIC, -1),
              column(
                  "tags",
                  new CqlType.SetOf(CqlType.Simple.INT, false),
                  TableSchema.Kind.REGULAR,
                  -1),
              column("v", CqlType.Simple.TEXT, TableSchema.Kind.REGULAR, -1)));

  private HandMade() {}

  static TableSchema.Column column(String name, CqlType type, TableSchema.Kind kind, int position) {
    return new TableSchema.Column(name, type, kind, position, false);
  }

  static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** A row's place; bounds stand just before or after it. */
  static byte[] at(int clustering) {
    return place(clustering, (byte) 0x38);
  }

  static byte[] before(int clustering) {
    return place(clustering, (byte) 0x20);
  }

  static byte[] after(int clustering) {
    return place(clustering, (byte) 0x60);
  }

  private static byte[] place(int clustering, byte last) {
    return ByteBuffer.allocate(6)
        .put((byte) 0x40)
        .putInt(clustering ^ Integer.MIN_VALUE)
        .put(last)
        .array();
  }

  static Mutation cell(String k, int c, String v, long timestamp) {
    return cell(k, c, "v", null, v == null ? null : text(v), timestamp, v == null ? 1 : FOREVER, 0);
  }

  static Mutation expiring(String k, int c, String v, long timestamp, long expires, int ttl) {
    return cell(k, c, "v", null, text(v), timestamp, expires, ttl);
  }

  static Mutation tag(String k, int c, int tag, long timestamp) {
    return cell(k, c, "tags", number(tag), new byte[0], timestamp, FOREVER, 0);
  }

  static Mutation untag(String k, int c, int tag, long timestamp) {
    return cell(k, c, "tags", number(tag), null, timestamp, 1, 0);
  }

  static Mutation tagsDeletion(String k, int c, long timestamp) {
    return mutation(
        Mutation.Kind.COLUMN_DELETION,
        k,
        at(c),
        null,
        clustering(c),
        "tags",
        null,
        null,
        timestamp,
        1,
        0);
  }

  static Mutation staticCell(String k, String s, long timestamp) {
    return mutation(
        Mutation.Kind.CELL,
        k,
        new byte[0],
        null,
        null,
        "s",
        null,
        s == null ? null : text(s),
        timestamp,
        s == null ? 1 : FOREVER,
        0);
  }

  static Mutation marker(String k, int c, long timestamp) {
    return marker(k, c, timestamp, FOREVER, 0);
  }

  static Mutation marker(String k, int c, long timestamp, long expires, int ttl) {
    return mutation(
        Mutation.Kind.ROW_MARKER,
        k,
        at(c),
        null,
        clustering(c),
        null,
        null,
        null,
        timestamp,
        expires,
        ttl);
  }

  static Mutation rowDeletion(String k, int c, long timestamp) {
    return mutation(
        Mutation.Kind.ROW_DELETION,
        k,
        at(c),
        null,
        clustering(c),
        null,
        null,
        null,
        timestamp,
        1,
        0);
  }

  static Mutation rangeDeletion(String k, byte[] start, byte[] end, long timestamp) {
    return mutation(
        Mutation.Kind.RANGE_DELETION, k, start, end, null, null, null, null, timestamp, 1, 0);
  }

  static Mutation partitionDeletion(String k, long timestamp) {
    return mutation(
        Mutation.Kind.PARTITION_DELETION,
        k,
        new byte[0],
        null,
        null,
        null,
        null,
        null,
        timestamp,
        1,
        0);
  }

  static Mutation cell(
      String k,
      int c,
      String column,
      byte[] path,
      byte[] value,
      long timestamp,
      long localDeletionTime,
      int ttl) {
    return mutation(
        Mutation.Kind.CELL,
        k,
        at(c),
        null,
        clustering(c),
        column,
        path,
        value,
        timestamp,
        localDeletionTime,
        ttl);
  }

  private static byte[][] clustering(int c) {
    return new byte[][] {number(c)};
  }

  private static Mutation mutation(
      Mutation.Kind kind,
      String k,
      byte[] position,
      byte[] end,
      byte[][] clustering,
      String column,
      byte[] path,
      byte[] value,
      long timestamp,
      long localDeletionTime,
      int ttl) {
    return new Mutation(
        kind,
        k.hashCode(),
        text(k),
        position,
        end,
        clustering,
        column,
        path,
        value,
        timestamp,
        localDeletionTime,
        ttl);
  }

  /** What a reader sees, a line a row: {@code k/c s=… tags=… v=…}, without what is null. */
  static List<String> reconcile(TableSchema schema, long nowSeconds, Mutation... mutations) {
    RowColumns columns = new RowColumns(schema);
    List<Mutation> sorted = new ArrayList<>(List.of(mutations));
    sorted.sort(
        Comparator.comparing(Mutation::partitionKey, java.util.Arrays::compareUnsigned)
            .thenComparing(mutation -> Reconciler.rank(mutation, columns))
            .thenComparing(Mutation::position, java.util.Arrays::compareUnsigned));
    List<String> lines = new ArrayList<>();
    Iterator<ReconciledRow> rows = new Reconciler(sorted.iterator(), columns, nowSeconds);
    while (rows.hasNext()) {
      lines.add(line(schema, rows.next()));
    }
    return lines;
  }

  private static String line(TableSchema schema, ReconciledRow row) {
    StringBuilder line = new StringBuilder(new String(row.partitionKey(), StandardCharsets.UTF_8));
    line.append('/');
    line.append(row.clustering() == null ? "-" : ByteBuffer.wrap(row.clustering()[0]).getInt());
    for (int i = 0; i < schema.columns().size(); i++) {
      ColumnValue value = row.values().get(i);
      if (value != null) {
        line.append(' ').append(schema.columns().get(i).name()).append('=').append(shown(value));
      }
    }
    return line.toString();
  }

  private static String shown(ColumnValue value) {
    if (value instanceof ColumnValue.Whole whole) {
      return new String(whole.bytes(), StandardCharsets.UTF_8);
    }
    return ((ColumnValue.Parts) value)
        .parts().stream().map(part -> ByteBuffer.wrap(part.path()).getInt()).toList().toString();
  }
}
