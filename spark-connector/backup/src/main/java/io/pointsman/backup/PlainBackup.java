package io.pointsman.backup;

import io.pointsman.backup.PlainKeys.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/** One snapshot that somebody uploaded, read for one table. */
final class PlainBackup {
  private static final long MAX_SCHEMA_BYTES = 4L << 20;

  private final BackupLayout.Place place;
  private final String id;
  private final Set<String> nodes;
  private final List<PlainFile> files;
  private Instant takenAt;

  /**
   * @param nodes names of all folders that may be a node
   * @param files the table's, of all nodes
   */
  PlainBackup(BackupLayout.Place place, String id, Set<String> nodes, List<PlainFile> files) {
    this.place = place;
    this.id = id;
    this.nodes = nodes;
    this.files = files;
  }

  Backup read(String keyspace, String table) throws IOException {
    BackupAssembly backup = new BackupAssembly(keyspace, table, place.facts());
    if (place.facts().nodes().isEmpty()) {
      backup.note(
          "A snapshot has no ring: whether these are all nodes, "
              + String.join(", ", nodes)
              + ", is not checked; "
              + ClusterFacts.FILE
              + " can name them");
    }
    for (String node : nodes) {
      if (place.facts().nodes().isEmpty() || place.facts().nodes().containsKey(node)) {
        node(node, backup);
      }
    }
    String schema = schema(backup);
    Instant uploaded =
        Instant.ofEpochMilli(
            files.stream().mapToLong(file -> file.object().lastModifiedMillis()).max().orElse(0));
    return backup.build(id, takenAt == null ? uploaded : takenAt, schema);
  }

  private List<PlainFile> of(String node) {
    return files.stream().filter(file -> file.node().equals(node)).toList();
  }

  private void node(String node, BackupAssembly backup) throws IOException {
    List<PlainFile> own = of(node);
    if (own.isEmpty()) {
      backup.node(new Backup.Node(node, null, null, List.of(), null, null, null));
      backup.problem(
          node,
          "node "
              + node
              + ": it has no snapshot '"
              + id
              + "' of "
              + backup.keyspace()
              + "."
              + backup.table()
              + "; if "
              + place.root()
              + node
              + "/ is no node, name the nodes in "
              + place.root()
              + ClusterFacts.FILE);
      return;
    }
    own.stream().filter(PlainFile::isSnapshot).forEach(file -> backup.directory(file.directory()));
    Optional<PlainFile> manifest =
        own.stream().filter(file -> file.fileName().equals(PlainKeys.MANIFEST)).findFirst();
    if (manifest.isPresent()) {
      whole(node, own, manifest.get(), backup);
    } else if (own.get(0).isSnapshot()) {
      backup.node(new Backup.Node(node, null, null, List.of(), null, null, null));
      backup.problem(
          node,
          "node "
              + node
              + ": its snapshot has no manifest yet, "
              + own.get(0).folder()
              + PlainKeys.MANIFEST);
    } else {
      backup.note(
          "Folder "
              + own.get(0).folder()
              + " has no "
              + PlainKeys.MANIFEST
              + ": whether all its SSTables are there is not checked");
      backup.node(
          new Backup.Node(
              node, null, null, List.of(), null, own.get(0).folder(), listingDigest(own)));
      sstables(node, own, backup);
    }
  }

  private void whole(
      String node, List<PlainFile> own, PlainFile manifestFile, BackupAssembly backup)
      throws IOException {
    String key = manifestFile.object().key();
    PlainManifest manifest;
    String sha256;
    try {
      StoredManifest.Read<PlainManifest> read =
          StoredManifest.read(place.store(), key, Codec.NONE, PlainManifest::read);
      manifest = read.value();
      sha256 = read.sha256();
    } catch (NoSuchFileException | StoredManifest.MalformedException e) {
      backup.node(new Backup.Node(node, null, null, List.of(), null, null, null));
      backup.problem(
          node, "node " + node + ": its manifest " + key + " cannot be read, " + e.getMessage());
      return;
    }
    Instant at = manifest.createdAt();
    if (at != null && (takenAt == null || at.isAfter(takenAt))) {
      takenAt = at;
    }
    if (at == null) {
      backup.note(
          "Node "
              + node
              + ": "
              + key
              + " does not say when it was made; the time of its upload"
              + " counts");
    }
    if (manifest.ephemeral()) {
      backup.note(
          "Node " + node + ": the snapshot is ephemeral, the node deletes it when it starts");
    }
    if (manifest.expiresAt() != null) {
      backup.note("Node " + node + ": the snapshot expires at " + manifest.expiresAt());
    }
    backup.node(new Backup.Node(node, null, null, List.of(), at, key, sha256));
    Set<String> there = new HashSet<>();
    own.forEach(file -> there.add(file.fileName()));
    for (String file : manifest.files()) {
      // A secondary index's files, in a folder of their own, do not matter.
      boolean ofTable = SSTableFiles.COMPONENT.matcher(file).matches() && file.indexOf('/') < 0;
      if (ofTable && !there.contains(file)) {
        backup.problem(
            node, "node " + node + ": " + manifestFile.folder() + file + ", it is not there");
      }
    }
    Set<String> named = new HashSet<>(manifest.files());
    sstables(
        node,
        own.stream()
            .filter(file -> !file.isComponent() || named.contains(dataFile(file.fileName())))
            .toList(),
        backup);
  }

  /** The data file that a component belongs to: the manifest names these only. */
  private static String dataFile(String fileName) {
    Matcher component = SSTableFiles.COMPONENT.matcher(fileName);
    return component.matches() ? component.group(1) + "-Data.db" : fileName;
  }

  private void sstables(String node, List<PlainFile> own, BackupAssembly backup) {
    List<SSTableFiles.Entry> entries = new ArrayList<>();
    Map<String, Long> stored = new HashMap<>();
    for (PlainFile file : own) {
      if (file.isComponent()) {
        entries.add(SSTableFiles.Entry.plain(file.object().key(), file.fileName(), -1));
        stored.put(file.object().key(), file.object().size());
        if (file.object().size() == 0 && !file.fileName().endsWith("-Rows.db")) {
          backup.problem(node, "node " + node + ": " + file.object().key() + ", it is empty");
        }
      }
    }
    backup.sstables(new SSTableFiles(backup, node).of(entries, stored));
  }

  /** The text that was written last. */
  private String schema(BackupAssembly backup) throws IOException {
    Optional<PlainFile> newest =
        files.stream()
            .filter(file -> file.fileName().equals(PlainKeys.SCHEMA))
            .max(Comparator.comparing(file -> file.object().lastModifiedMillis()));
    if (newest.isEmpty()) {
      backup.problem(
          null,
          "the schema: no node has a "
              + PlainKeys.SCHEMA
              + " in snapshot '"
              + id
              + "' of "
              + backup.keyspace()
              + "."
              + backup.table());
      return null;
    }
    long texts =
        files.stream()
            .filter(file -> file.fileName().equals(PlainKeys.SCHEMA))
            .map(file -> file.object().etag() == null ? "" : file.object().etag())
            .distinct()
            .count();
    if (texts > 1) {
      backup.note(
          "The nodes' schema texts differ; the newest is used, " + newest.get().object().key());
    }
    return new String(
        place.store().readAll(newest.get().object().key(), MAX_SCHEMA_BYTES),
        StandardCharsets.UTF_8);
  }

  private static String listingDigest(List<PlainFile> own) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      own.stream()
          .map(file -> file.object().key() + "\n" + file.object().size() + "\n")
          .sorted()
          .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
