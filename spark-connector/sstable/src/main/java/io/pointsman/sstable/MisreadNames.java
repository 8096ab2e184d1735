package io.pointsman.sstable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;

/**
 * Names of columns in a {@code Statistics.db} of Cassandra 3, which has no checksum. A column that
 * the schema does not know counts as dropped; if its name is one that a byte was changed of, that
 * would leave the values of a column out.
 */
final class MisreadNames {
  private MisreadNames() {}

  /**
   * Refuses an unknown column that may be one of the table's.
   *
   * @param where the SSTable, for messages
   */
  static void check(TableMetadata table, SerializationHeader.Component header, String where)
      throws IOException {
    check(table, header.getStaticColumns(), true, where);
    check(table, header.getRegularColumns(), false, where);
  }

  private static void check(
      TableMetadata table,
      Map<ByteBuffer, AbstractType<?>> columns,
      boolean areStatic,
      String where)
      throws IOException {
    for (Map.Entry<ByteBuffer, AbstractType<?>> each : columns.entrySet()) {
      ByteBuffer name = each.getKey();
      if (table.getColumn(name) != null || table.getDroppedColumn(name) != null) {
        continue;
      }
      for (ColumnMetadata column : table.regularAndStaticColumns()) {
        if (column.isStatic() == areStatic
            && column.type.getClass() == each.getValue().getClass()
            && !columns.containsKey(column.name.bytes)
            && differInOneByte(name, column.name.bytes)) {
          throw new CorruptBackupException(
              where,
              "its Statistics.db has no checksum and tells of a column '%s', which may be '%s'"
                      .formatted(UTF8Type.instance.getString(name), column.name)
                  + " misread; if it was dropped, add its ALTER TABLE … DROP to the schema text",
              null);
        }
      }
    }
  }

  private static boolean differInOneByte(ByteBuffer one, ByteBuffer other) {
    if (one.remaining() != other.remaining()) {
      return false;
    }
    int differences = 0;
    for (int i = 0; i < one.remaining(); i++) {
      differences += one.get(one.position() + i) == other.get(other.position() + i) ? 0 : 1;
    }
    return differences == 1;
  }
}
