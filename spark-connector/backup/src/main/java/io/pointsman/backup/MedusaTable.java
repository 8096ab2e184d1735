package io.pointsman.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One directory of a table on one node, as the manifest names its files. */
final class MedusaTable {
  private final String home;
  private final String mark;
  private final String node;
  private final MedusaManifest.Section section;
  private final BackupAssembly backup;

  MedusaTable(String root, String node, MedusaManifest.Section section, BackupAssembly backup) {
    this.home = root + node + "/";
    this.mark = "/data/" + section.keyspace() + "/" + section.directory() + "/";
    this.node = node;
    this.section = section;
    this.backup = backup;
  }

  /** The folders of its files, each ending with a slash: a full and a differential backup's. */
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
    return key.substring(0, key.indexOf(mark, home.length() - 1) + mark.length());
  }

  /** A manifest says what is read, so it may only name what its node and table hold. */
  private boolean isOurs(String key) {
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
    List<SSTableFiles.Entry> entries = new ArrayList<>();
    for (MedusaManifest.Entry entry : section.entries()) {
      if (isOurs(entry.key())) {
        String fileName = entry.key().substring(folder(entry.key()).length());
        entries.add(SSTableFiles.Entry.plain(entry.key(), fileName, entry.size()));
      } else {
        backup.problem(
            node,
            "node "
                + node
                + ": its manifest names an object that is not below "
                + home
                + "…"
                + mark
                + ": "
                + entry.key());
      }
    }
    return new SSTableFiles(backup, node).of(entries, stored);
  }
}
