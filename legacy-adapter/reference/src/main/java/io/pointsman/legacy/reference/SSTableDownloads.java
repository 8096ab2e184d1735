package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import io.pointsman.backup.ObjectStores;
import io.pointsman.backup.StoreSettings;
import io.pointsman.sstable.Mutation;
import io.pointsman.sstable.MutationCursor;
import java.io.IOException;
import org.apache.spark.util.LongAccumulator;

/**
 * Reads SSTables the way the old engines did: each is downloaded to a local directory as a whole
 * and read there.
 *
 * @param store where they lie
 * @param schemaCql the schema text that came with the backup
 * @param bytesRead where the bytes of every download are counted
 */
record SSTableDownloads(StoreSettings store, String schemaCql, LongAccumulator bytesRead)
    implements MutationSource {

  @Override
  public Cursor open(Backup.SSTable sstable) throws IOException {
    LocalSSTable local;
    try (ObjectStore open = ObjectStores.open(store)) {
      local = LocalSSTable.download(open, sstable);
    }
    bytesRead.add(local.bytes());
    try {
      return new LocalCursor(local, MutationCursor.open(local.directory(), sstable, schemaCql));
    } catch (IOException | RuntimeException | Error e) {
      local.close();
      throw e;
    }
  }

  private record LocalCursor(LocalSSTable local, MutationCursor mutations) implements Cursor {
    @Override
    public Mutation next() throws IOException {
      return mutations.next();
    }

    @Override
    public void close() throws IOException {
      try (local) {
        mutations.close();
      }
    }
  }
}
