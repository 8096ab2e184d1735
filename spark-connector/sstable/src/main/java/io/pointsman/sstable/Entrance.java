package io.pointsman.sstable;

import org.apache.cassandra.db.DeletionTime;

/**
 * Where a partition can be entered, so as to see every row from a clustering on.
 *
 * <p>The row index has no checksum, so it is not believed: reading begins one block earlier, in the
 * block whose rows are all before that clustering. A damaged place does not lead from there to the
 * next block's beginning, with the deletion that the index says to be open in it; and rows that are
 * wanted are not passed over unseen. What is read of the block before is thrown away.
 *
 * @param lead where the block before begins, in the uncompressed data
 * @param leadOpen the range deletion that is open there, or null
 * @param block where the block begins
 * @param blockOpen the range deletion that is open there, or null
 */
record Entrance(long lead, DeletionTime leadOpen, long block, DeletionTime blockOpen) {

  /** What an index says is open, in one form. */
  static DeletionTime open(DeletionTime said) {
    return said == null || said.isLive() ? null : said;
  }
}
