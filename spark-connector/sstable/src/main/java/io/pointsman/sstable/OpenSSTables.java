package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.cassandra.db.SerializationHeader;
import org.apache.cassandra.db.marshal.AbstractType;
import org.apache.cassandra.db.marshal.UTF8Type;
import org.apache.cassandra.exceptions.UnknownColumnException;
import org.apache.cassandra.io.sstable.format.StatsComponent;
import org.apache.cassandra.io.sstable.metadata.MetadataType;
import org.apache.cassandra.schema.ColumnMetadata;
import org.apache.cassandra.schema.TableMetadata;

/**
 * The SSTables of a scan, all opened with one table metadata.
 *
 * <p>An SSTable may hold a column that the schema text does not know: Medusa writes schemas without
 * dropped columns. Cassandra would not open it; here such a column counts as dropped, and is noted.
 */
final class OpenSSTables implements AutoCloseable {
  private final Mount mount;
  private final List<OpenSSTable> sstables = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<String, AtomicLong> leftOut = new TreeMap<>();
  private TableMetadata table;

  private OpenSSTables(Mount mount, TableMetadata table) {
    this.mount = mount;
    this.table = table;
  }

  static OpenSSTables open(
      ObjectSource source,
      ReadSettings settings,
      List<Backup.SSTable> sstables,
      TableMetadata table)
      throws IOException {
    OpenSSTables opened = new OpenSSTables(mount(source, settings, sstables), table);
    try {
      try {
        opened.openAll(sstables);
      } catch (UnknownColumns e) {
        opened.closeSSTables();
        opened.dropUnknownColumns(sstables);
        opened.openAll(sstables);
      }
      return opened;
    } catch (UnknownColumns e) {
      opened.close();
      throw new IllegalStateException(e);
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private static Mount mount(
      ObjectSource source, ReadSettings settings, List<Backup.SSTable> sstables)
      throws IOException {
    try {
      return new Mount(source, settings, sstables);
    } catch (IOException | RuntimeException | Error e) {
      source.close();
      throw e;
    }
  }

  /** An SSTable holds columns that the table does not have. */
  private static final class UnknownColumns extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownColumns(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }

  private void openAll(List<Backup.SSTable> all) throws IOException, UnknownColumns {
    for (int i = 0; i < all.size(); i++) {
      try {
        sstables.add(OpenSSTable.open(mount, i, all.get(i), table));
      } catch (CorruptBackupException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
          if (cause instanceof UnknownColumnException) {
            throw new UnknownColumns(cause);
          }
        }
        throw e;
      }
    }
  }

  private void dropUnknownColumns(List<Backup.SSTable> all) throws IOException {
    TableMetadata.Builder builder = table.unbuild();
    for (int i = 0; i < all.size(); i++) {
      SerializationHeader.Component header = header(i, all.get(i));
      if (!OpenSSTable.descriptor(mount.directoryOf(i), all.get(i)).version.hasMetadataChecksum()) {
        MisreadNames.check(table, header, mount.describe(i));
      }
      drop(builder, header.getStaticColumns(), true, mount.describe(i));
      drop(builder, header.getRegularColumns(), false, mount.describe(i));
    }
    table = builder.build();
  }

  private SerializationHeader.Component header(int index, Backup.SSTable sstable)
      throws IOException {
    try {
      return StatsComponent.load(
              OpenSSTable.descriptor(mount.directoryOf(index), sstable), MetadataType.HEADER)
          .serializationHeader();
    } catch (RuntimeException | Error e) {
      throw ReadFailure.of(e, mount, index);
    }
  }

  private void drop(
      TableMetadata.Builder builder,
      Map<ByteBuffer, AbstractType<?>> columns,
      boolean areStatic,
      String where) {
    columns.forEach(
        (name, type) -> {
          if (table.getColumn(name) != null || table.getDroppedColumn(name) != null) {
            return;
          }
          ColumnMetadata column =
              areStatic
                  ? ColumnMetadata.staticColumn(table, name, type)
                  : ColumnMetadata.regularColumn(table, name, type);
          builder.recordColumnDrop(column, Long.MAX_VALUE);
          String note =
              "Column '"
                  + UTF8Type.instance.getString(name)
                  + "' is not in the backup's schema, so its values are left out as those of a"
                  + " dropped column";
          if (notes.stream().noneMatch(earlier -> earlier.startsWith(note))) {
            notes.add(note + "; first seen in " + where);
          }
        });
  }

  long partitionsRead() {
    return sstables.stream().mapToLong(OpenSSTable::partitionsRead).sum();
  }

  List<OpenSSTable> all() {
    return sstables;
  }

  TableMetadata table() {
    return table;
  }

  Mount mount() {
    return mount;
  }

  /** Counts the partitions of a node that it does not own. */
  AtomicLong leftOut(String node) {
    return leftOut.computeIfAbsent(node, name -> new AtomicLong());
  }

  long leftOut() {
    return leftOut.values().stream().mapToLong(AtomicLong::get).sum();
  }

  List<String> notes() {
    List<String> all = new ArrayList<>(notes);
    leftOut.forEach(
        (node, partitions) -> {
          if (partitions.get() > 0) {
            all.add(
                partitions
                    + " partitions of node "
                    + node
                    + " lie in ranges that it does not own, and are left out");
          }
        });
    return List.copyOf(all);
  }

  private void closeSSTables() {
    sstables.forEach(OpenSSTable::close);
    sstables.clear();
  }

  @Override
  public void close() {
    closeSSTables();
    mount.close();
  }
}
