package io.pointsman.legacy.reference;

import io.pointsman.backup.Backup;
import io.pointsman.sstable.Mutation;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** How the mutations of an SSTable are read, on an executor. */
interface MutationSource extends Serializable {

  /** Opens one SSTable; nothing of it is left behind when the cursor is closed. */
  Cursor open(Backup.SSTable sstable) throws IOException;

  /** One mutation at a time. */
  interface Cursor extends Closeable {
    /** The next one, or null at the end. */
    Mutation next() throws IOException;

    @Override
    void close() throws IOException;
  }
}
