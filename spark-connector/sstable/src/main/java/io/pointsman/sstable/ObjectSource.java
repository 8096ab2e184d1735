package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Where the files of an SSTable are read from. */
sealed interface ObjectSource {
  /** The file's full name, for messages. */
  String name(Backup.Component component);

  /**
   * Reads exactly {@code length} bytes from {@code position} to the beginning of {@code target}.
   */
  void read(Backup.Component component, long position, byte[] target, int length)
      throws IOException;

  /** A bucket, by the components' keys. */
  record InStore(ObjectStore store) implements ObjectSource {
    @Override
    public String name(Backup.Component component) {
      return "s3://" + store.bucket() + "/" + component.key();
    }

    @Override
    public void read(Backup.Component component, long position, byte[] target, int length)
        throws IOException {
      store.read(component.key(), position, target, 0, length);
    }
  }

  /** A directory of this machine, by the components' file names. */
  record InDirectory(Path directory) implements ObjectSource {
    @Override
    public String name(Backup.Component component) {
      return directory.resolve(component.fileName()).toString();
    }

    @Override
    public void read(Backup.Component component, long position, byte[] target, int length)
        throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(target, 0, length);
      try (FileChannel file = FileChannel.open(directory.resolve(component.fileName()))) {
        while (bytes.hasRemaining()) {
          if (file.read(bytes, position + bytes.position()) < 0) {
            throw new EOFException(name(component) + " ends before " + (position + length));
          }
        }
      }
    }
  }
}
