package io.pointsman.sstable;

import java.io.IOException;
import org.apache.cassandra.db.PartitionPosition;
import org.apache.cassandra.io.sstable.format.bti.PartitionIndex;
import org.apache.cassandra.io.tries.Walker;
import org.apache.cassandra.io.util.FileHandle;
import org.apache.cassandra.io.util.RandomAccessReader;
import org.apache.cassandra.io.util.Rebufferer;

/**
 * Whether a look-up in a {@code Partitions.db} comes to an end. The trie has no checksum, and a
 * node that is damaged may have one for its child that it is itself below; Cassandra would go round
 * for ever. So the way that Cassandra is about to go is gone before it, with its steps counted.
 */
final class TrieDepth extends Walker<TrieDepth> {
  /** A step is a byte of a key; those have at most 64 KiB, and their encoding hardly more. */
  private static final int DEEPEST = 1 << 18;

  private TrieDepth(Rebufferer source, long root) {
    super(source, root);
  }

  /**
   * Looks for the first key after a place, as {@link PartitionIndex.Reader#ceiling} does.
   *
   * @throws IOException when that would not end
   */
  static void check(FileHandle file, PartitionPosition place) throws IOException {
    try (TrieDepth depth = new TrieDepth(file.instantiateRebufferer(null), root(file))) {
      depth.followWithGreater(place);
      if (depth.greaterBranch != NONE) {
        depth.checkDown(depth.greaterBranch);
      }
    }
  }

  /** What the file ends with. */
  private static long root(FileHandle file) throws IOException {
    try (RandomAccessReader reader = file.createReader()) {
      reader.seek(file.dataLength() - Long.BYTES);
      return reader.readLong();
    }
  }

  private void checkDown(long from) throws IOException {
    go(from);
    for (int step = 0; payloadFlags() == 0; step++) {
      long child = transition(0);
      if (child == NONE) {
        return;
      }
      if (step > DEEPEST) {
        throw new IOException("its Partitions.db goes round in a circle");
      }
      go(child);
    }
  }
}
