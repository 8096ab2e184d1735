package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.sstable.Mutation;
import io.pointsman.sstable.MutationCursor;
import io.pointsman.sstable.Mutations;
import io.pointsman.sstable.ReadSettings;
import io.pointsman.sstable.ScanRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Reads SSTables the way the old engines did: each is downloaded to a local directory as a whole
 * and read there.
 *
 * @param store where they lie
 * @param schemaCql the schema text that came with the backup
 * @param bytesRead where the bytes of every download are counted
 * @param notes where what a user should know of an SSTable is put
 */
record SSTableDownloads(
    StoreSettings store,
    String schemaCql,
    LongAccumulator bytesRead,
    CollectionAccumulator<String> notes)
    implements MutationSource {

  @Override
  public Cursor open(Backup.SSTable sstable) throws IOException {
    LocalSSTable local;
    try (ObjectStore open = ObjectStores.open(store)) {
      local = LocalSSTable.download(open, sstable);
    }
    bytesRead.add(local.bytes());
    try {
      MutationCursor mutations =
          Mutations.open(local.directory(), wholeOf(sstable), ReadSettings.defaults());
      mutations.notes().forEach(notes::add);
      return new LocalCursor(local, mutations);
    } catch (IOException | RuntimeException | Error e) {
      local.close();
      throw e;
    }
  }

  private ScanRequest wholeOf(Backup.SSTable sstable) {
    return new ScanRequest(
        schemaCql,
        sstable.keyspace(),
        sstable.table(),
        List.of(sstable),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Instant.EPOCH,
        List.of());
  }

  private record LocalCursor(LocalSSTable local, MutationCursor mutations) implements Cursor {
    @Override
    public Mutation next() throws IOException {
      return mutations.next() ? mutations.mutation() : null;
    }

    @Override
    public void close() throws IOException {
      try (local) {
        mutations.close();
      }
    }
  }
}
