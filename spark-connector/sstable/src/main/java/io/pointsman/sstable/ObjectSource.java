package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.Codec;
import io.pointsman.backup.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where the files of one scan's SSTables are read from. */
sealed interface ObjectSource extends AutoCloseable {
  /** The file's full name, for messages. */
  String name(Backup.Component component);

  /** Bytes of the file, which a compressed object may only tell once it is decoded. */
  long size(Backup.Component component) throws IOException;

  /**
   * Reads exactly {@code length} bytes of the file from {@code position} to the beginning of {@code
   * target}.
   *
   * @return bytes that were fetched for it
   */
  long read(Backup.Component component, long position, byte[] target, int length)
      throws IOException;

  /**
   * The file as one of this machine, opened for reading; empty when it is none. The caller closes
   * it.
   */
  Optional<FileChannel> openFile(Backup.Component component) throws IOException;

  @Override
  void close();

  /** A bucket, by the components' keys; what the backup tool compressed goes over local disk. */
  final class InStore implements ObjectSource {
    private final ObjectStore store;
    private final Spill spill;
    private final Map<String, SpilledObject> spilled = new ConcurrentHashMap<>();

    InStore(ObjectStore store) {
      this(store, Spill.ofProcess());
    }

    InStore(ObjectStore store, Spill spill) {
      this.store = store;
      this.spill = spill;
    }

    @Override
    public String name(Backup.Component component) {
      return "s3://" + store.bucket() + "/" + component.key();
    }

    @Override
    public long size(Backup.Component component) throws IOException {
      if (component.codec() == Codec.NONE) {
        return component.size();
      }
      if (component.contentSize() >= 0) {
        return component.contentSize();
      }
      SpilledObject object = spilled(component);
      spill.fill(object, store, component);
      return object.size();
    }

    @Override
    public long read(Backup.Component component, long position, byte[] target, int length)
        throws IOException {
      if (component.codec() == Codec.NONE) {
        store.read(component.key(), position, target, 0, length);
        return length;
      }
      SpilledObject object = spilled(component);
      boolean fetched = spill.fill(object, store, component);
      object.read(position, target, length);
      return fetched ? component.size() : 0;
    }

    @Override
    public Optional<FileChannel> openFile(Backup.Component component) throws IOException {
      return component.codec() == Codec.NONE ? store.openFile(component.key()) : Optional.empty();
    }

    private SpilledObject spilled(Backup.Component component) {
      return spilled.computeIfAbsent(
          component.key(), key -> spill.use(store, name(component), component));
    }

    @Override
    public void close() {
      spilled.values().forEach(SpilledObject::release);
      spilled.clear();
    }
  }

  /** A directory of this machine, by the components' file names. */
  record InDirectory(Path directory) implements ObjectSource {
    @Override
    public String name(Backup.Component component) {
      return directory.resolve(component.fileName()).toString();
    }

    @Override
    public long size(Backup.Component component) throws IOException {
      return component.codec() == Codec.NONE
          ? component.size()
          : Files.size(directory.resolve(component.fileName()));
    }

    @Override
    public long read(Backup.Component component, long position, byte[] target, int length)
        throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(target, 0, length);
      try (FileChannel file = FileChannel.open(directory.resolve(component.fileName()))) {
        while (bytes.hasRemaining()) {
          if (file.read(bytes, position + bytes.position()) < 0) {
            throw new EOFException(name(component) + " ends before " + (position + length));
          }
        }
      }
      return length;
    }

    @Override
    public Optional<FileChannel> openFile(Backup.Component component) throws IOException {
      return Optional.of(FileChannel.open(directory.resolve(component.fileName())));
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
