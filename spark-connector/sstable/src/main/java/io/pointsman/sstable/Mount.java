package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The objects of one scan, as files: a directory for each SSTable. */
final class Mount implements AutoCloseable {
  private static final String LIST_OF_COMPONENTS = "-TOC.txt";
  private static final int MOST_OPEN_FILES = 256;

  private final ObjectSource source;
  private final ReadSettings settings;
  private final List<Backup.SSTable> sstables;
  private final Map<String, Map<String, MountedFile>> directories = new HashMap<>();
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong waited = new AtomicLong();
  private final String name;

  /**
   * @param source closed with this
   * @throws IOException when a compressed object that must be decoded to know its size cannot be
   */
  Mount(ObjectSource source, ReadSettings settings, List<Backup.SSTable> sstables)
      throws IOException {
    this.source = source;
    this.settings = settings;
    this.sstables = List.copyOf(sstables);
    for (int i = 0; i < sstables.size(); i++) {
      Map<String, MountedFile> files = new HashMap<>();
      for (Backup.Component component : sstables.get(i).components()) {
        // What else there should be is known from the backup. Cassandra would go by this list.
        if (!component.fileName().endsWith(LIST_OF_COMPONENTS)) {
          files.put(component.fileName(), new MountedFile(this, component));
        }
      }
      String prefix = sstables.get(i).descriptor() + "-";
      MountedFile data = files.get(prefix + "Data.db");
      MountedFile checksums = files.get(prefix + "CRC.db");
      if (data != null && checksums != null && !files.containsKey(prefix + "CompressionInfo.db")) {
        data.checkAgainst(checksums);
      }
      directories.put(Integer.toString(i), Map.copyOf(files));
    }
    this.name = Mounts.add(this);
  }

  ObjectSource source() {
    return source;
  }

  ReadSettings settings() {
    return settings;
  }

  boolean isEmpty() {
    return sstables.isEmpty();
  }

  /** The directory of the SSTable at {@code index} of the list that was mounted. */
  String directoryOf(int index) {
    return Mounts.ROOT + "/" + name + "/" + index;
  }

  /** Its files by name, or null when there is no such directory. */
  Map<String, MountedFile> directory(String directory) {
    return directories.get(directory);
  }

  MountedFile file(int index, String fileName) {
    return directories.get(Integer.toString(index)).get(fileName);
  }

  /** The largest range for each data file, which are all read side by side. */
  int dataRange() {
    return settings.rangeFor(sstables.size());
  }

  /** Whether a file of this machine for each SSTable leaves enough of them for others. */
  boolean mayKeepFilesOpen() {
    return sstables.size() <= MOST_OPEN_FILES;
  }

  void count(long bytes) {
    requests.incrementAndGet();
    bytesRead.addAndGet(bytes);
  }

  void countWait(long nanos) {
    waited.addAndGet(nanos);
  }

  long waitedNanos() {
    return waited.get();
  }

  long bytesRead() {
    return bytesRead.get();
  }

  long requests() {
    return requests.get();
  }

  /** The object that a message of Cassandra's means, by its full name. */
  String objectName(String path) {
    for (int i = 0; i < sstables.size(); i++) {
      String directory = directoryOf(i) + "/";
      if (path.startsWith(directory)) {
        MountedFile file = file(i, path.substring(directory.length()));
        return file == null ? describe(i) : file.name();
      }
    }
    return path;
  }

  /** The SSTable at {@code index}, by the object that holds its data. */
  String describe(int index) {
    Backup.SSTable sstable = sstables.get(index);
    String dataName = sstable.descriptor() + "-Data.db";
    MountedFile data = file(index, dataName);
    if (data != null) {
      return data.name();
    }
    return sstable.components().stream()
        .findFirst()
        .map(source::name)
        .map(other -> other.substring(0, other.lastIndexOf('/') + 1) + dataName)
        .orElse(sstable.node() + "/" + dataName);
  }

  @Override
  public void close() {
    Mounts.remove(name);
    source.close();
  }
}
