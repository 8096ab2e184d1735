package io.pointsman.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One table's files on one node, as its manifest names them and the store has them. */
final class MedusaTable {
  /** {@code <version>-<id>-<format>-<component>}, see Cassandra's {@code Descriptor}. */
  private static final Pattern COMPONENT =
      Pattern.compile("([a-z]{2}-[A-Za-z0-9_]+-(big|bti))-(.+)");

  private static final Set<String> BIG = Set.of("Data.db", "Statistics.db", "Index.db");
  private static final Set<String> BTI =
      Set.of("Data.db", "Statistics.db", "Partitions.db", "Rows.db");

  /** Cassandra makes it anew from the index when it is not there. */
  private static final String SUMMARY = "Summary.db";

  private final String home;
  private final String node;
  private final String keyspace;
  private final String table;
  private final MedusaManifest.Section section;
  private final List<String> missing;
  private final List<String> notes;

  /**
   * @param missing gets what makes the backup incomplete
   * @param notes gets what does not
   */
  MedusaTable(
      String root,
      String node,
      String keyspace,
      String table,
      MedusaManifest.Section section,
      List<String> missing,
      List<String> notes) {
    this.home = root + node + "/";
    this.node = node;
    this.keyspace = keyspace;
    this.table = table;
    this.section = section;
    this.missing = missing;
    this.notes = notes;
  }

  /** The folders of its files, each ending with a slash. */
  Set<String> prefixes() {
    Set<String> prefixes = new TreeSet<>();
    for (MedusaManifest.Entry entry : section.entries()) {
      if (isOurs(entry.key())) {
        prefixes.add(folder(entry.key()));
      }
    }
    return prefixes;
  }

  private String folder(String key) {
    String mark = "/data/" + keyspace + "/" + section.directory() + "/";
    return key.substring(0, key.indexOf(mark, home.length() - 1) + mark.length());
  }

  /** A manifest says what is read, so it may only name what its node and table hold. */
  private boolean isOurs(String key) {
    String mark = "/data/" + keyspace + "/" + section.directory() + "/";
    return key.startsWith(home)
        && key.indexOf(mark, home.length() - 1) >= 0
        && !key.contains("/../")
        && !key.contains("/./")
        && !key.contains("//");
  }

  /**
   * Its SSTables.
   *
   * @param stored sizes by key of all that lies in {@link #prefixes()}
   */
  List<Backup.SSTable> sstables(Map<String, Long> stored) {
    Map<String, List<Backup.Component>> byDescriptor = new TreeMap<>();
    for (MedusaManifest.Entry entry : section.entries()) {
      if (!isOurs(entry.key())) {
        missing.add(
            "node "
                + node
                + ": its manifest names an object that is not below "
                + home
                + "…/data/"
                + keyspace
                + "/"
                + section.directory()
                + "/: "
                + entry.key());
        continue;
      }
      String fileName = entry.key().substring(folder(entry.key()).length());
      Matcher component = COMPONENT.matcher(fileName);
      boolean isComponent = component.matches() && !fileName.contains("/");
      if (isThere(entry, stored, fileName) && isComponent) {
        byDescriptor
            .computeIfAbsent(component.group(1), descriptor -> new ArrayList<>())
            .add(new Backup.Component(entry.key(), fileName, stored.get(entry.key())));
      }
    }
    List<Backup.SSTable> sstables = new ArrayList<>();
    byDescriptor.forEach(
        (descriptor, components) -> {
          checkComponents(descriptor);
          sstables.add(new Backup.SSTable(keyspace, table, node, descriptor, components));
        });
    return sstables;
  }

  private boolean isThere(MedusaManifest.Entry entry, Map<String, Long> stored, String fileName) {
    Long size = stored.get(entry.key());
    boolean whole = size != null && (entry.size() < 0 || size == entry.size());
    if (whole) {
      return true;
    }
    String problem =
        size == null
            ? "it is not there"
            : "it has " + size + " bytes, and " + entry.size() + " in the manifest";
    if (fileName.endsWith("-" + SUMMARY)) {
      notes.add("Left out, and made anew from the index: " + entry.key() + ", " + problem);
    } else {
      missing.add("node " + node + ": " + entry.key() + ", " + problem);
    }
    return false;
  }

  private void checkComponents(String descriptor) {
    Set<String> required = descriptor.endsWith("bti") ? BTI : BIG;
    for (String component : new TreeSet<>(required)) {
      String fileName = descriptor + "-" + component;
      // One that the manifest names and the store lacks is listed already.
      boolean named =
          section.entries().stream()
              .filter(entry -> isOurs(entry.key()))
              .anyMatch(entry -> entry.key().equals(folder(entry.key()) + fileName));
      if (!named) {
        missing.add(
            "node "
                + node
                + ": the manifest has no "
                + fileName
                + " of SSTable "
                + home
                + "…/"
                + section.directory()
                + "/"
                + descriptor);
      }
    }
  }
}
