package io.pointsman.backup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Of each node of a cluster the newest whole Priam backup at or before an instant. */
final class PriamRound {
  private final BackupLayout.Place place;
  private final Map<String, List<PriamKeys.Manifest>> manifests;
  private final Set<String> expected;
  private final Instant newest;
  private final Map<String, String> pinned;

  /** What was chosen of each node that has something. */
  private final Map<String, PriamKeys.Manifest> chosen = new TreeMap<>();

  /**
   * @param manifests of each node, newest first
   * @param expected the nodes that belong to it
   * @param newest what no manifest is after, and one is of
   * @param pinned the one manifest of each node that may be read, or empty
   */
  PriamRound(
      BackupLayout.Place place,
      Map<String, List<PriamKeys.Manifest>> manifests,
      Set<String> expected,
      Instant newest,
      Map<String, String> pinned) {
    this.place = place;
    this.manifests = manifests;
    this.expected = expected;
    this.newest = newest;
    this.pinned = pinned;
  }

  Backup read(String id, String keyspace, String table) throws IOException {
    BackupAssembly backup = new BackupAssembly(keyspace, table, place.facts());
    noteExpectedNodes(backup);
    for (String node : expected) {
      backup.absorb(node(node, backup));
    }
    String schema = new PriamSchema(place, manifests, newest).find(chosen, backup);
    Instant takenAt =
        chosen.values().stream()
            .map(PriamKeys.Manifest::takenAt)
            .max(Instant::compareTo)
            .orElse(newest);
    return backup.build(id, takenAt, schema);
  }

  private void noteExpectedNodes(BackupAssembly backup) {
    if (!place.facts().nodes().isEmpty()) {
      return;
    }
    backup.note(
        "The expected nodes are the "
            + expected.size()
            + " that have a manifest within "
            + PriamBackups.RECENT.toDays()
            + " days before "
            + newest
            + ": Priam keeps no ring; "
            + ClusterFacts.FILE
            + " can name them");
    manifests.forEach(
        (node, of) -> {
          Optional<PriamKeys.Manifest> last =
              of.stream().filter(each -> !each.takenAt().isAfter(newest)).findFirst();
          if (!expected.contains(node) && last.isPresent()) {
            backup.note(
                "Node "
                    + node
                    + " counts as retired: its last manifest is of "
                    + last.get().takenAt());
          }
        });
  }

  /** The manifests of a node that may be chosen, newest first. */
  private List<PriamKeys.Manifest> candidates(String node) {
    return manifests.getOrDefault(node, List.of()).stream()
        .filter(
            each ->
                pinned.isEmpty()
                    ? !each.takenAt().isAfter(newest)
                        && !each.takenAt().isBefore(newest.minus(place.maxSkew()))
                    : each.key().equals(pinned.get(node)))
        .toList();
  }

  private BackupAssembly node(String node, BackupAssembly backup) throws IOException {
    BackupAssembly first = null;
    PriamKeys.Manifest firstManifest = null;
    for (PriamKeys.Manifest manifest : candidates(node)) {
      BackupAssembly part = backup.part();
      read(node, manifest, part);
      if (!part.hasProblems()) {
        if (first != null) {
          part.note(
              "Node "
                  + node
                  + ": its manifest of "
                  + manifest.takenAt()
                  + " is read, since that of "
                  + firstManifest.takenAt()
                  + " is not whole: "
                  + first.problemTexts().get(0));
        }
        chosen.put(node, manifest);
        return part;
      }
      if (first == null) {
        first = part;
        firstManifest = manifest;
      }
    }
    if (first != null) {
      chosen.put(node, firstManifest);
      return first;
    }
    return nothing(node, backup.part());
  }

  private BackupAssembly nothing(String node, BackupAssembly part) {
    Optional<Instant> last =
        manifests.getOrDefault(node, List.of()).stream()
            .map(PriamKeys.Manifest::takenAt)
            .filter(at -> !at.isAfter(newest))
            .findFirst();
    part.node(new Backup.Node(node, null, null, tokens(node, part), null, null, null));
    part.problem(
        node,
        "node "
            + node
            + (last.isEmpty()
                ? ": it has no manifest at or before " + newest
                : ": its newest manifest is of "
                    + last.get()
                    + ", more than "
                    + place.maxSkew()
                    + " before "
                    + newest
                    + ", the newest of another node"));
    return part;
  }

  /** The folder's name is the token, when the cluster has one a node. */
  private static List<Long> tokens(String node, BackupAssembly part) {
    try {
      return List.of(Long.parseLong(node));
    } catch (NumberFormatException e) {
      part.problem(
          null,
          "node "
              + node
              + " has no Murmur3 token: the cluster has another partitioner, which is"
              + " not read");
      return List.of();
    }
  }

  private String home(String node) {
    return place.root() + node + "/";
  }

