package io.pointsman.backup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One table's files on one node: what is said to be there against what is there. */
final class SSTableFiles {
  /** {@code <version>-<id>-<format>-<component>}, see Cassandra's {@code Descriptor}. */
  static final Pattern COMPONENT = Pattern.compile("([a-z]{2}-[A-Za-z0-9_]+-(big|bti))-(.+)");

  private static final Set<String> BIG = Set.of("Data.db", "Statistics.db", "Index.db");
  private static final Set<String> BTI =
      Set.of("Data.db", "Statistics.db", "Partitions.db", "Rows.db");

  /** Cassandra makes it anew from the index when it is not there. */
  private static final String SUMMARY = "Summary.db";

  /** LZ4 makes at most 255 bytes of one, Snappy 22. */
  private static final int LARGEST_RATIO = 256;

  /**
   * One file, as its manifest has it.
   *
   * @param key full key in the bucket
   * @param fileName without folders
   * @param size bytes on the store; -1 when nothing says
   * @param codec what was done to it
   * @param contentSize bytes of the file itself; -1 when nothing says
   */
  record Entry(String key, String fileName, long size, Codec codec, long contentSize) {
    /** A file that lies there as it is. */
    static Entry plain(String key, String fileName, long size) {
      return new Entry(key, fileName, size, Codec.NONE, size);
    }
  }

  private final BackupAssembly backup;
  private final String node;

  SSTableFiles(BackupAssembly backup, String node) {
    this.backup = backup;
    this.node = node;
  }

  /**
   * The SSTables; what is missing is said to the backup.
   *
   * @param entries the table's files
   * @param stored sizes by key of what is on the store
   */
  List<Backup.SSTable> of(List<Entry> entries, Map<String, Long> stored) {
    Map<String, List<Backup.Component>> byDescriptor = new TreeMap<>();
    Map<String, Set<String>> named = new TreeMap<>();
    for (Entry entry : entries) {
      Matcher component = COMPONENT.matcher(entry.fileName());
      boolean isComponent = component.matches() && entry.fileName().indexOf('/') < 0;
      if (isComponent) {
        named.computeIfAbsent(component.group(1), d -> new HashSet<>()).add(component.group(3));
      }
      if (isThere(entry, stored) && isComponent) {
        long size = stored.get(entry.key());
        byDescriptor
            .computeIfAbsent(component.group(1), descriptor -> new ArrayList<>())
            .add(
                new Backup.Component(
                    entry.key(),
                    entry.fileName(),
                    size,
                    entry.codec(),
                    entry.codec() == Codec.NONE ? size : entry.contentSize()));
      }
    }
    named.forEach(this::checkComponents);
    List<Backup.SSTable> sstables = new ArrayList<>();
    byDescriptor.forEach(
        (descriptor, components) ->
            sstables.add(
                new Backup.SSTable(
                    backup.keyspace(), backup.table(), node, descriptor, components)));
    return sstables;
  }

  private boolean isThere(Entry entry, Map<String, Long> stored) {
    Long size = stored.get(entry.key());
    String problem = null;
    if (size == null) {
      problem = "it is not there";
    } else if (entry.size() >= 0 && size != entry.size()) {
      problem = "it has " + size + " bytes, and " + entry.size() + " in the manifest";
    } else if (entry.codec() != Codec.NONE && entry.contentSize() / LARGEST_RATIO > size) {
      problem =
          "it has "
              + size
              + " bytes, which cannot hold the "
              + entry.contentSize()
              + " of the file";
    }
    if (problem == null) {
      return true;
    }
    if (entry.fileName().endsWith("-" + SUMMARY)) {
      backup.note("Left out, and made anew from the index: " + entry.key() + ", " + problem);
    } else {
      backup.problem(node, "node " + node + ": " + entry.key() + ", " + problem);
    }
    return false;
  }

  /** One that the manifest names and the store lacks is listed already. */
  private void checkComponents(String descriptor, Set<String> named) {
    for (String component : new TreeSet<>(descriptor.endsWith("bti") ? BTI : BIG)) {
      if (!named.contains(component)) {
        missing(descriptor, component);
      }
    }
    // Without either, compressed data would be taken for data that is not.
    if (!named.contains("CompressionInfo.db") && !named.contains("CRC.db")) {
      missing(descriptor, "CompressionInfo.db or -CRC.db");
    }
  }

  private void missing(String descriptor, String component) {
    backup.problem(
        node,
        "node "
            + node
            + ": the manifest has no "
            + descriptor
            + "-"
            + component
            + " of table "
            + backup.keyspace()
            + "."
            + backup.table());
  }
}
