package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ComponentContent;
import io.pointsman.backup.ObjectStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An object that can only be read from its beginning, decoded into a file of this machine. */
final class SpilledObject {
  private final String name;
  private Path file;
  private FileChannel channel;
  private long size;
  private int users;

  SpilledObject(String name) {
    this.name = name;
  }

  /**
   * Decodes it, unless that is done.
   *
   * @param into where to
   * @return whether this call did it
   */
  synchronized boolean fill(ObjectStore store, Backup.Component component, Path into)
      throws IOException {
    if (channel != null) {
      return false;
    }
    boolean filled = false;
    try {
      size = decode(store, component, into);
      channel = FileChannel.open(into, StandardOpenOption.READ);
      file = into;
      filled = true;
      return true;
    } finally {
      if (!filled) {
        Files.deleteIfExists(into);
      }
    }
  }

  private long decode(ObjectStore store, Backup.Component component, Path into) throws IOException {
    try (OutputStream target = Files.newOutputStream(into)) {
      return ComponentContent.copy(store, component, target);
    } catch (ComponentContent.UndecodableException e) {
      throw new CorruptBackupException(name, e.getMessage(), e);
    }
  }

  synchronized boolean isFilled() {
    return channel != null;
  }

  synchronized long size() {
    return size;
  }

  void read(long position, byte[] target, int length) throws IOException {
    FileChannel from;
    synchronized (this) {
      from = channel;
    }
    ByteBuffer bytes = ByteBuffer.wrap(target, 0, length);
    while (bytes.hasRemaining()) {
      if (from.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException(name + " ends before " + (position + length));
      }
    }
  }

  synchronized void use() {
    users++;
  }

  synchronized void release() {
    users--;
  }

  synchronized boolean isUnused() {
    return users == 0;
  }

  /** Deletes the file; nobody uses it any more. */
  synchronized void delete() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      Files.deleteIfExists(file);
    }
  }
}