  private void read(String node, PriamKeys.Manifest manifest, BackupAssembly part)
      throws IOException {
    List<PriamManifest.Entry> entries = new ArrayList<>();
    PriamManifest.Info info = null;
    String sha256 = null;
    try {
      if (manifest.storage().obstacle().isPresent()) {
        throw new StoredManifest.MalformedException(manifest.storage().obstacle().get(), null);
      }
      StoredManifest.Read<PriamManifest.Info> read =
          StoredManifest.read(
              place.store(),
              manifest.key(),
              manifest.storage().codec(),
              json ->
                  PriamManifest.read(
                      json,
                      section -> {
                        if (section.keyspace().equals(part.keyspace())
                            && section.table().equals(part.table())) {
                          entries.addAll(section.entries());
                        }
                      }));
      info = read.value();
      sha256 = read.sha256();
    } catch (NoSuchFileException e) {
      part.problem(node, "node " + node + ": its manifest is gone, " + manifest.key());
    } catch (StoredManifest.MalformedException e) {
      part.problem(
          node,
          "node "
              + node
              + ": its manifest "
              + manifest.key()
              + " cannot be read, "
              + e.getMessage());
    }
    part.node(
        new Backup.Node(
            node,
            null,
            info == null ? null : info.rack(),
            tokens(node, part),
            manifest.takenAt(),
            sha256 == null ? null : manifest.key(),
            sha256));
    List<SSTableFiles.Entry> files = new ArrayList<>();
    Set<String> folders = new TreeSet<>();
    files(node, entries, part, files, folders);
    part.sstables(new SSTableFiles(part, node).of(files, Listings.sizes(place.store(), folders)));
  }

  private void files(
      String node,
      List<PriamManifest.Entry> entries,
      BackupAssembly part,
      List<SSTableFiles.Entry> files,
      Set<String> folders) {
    for (PriamManifest.Entry entry : entries) {
      if (PriamKeys.isIndexFile(home(node), entry.backupPath())) {
        continue;
      }
      Optional<PriamKeys.DataFile> found =
          PriamKeys.file(home(node), entry.backupPath())
              .filter(file -> file.keyspace().equals(part.keyspace()))
              .filter(file -> TableDirectory.isOf(file.directory(), part.table()));
      if (found.isEmpty()) {
        part.problem(
            node,
            "node "
                + node
                + ": its manifest names an object that is not below "
                + home(node)
                + PriamKeys.DATA
                + "…/"
                + part.keyspace()
                + "/"
                + part.table()
                + "-<id>/: "
                + entry.backupPath());
        continue;
      }
      PriamKeys.DataFile file = found.get();
      part.directory(file.directory());
      Optional<String> obstacle = file.storage().obstacle();
      if (obstacle.isPresent()) {
        part.problem(node, "node " + node + ": " + file.key() + ", " + obstacle.get());
        continue;
      }
      folders.add(file.folder() + "/");
      Codec codec = file.storage().codec();
      files.add(
          new SSTableFiles.Entry(
              file.key(),
              file.fileName(),
              codec == Codec.NONE ? entry.size() : -1,
              codec,
              entry.size()));
    }
  }

  /** What the newest manifests hold. */
  BackupReader.Contents contents(String id) throws IOException {
    List<Backup.Node> nodes = new ArrayList<>();
    List<BackupReader.TableContents> tables = new ArrayList<>();
    for (String node : expected) {
      Optional<PriamKeys.Manifest> manifest = candidates(node).stream().findFirst();
      PriamManifest.Info info = new PriamManifest.Info(null, null);
      String sha256 = null;
      if (manifest.isPresent() && manifest.get().storage().obstacle().isEmpty()) {
        try {
          StoredManifest.Read<PriamManifest.Info> read =
              StoredManifest.read(
                  place.store(),
                  manifest.get().key(),
                  manifest.get().storage().codec(),
                  json -> PriamManifest.read(json, section -> tables.add(contents(node, section))));
          info = read.value();
          sha256 = read.sha256();
        } catch (NoSuchFileException | StoredManifest.MalformedException e) {
          sha256 = null;
        }
      }
      nodes.add(
          new Backup.Node(
              node,
              null,
              info.rack(),
              List.of(),
              manifest.map(PriamKeys.Manifest::takenAt).orElse(null),
              sha256 == null ? null : manifest.get().key(),
              sha256));
    }
    return new BackupReader.Contents(id, nodes, tables, null);
  }

  /** Sizes are those of the files before they were compressed: the manifest has no others. */
  private static BackupReader.TableContents contents(String node, PriamManifest.Section section) {
    List<SSTableFiles.Entry> entries =
        section.entries().stream()
            .map(
                entry ->
                    SSTableFiles.Entry.plain(
                        entry.backupPath(),
                        entry.backupPath().substring(entry.backupPath().lastIndexOf('/') + 1),
                        entry.size()))
            .toList();
    return BackupReader.TableContents.of(section.keyspace(), section.table(), node, entries);
  }
}
