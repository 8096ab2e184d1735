package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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
  private final Map<String, AtomicLong> leftOut = new ConcurrentSkipListMap<>();
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
      // One that is called as a column of the primary key.
      opened.close();
      throw e.failure;
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

    private final CorruptBackupException failure;

    UnknownColumns(CorruptBackupException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private void openAll(List<Backup.SSTable> all) throws IOException, UnknownColumns {
    OpenSSTable[] opened = new OpenSSTable[all.size()];
    Throwable[] failures = new Throwable[all.size()];
    try {
      Concurrently.each(
          opened.length,
          place -> {
            try {
              opened[place] = OpenSSTable.open(mount, place, all.get(place), table);
            } catch (IOException | RuntimeException | Error e) {
              failures[place] = e;
            }
          });
    } finally {
      Stream.of(opened).filter(Objects::nonNull).forEach(sstables::add);
    }
    for (Throwable failure : failures) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (failure instanceof CorruptBackupException corrupt
            && cause instanceof UnknownColumnException) {
          throw new UnknownColumns(corrupt);
        }
      }
    }
    throwFirst(failures);
  }

  private static void throwFirst(Throwable[] failures) throws IOException {
    for (Throwable failure : failures) {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
    }
  }

  /** What is done with each of them. */
  interface Action {
    void on(int place, OpenSSTable sstable) throws IOException;
  }

  /** Does it side by side. */
  void each(Action action) throws IOException {
    Throwable[] failures = new Throwable[sstables.size()];
    Concurrently.each(
        failures.length,
        place -> {
          try {
            action.on(place, sstables.get(place));
          } catch (IOException | RuntimeException | Error e) {
            failures[place] = e;
          }
        });
    throwFirst(failures);
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
