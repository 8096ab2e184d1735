package io.pointsman.sstable;

import java.io.IOException;
import java.util.Arrays;
import org.apache.cassandra.db.DeletionTime;
import org.apache.cassandra.io.sstable.format.Version;
import org.apache.cassandra.io.tries.Walker;
import org.apache.cassandra.io.util.FileHandle;
import org.apache.cassandra.io.util.SizedInts;
import org.apache.cassandra.utils.bytecomparable.ByteComparable;
import org.apache.cassandra.utils.bytecomparable.ByteSource;

/**
 * Goes through the blocks of one partition's row index in {@code Rows.db}, forwards and backwards.
 *
 * <p>Cassandra's own iterators do the same, and would never end on a damaged node that has itself
 * for its child; here the steps are counted.
 */
final class TrieBlocks extends Walker<TrieBlocks> {
  /** A step is a byte of a clustering. */
  private static final int DEEPEST = 1 << 18;

  private static final int IS_DELETED = 8;

  private final Version version;

  /** The way from the root to where it stands. */
  private long[] nodes = new long[16];

  /** By which child it went on. */
  private int[] children = new int[16];

  private int depth;

  /**
   * One block.
   *
   * @param offset where it begins, from the partition's beginning
   * @param open the range deletion that is open there, or null
   */
  record Block(long offset, DeletionTime open) {}

  TrieBlocks(FileHandle file, long root, Version version) {
    super(file.instantiateRebufferer(null), root);
    this.version = version;
  }

  /** Goes to the block that rows after {@code key} begin in; false when there is none. */
  boolean toFloor(ByteComparable key) throws IOException {
    depth = 0;
    enter(root);
    ByteSource bytes = key.asComparableBytes(BYTE_COMPARABLE_VERSION);
    while (true) {
      int child = search(bytes.next());
      if (child < 0) {
        // A separator that is the beginning of the key counts as well, when nothing is between.
        return back(-1 - child);
      }
      children[depth - 1] = child;
      enter(transition(child));
    }
  }

  /** Goes to the partition's first block. */
  boolean toFirst() throws IOException {
    depth = 0;
    enter(root);
    return payloadFlags() != 0 || toNext();
  }

  /** Goes to the block before; false when there is none. */
  boolean toPrevious() throws IOException {
    depth--;
    return depth > 0 && back(children[depth - 1]);
  }

  /** The last block of the children before one, or of the node itself, or of what is before it. */
  private boolean back(int before) throws IOException {
    int limit = before;
    while (true) {
      go(nodes[depth - 1]);
      int child = limit - 1;
      while (child >= 0 && transition(child) == NONE) {
        child--;
      }
      if (child >= 0) {
        children[depth - 1] = child;
        enter(transition(child));
        limit = transitionRange();
        continue;
      }
      if (payloadFlags() != 0) {
        return true;
      }
      depth--;
      if (depth == 0) {
        return false;
      }
      limit = children[depth - 1];
    }
  }

  /** Goes to the next block; false when there is none. */
  boolean toNext() throws IOException {
    int from = 0;
    while (depth > 0) {
      go(nodes[depth - 1]);
      int range = transitionRange();
      int child = from;
      while (child < range && transition(child) == NONE) {
        child++;
      }
      if (child < range) {
        children[depth - 1] = child;
        enter(transition(child));
        if (payloadFlags() != 0) {
          return true;
        }
        from = 0;
      } else {
        depth--;
        from = depth > 0 ? children[depth - 1] + 1 : 0;
      }
    }
    return false;
  }

  private void enter(long node) throws IOException {
    if (depth == DEEPEST) {
      throw new IOException("its Rows.db goes round in a circle");
    }
    if (depth == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * depth);
      children = Arrays.copyOf(children, 2 * depth);
    }
    go(node);
    nodes[depth] = node;
    depth++;
  }

  /** Where it stands. */
  Block block() throws IOException {
    int flags = payloadFlags();
    int bytes = flags & ~IS_DELETED;
    int at = payloadPosition();
    long offset = SizedInts.read(buf, at, bytes);
    DeletionTime open =
        (flags & IS_DELETED) == 0
            ? null
            : DeletionTime.getSerializer(version).deserialize(buf, at + bytes);
    return new Block(offset, Entrance.open(open));
  }
}
