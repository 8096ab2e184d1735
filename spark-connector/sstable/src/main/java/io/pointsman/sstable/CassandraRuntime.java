package io.pointsman.sstable;

import java.nio.file.FileSystems;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.cassandra.config.Config;
import org.apache.cassandra.config.DataStorageSpec;
import org.apache.cassandra.config.DatabaseDescriptor;
import org.apache.cassandra.dht.Murmur3Partitioner;
import org.apache.cassandra.io.util.File;
import org.apache.cassandra.utils.StorageCompatibilityMode;

/**
 * Cassandra as a library, once a class loader: no node, no schema of its own, no cassandra.yaml,
 * and files that may lie on an object store.
 */
final class CassandraRuntime {
  /** Files of an object store have no file descriptor, and need not. */
  private static final String NO_NATIVE_HINTS = "cassandra.require_native_file_hints";

  private static boolean started;

  private CassandraRuntime() {}

  static synchronized void start() {
    if (started) {
      return;
    }
    if (System.getProperty(NO_NATIVE_HINTS) == null) {
      System.setProperty(NO_NATIVE_HINTS, "true");
    }
    DatabaseDescriptor.clientInitialization(false, CassandraRuntime::config);
    DatabaseDescriptor.setPartitionerUnsafe(Murmur3Partitioner.instance);
    File.unsafeSetFilesystem(new RoutedFileSystem(FileSystems.getDefault()));
    started = true;
  }

  /**
   * Starts it for reading SSTables.
   *
   * @throws IllegalStateException when the JVM does not allow what Cassandra does; it names the
   *     flags
   */
  static void startReading() {
    Module ours = CassandraRuntime.class.getModule();
    List<String> closed =
        Stream.of("java.io", "java.nio", "sun.nio.ch", "jdk.internal.ref")
            .filter(name -> !Object.class.getModule().isOpen(name, ours))
            .toList();
    if (!closed.isEmpty()) {
      throw new IllegalStateException(
          "Cassandra's readers reach into the JDK: start this JVM with "
              + closed.stream()
                  .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                  .collect(Collectors.joining(" ")));
    }
    start();
  }

  private static Config config() {
    Config config = new Config();
    // There is nothing to map into memory, and what is read once is not worth a cache.
    config.disk_access_mode = Config.DiskAccessMode.standard;
    config.file_cache_enabled = false;
    // Windows of an object are read ahead of it already; Cassandra's own buffer would stay with
    // each thread for each file, and goes round for ever on a damaged chunk offset.
    config.compressed_read_ahead_buffer_size = new DataStorageSpec.IntKibibytesBound(0);
    // Any other mode refuses the formats oa and da.
    config.storage_compatibility_mode = StorageCompatibilityMode.NONE;
    // To merge two shards of a counter that differ only in their count, Cassandra asks whether it
    // is
    // compacting; that starts its compaction manager, which wants to know how many threads it has.
    config.concurrent_compactors = 1;
    config.concurrent_validations = 1;
    return config;
  }
}
