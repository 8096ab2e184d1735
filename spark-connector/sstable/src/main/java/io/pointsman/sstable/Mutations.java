package io.pointsman.sstable;

import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;

/** Opens single SSTables for engines that merge by themselves. */
public final class Mutations {
  private Mutations() {}

  /**
   * Opens the one SSTable of {@code request} on the object store. The request's reference time and
   * columns are not used: nothing is judged or left out.
   *
   * @throws CorruptBackupException when an object is damaged; it names it
   * @throws java.nio.file.NoSuchFileException when an object is gone
   * @throws SchemaException when the schema text does not have the table
   */
  public static MutationCursor open(ObjectStore store, ScanRequest request, ReadSettings settings)
      throws IOException {
    return open(new ObjectSource.InStore(store), request, settings);
  }

  /**
   * The same, with the SSTable's files in a directory of this machine, under their file names.
   *
   * @param directory absolute
   */
  public static MutationCursor open(Path directory, ScanRequest request, ReadSettings settings)
      throws IOException {
    return open(new ObjectSource.InDirectory(directory), request, settings);
  }

  private static MutationCursor open(
      ObjectSource source, ScanRequest request, ReadSettings settings) throws IOException {
    if (request.sstables().size() != 1) {
      throw new IllegalArgumentException(
          "Mutations are read from one SSTable, and there are " + request.sstables().size());
    }
    TableScan.checkRange(request);
    OpenSSTables opened =
        OpenSSTables.open(source, settings, request.sstables(), Schemas.of(request));
    try {
      OpenSSTable sstable = opened.all().get(0);
      return new SSTableMutations(
          opened,
          OwnedPartitions.of(
              sstable.scan(request.startExclusive(), request.endInclusive(), null),
              sstable.owned(),
              opened.leftOut(sstable.node())));
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }
}
