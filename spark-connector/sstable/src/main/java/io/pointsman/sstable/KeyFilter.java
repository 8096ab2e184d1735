package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.cassandra.db.DecoratedKey;
import org.apache.cassandra.io.sstable.Descriptor;
import org.apache.cassandra.io.sstable.format.FilterComponent;
import org.apache.cassandra.utils.IFilter;

/**
 * The Bloom filter of an SSTable, where it is worth its bytes: it says which keys are not in it.
 *
 * <p>It has no checksum, nor has the index. So neither is believed alone when it says that a key is
 * not there: see {@link OpenSSTable}.
 */
final class KeyFilter implements AutoCloseable {
  private static final int HEADER_BYTES = 8;
  private static final int MOST_HASHES = 64;
  private static final long LARGEST = 8 << 20;

  /** What looking at the data around a key's place costs, about. */
  private static final long LOOK_BYTES = ReadSettings.SMALLEST_RANGE;

  private final IFilter filter;

  private KeyFilter(IFilter filter) {
    this.filter = filter;
  }

  /**
   * Loads it, or says nothing about any key when it is missing, unsound, or larger than the reads
   * that it could save.
   *
   * @param keys how many will be looked up
   */
  static KeyFilter load(Mount mount, int index, Backup.SSTable sstable, int keys)
      throws IOException {
    MountedFile file = mount.file(index, sstable.descriptor() + "-Filter.db");
    if (file == null || file.size() > Math.min(LARGEST, keys * LOOK_BYTES) || !isSound(file)) {
      return new KeyFilter(null);
    }
    Descriptor descriptor = OpenSSTable.descriptor(mount.directoryOf(index), sstable);
    try {
      return new KeyFilter(FilterComponent.load(descriptor));
    } catch (RuntimeException e) {
      return new KeyFilter(null);
    }
  }

  /** Cassandra takes as much memory as the file says: a count of hashes, then one of words. */
  private static boolean isSound(MountedFile file) throws IOException {
    if (file.size() < HEADER_BYTES) {
      return false;
    }
    ByteBuffer content = ByteBuffer.wrap(file.keep());
    int hashes = content.getInt(0);
    long words = content.getInt(4);
    return hashes > 0
        && hashes <= MOST_HASHES
        && HEADER_BYTES + words * Long.BYTES == content.limit();
  }

  /** Whether it says so; false also when it says nothing. */
  boolean saysAbsent(DecoratedKey key) {
    return filter != null && !filter.isPresent(key);
  }

  @Override
  public void close() {
    if (filter != null) {
      filter.close();
    }
  }
}
