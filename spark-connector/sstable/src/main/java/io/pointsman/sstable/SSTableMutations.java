package io.pointsman.sstable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.cassandra.db.partitions.UnfilteredPartitionIterator;
import org.apache.cassandra.db.rows.UnfilteredRowIterator;

/** Goes through one SSTable, one row or marker at a time. */
final class SSTableMutations implements MutationCursor {
  private final OpenSSTables opened;
  private final UnfilteredPartitionIterator scanner;
  private final Queue<Mutation> waiting = new ArrayDeque<>();
  private UnfilteredRowIterator partition;
  private PartitionMutations mutations;
  private Mutation current;
  private boolean closed;

  SSTableMutations(OpenSSTables opened, UnfilteredPartitionIterator scanner) {
    this.opened = opened;
    this.scanner = scanner;
  }

  @Override
  public boolean next() throws IOException {
    try {
      while (waiting.isEmpty()) {
        if (partition != null && partition.hasNext()) {
          mutations.add(partition.next());
        } else if (partition != null) {
          mutations.end();
          partition = null;
        } else if (scanner.hasNext()) {
          partition = scanner.next();
          mutations = new PartitionMutations(partition, waiting::add);
        } else {
          current = null;
          return false;
        }
      }
      current = waiting.remove();
      return true;
    } catch (ReadFailure.Carried e) {
      throw e.failure();
    } catch (RuntimeException | AssertionError e) {
      throw opened.all().get(0).failure(e);
    }
  }

  @Override
  public Mutation mutation() {
    return current;
  }

  @Override
  public long bytesRead() {
    return opened.mount().bytesRead();
  }

  @Override
  public long requests() {
    return opened.mount().requests();
  }

  @Override
  public List<String> notes() {
    return opened.notes();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      scanner.close();
      opened.close();
    }
  }
}
