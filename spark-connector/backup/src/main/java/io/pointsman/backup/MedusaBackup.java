package io.pointsman.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One of Medusa's backups, read for one table. */
final class MedusaBackup {
  private static final long MAX_SCHEMA_BYTES = 64L << 20;

  private final ObjectStore store;
  private final String root;
  private final String id;
  private final MedusaIndex index;
  private final BackupAssembly backup;

  MedusaBackup(BackupLayout.Place place, String id, MedusaIndex index, BackupAssembly backup) {
    this.store = place.store();
    this.root = place.root();
    this.id = id;
    this.index = index;
    this.backup = backup;
  }

  Backup read() throws IOException {
    String schema = schema();
    MedusaTokenMap ring = ring();
    if (ring.nodes().isEmpty()) {
      backup.problem(
          null, "the token map: no node has " + root + "index/backup_index/" + id + "/tokenmap_*");
    }
    for (Map.Entry<String, MedusaTokenMap.Place> node : ring.nodes().entrySet()) {
      node(node.getKey(), node.getValue());
    }
    for (String finished : index.finished()) {
      if (!ring.nodes().containsKey(finished)) {
        backup.note(
            "Node " + finished + " has a manifest and no place in the token map; it is not read");
      }
    }
    return backup.build(id, index.takenAt().orElse(Instant.EPOCH), schema);
  }

  private MedusaTokenMap ring() throws IOException {
    MedusaTokenMap ring = new MedusaTokenMap(store);
    for (String tokenMap : index.tokenMaps().values()) {
      ring.read(tokenMap);
    }
    ring.doubt().ifPresent(backup::doubt);
    return ring;
  }

  /** What it holds, by its manifests. */
  BackupReader.Contents contents() throws IOException {
    String schema = schema();
    List<Backup.Node> nodes = new ArrayList<>();
    List<BackupReader.TableContents> tables = new ArrayList<>();
    for (Map.Entry<String, MedusaTokenMap.Place> each : ring().nodes().entrySet()) {
      String node = each.getKey();
      try {
        StoredManifest.Read<Void> read =
            StoredManifest.read(
                store,
                manifestKey(node),
                Codec.NONE,
                json -> {
                  MedusaManifest.read(json, section -> tables.add(contents(node, section)));
                  return null;
                });
        nodes.add(node(node, each.getValue(), read.sha256()));
      } catch (NoSuchFileException | StoredManifest.MalformedException e) {
        nodes.add(node(node, each.getValue(), null));
      }
    }
    return new BackupReader.Contents(id, nodes, tables, schema);
  }

  private static BackupReader.TableContents contents(String node, MedusaManifest.Section section) {
    List<SSTableFiles.Entry> entries =
        section.entries().stream()
            .map(
                entry ->
                    SSTableFiles.Entry.plain(
                        entry.key(),
                        entry.key().substring(entry.key().lastIndexOf('/') + 1),
                        entry.size()))
            .toList();
    String table =
        TableDirectory.parse(section.directory())
            .map(TableDirectory::table)
            .orElse(section.directory());
    return BackupReader.TableContents.of(section.keyspace(), table, node, entries);
  }

  /** The text that was written last: a change of schema spreads while the nodes begin. */
  private String schema() throws IOException {
    if (index.schemas().isEmpty()) {
      backup.problem(
          null, "the schema: no node has " + root + "index/backup_index/" + id + "/schema_*");
      return null;
    }
    ObjectStore.Listed newest =
        index.schemas().values().stream()
            .max(Comparator.comparing(ObjectStore.Listed::lastModifiedMillis))
            .orElseThrow();
    long texts =
        index.schemas().values().stream()
            .map(text -> text.etag() == null ? text.size() : text.etag())
            .distinct()
            .count();
    if (texts > 1) {
      backup.note("The nodes' schema texts differ; the newest is used, " + newest.key());
    }
    return new String(store.readAll(newest.key(), MAX_SCHEMA_BYTES), StandardCharsets.UTF_8);
  }

  private String manifestKey(String node) {
    return root + node + "/" + id + "/meta/manifest.json";
  }

  private Backup.Node node(String name, MedusaTokenMap.Place place, String sha256) {
    return new Backup.Node(
        name,
        place.dataCentre(),
        place.rack(),
        place.tokens(),
        index.startedAt(name).orElse(null),
        sha256 == null ? null : manifestKey(name),
        sha256);
  }

  private void node(String name, MedusaTokenMap.Place place) throws IOException {
    String manifestKey = manifestKey(name);
    List<MedusaManifest.Section> sections = new ArrayList<>();
    String sha256 = null;
    try {
      sha256 =
          StoredManifest.read(
                  store,
                  manifestKey,
                  Codec.NONE,
                  json -> {
                    MedusaManifest.read(
                        json,
                        section -> {
                          if (section.keyspace().equals(backup.keyspace())
                              && TableDirectory.isOf(section.directory(), backup.table())) {
                            sections.add(section);
                          }
                        });
                    return null;
                  })
              .sha256();
    } catch (NoSuchFileException e) {
      backup.problem(name, "node " + name + ": it has no manifest, " + manifestKey);
    } catch (StoredManifest.MalformedException e) {
      backup.problem(
          name,
          "node " + name + ": its manifest " + manifestKey + " cannot be read, " + e.getMessage());
    }
    backup.node(node(name, place, sha256));
    if (sha256 != null) {
      files(name, sections);
    }
  }

  private void files(String node, List<MedusaManifest.Section> sections) throws IOException {
    Map<String, Long> stored = new HashMap<>();
    Set<String> listed = new TreeSet<>();
    for (MedusaManifest.Section section : sections) {
      backup.directory(section.directory());
      MedusaTable files = new MedusaTable(root, node, section, backup);
      for (String prefix : files.prefixes()) {
        // One listing instead of a request for every file; full and differential parts have one
        // each.
        if (listed.add(prefix)) {
          store.list(prefix, object -> stored.put(object.key(), object.size()));
        }
      }
      backup.sstables(files.sstables(stored));
    }
  }
}
