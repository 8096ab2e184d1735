package io.pointsman.sstable;

import io.pointsman.backup.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.zip.DataFormatException;
import org.apache.cassandra.io.FSError;
import org.apache.cassandra.io.sstable.CorruptSSTableException;

/**
 * What a failure of Cassandra's readers means for whoever reads a backup: the store did not give an
 * object, or gave one that is damaged.
 */
final class ReadFailure {
  private ReadFailure() {}

  /** The failure of reading the SSTable at {@code index}, naming the object. */
  static IOException of(Throwable failure, Mount mount, int index) {
    String path = null;
    Throwable deepest = failure;
    for (Throwable each = failure instanceof Carried carried ? carried.failure() : failure;
        each != null;
        each = each.getCause()) {
      if (isOfTheStore(each)) {
        return (IOException) each;
      }
      if (each instanceof VirtualMachineError error && !(each instanceof StackOverflowError)) {
        throw error;
      }
      if (each instanceof LinkageError error) {
        // A class path that lacks something says nothing about the backup.
        throw error;
      }
      if (path == null && each instanceof CorruptSSTableException corrupt) {
        path = corrupt.path == null ? null : corrupt.path.path();
      } else if (path == null && each instanceof FSError error) {
        path = error.path;
      }
      deepest = each;
    }
    String key = path == null ? mount.describe(index) : mount.objectName(path);
    return new CorruptBackupException(key, problem(deepest), failure);
  }

  /** A failure that no one SSTable is known to have caused. */
  static IOException whileMerging(Throwable failure, Mount mount) {
    return mount.isEmpty() ? new IOException(failure) : of(failure, mount, 0);
  }

  /** Whether it comes from the object store itself, and so names the object already. */
  private static boolean isOfTheStore(Throwable failure) {
    return failure instanceof StoreException
        || failure instanceof NoSuchFileException missing
            && !missing.getFile().startsWith(Mounts.ROOT)
        || failure instanceof InterruptedIOException
        || failure instanceof CorruptBackupException;
  }

  /** An {@link IOException} on its way through Cassandra's iterators, which declare none. */
  static final class Carried extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    Carried(IOException failure) {
      super(failure.getMessage(), failure);
      this.failure = failure;
    }

    IOException failure() {
      return failure;
    }
  }

  private static String problem(Throwable cause) {
    String message = cause.getMessage();
    String name =
        cause instanceof IOException || cause instanceof DataFormatException
            ? ""
            : cause.getClass().getSimpleName() + (message == null ? "" : ": ");
    return message == null ? cause.getClass().getSimpleName() : name + message;
  }
}
