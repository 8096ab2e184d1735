package io.pointsman.sstable;

import io.pointsman.backup.Backup;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The decoded objects of this process, one file each for all its scans: a table's tasks all read
 * from the same SSTables, and none should fetch and decode them again. Files that no scan uses are
 * kept until the space is needed, and deleted when the process ends.
 */
final class Spill {
  /** Where to, before what Spark and YARN give their executors. */
  static final String DIRECTORY = "POINTSMAN_SPILL_DIRECTORY";

  private static final List<String> DIRECTORIES =
      List.of(DIRECTORY, "LOCAL_DIRS", "SPARK_LOCAL_DIRS");

  /** What is always left for others on the disk. */
  private static final long SPARE_BYTES = 256L << 20;

  private static final Spill OF_PROCESS = new Spill(parent());

  private final Path parent;
  private final AtomicLong next = new AtomicLong();

  /** The least recently used first. */
  private final Map<Key, SpilledObject> objects = new LinkedHashMap<>(16, 0.75f, true);

  private Path directory;

  /** Buckets of several stores may have one name, so the store itself is part of it. */
  private record Key(ObjectStore store, String key, long size, long contentSize) {}

  Spill(Path parent) {
    this.parent = parent;
  }

  static Spill ofProcess() {
    return OF_PROCESS;
  }

  private static Path parent() {
    for (String variable : DIRECTORIES) {
      String value = System.getenv(variable);
      if (value != null && !value.isBlank()) {
        return Path.of(value.split(",", -1)[0].strip());
      }
    }
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /**
   * The object, decoded or not; whoever gets it releases it.
   *
   * @param name its full name
   */
  synchronized SpilledObject use(ObjectStore store, String name, Backup.Component component) {
    SpilledObject object =
        objects.computeIfAbsent(
            new Key(store, component.key(), component.size(), component.contentSize()),
            key -> new SpilledObject(name));
    object.use();
    return object;
  }

  /**
   * Decodes an object that is in use.
   *
   * @return whether this call did it
   * @throws CorruptBackupException when it is not what it should be
   */
  boolean fill(SpilledObject object, ObjectStore store, Backup.Component component)
      throws IOException {
    if (object.isFilled()) {
      return false;
    }
    long needed = Math.max(component.contentSize(), component.size());
    return object.fill(store, component, placeFor(needed));
  }

  private synchronized Path placeFor(long bytes) throws IOException {
    if (directory == null) {
      Files.createDirectories(parent);
      directory = Files.createTempDirectory(parent, "pointsman-spill-");
      Path made = directory;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made), "pointsman-spill-end"));
    }
    for (Key key : new ArrayList<>(objects.keySet())) {
      if (Files.getFileStore(directory).getUsableSpace() - bytes >= SPARE_BYTES) {
        break;
      }
      SpilledObject object = objects.get(key);
      if (object.isUnused()) {
        object.delete();
        objects.remove(key);
      }
    }
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable - bytes < SPARE_BYTES) {
      throw new java.nio.file.FileSystemException(
          directory.toString(),
          null,
          "a compressed object of the backup needs "
              + bytes
              + " bytes of local disk, and "
              + usable
              + " are left; set "
              + DIRECTORY
              + " to a larger one");
    }
    return directory.resolve(Long.toString(next.incrementAndGet()));
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException | UncheckedIOException e) {
      // The process ends; whoever owns the directory cleans it up.
    }
  }
}
