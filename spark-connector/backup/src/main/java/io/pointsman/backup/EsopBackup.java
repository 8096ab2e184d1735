package io.pointsman.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of Esop's backups, read for one table. */
final class EsopBackup {
  private static final long MAX_SCHEMA_BYTES = 4L << 20;

  /** {@code data/<keyspace>/<table>-<id>/<generation>-<crc32>/<component>}. */
  private static final Pattern FILE = Pattern.compile("data/(\\w+)/([\\w-]+)/[\\w-]+/([^/]+)");

  private static final Pattern SCHEMA_FILE =
      Pattern.compile("data/\\w+/[\\w-]+/(?:[\\w-]+/)?[\\w.-]*schema\\.cql");

  private static final Pattern INDEX_FILE = Pattern.compile("data/\\w+/[\\w-]+/\\.\\w[^/]*/.+");

  private final BackupLayout.Place place;
  private final String tag;
  private final Map<String, EsopBackups.NodeManifest> manifests;
  private final Optional<EsopTopology> topology;

  EsopBackup(
      BackupLayout.Place place,
      String tag,
      Map<String, EsopBackups.NodeManifest> manifests,
      Optional<EsopTopology> topology) {
    this.place = place;
    this.tag = tag;
    this.manifests = manifests;
    this.topology = topology;
  }

  /** A schema text and whose it is. */
  private record SchemaText(String text, Instant takenAt) {}

  Backup read(String keyspace, String table) throws IOException {
    BackupAssembly backup = new BackupAssembly(keyspace, table, place.facts());
    if (topology.isEmpty() && place.facts().nodes().isEmpty()) {
      backup.problem(
          null,
          "the topology: there is no "
              + place.root()
              + "topology/"
              + tag
              + "*.json, nor "
              + ClusterFacts.FILE);
    }
    List<SchemaText> schemas = new ArrayList<>();
    for (String node : expected()) {
      node(node, backup, schemas);
    }
    for (String node : manifests.keySet()) {
      if (!expected().contains(node)) {
        backup.note(
            "Node " + node + " has a manifest and no place in the topology; it is not read");
      }
    }
    if (manifests.values().stream().map(EsopBackups.NodeManifest::schemaVersion).distinct().count()
        > 1) {
      backup.note("The nodes' schema versions differ; the text of the last node is used");
    }
    Optional<SchemaText> schema =
        schemas.stream().max(java.util.Comparator.comparing(SchemaText::takenAt));
    if (schema.isEmpty()) {
      backup.problem(null, "the schema: no manifest has one of table " + keyspace + "." + table);
    }
    Instant takenAt =
        manifests.values().stream()
            .map(EsopBackups.NodeManifest::takenAt)
            .max(Instant::compareTo)
            .orElseThrow();
    return backup.build(tag, takenAt, schema.map(SchemaText::text).orElse(null));
  }

  private Set<String> expected() {
    Set<String> nodes = new TreeSet<>();
    topology.ifPresentOrElse(
        known -> nodes.addAll(known.nodes().keySet()), () -> nodes.addAll(manifests.keySet()));
    return nodes;
  }

  private Backup.Node node(String name, List<Long> tokens, String sha256) {
    EsopBackups.NodeManifest manifest = manifests.get(name);
    EsopTopology.Place at = topology.map(known -> known.nodes().get(name)).orElse(null);
    String folder = manifest == null ? null : manifest.dataCentre();
    return new Backup.Node(
        name,
        at == null || at.dataCentre() == null ? folder : at.dataCentre(),
        at == null ? null : at.rack(),
        tokens,
        manifest == null ? null : manifest.takenAt(),
        sha256 == null ? null : manifest.key(),
        sha256);
  }

  private void node(String name, BackupAssembly backup, List<SchemaText> schemas)
      throws IOException {
    EsopBackups.NodeManifest manifest = manifests.get(name);
    if (manifest == null) {
      backup.problem(
          name,
          "node "
              + name
              + ": it has no manifest, "
              + place.root()
              + "<dc>/"
              + name
              + "/manifests/"
              + tag
              + "-*.json");
      backup.node(node(name, List.of(), null));
      return;
    }
    List<EsopManifest.Section> sections = new ArrayList<>();
    List<Long> tokens = List.of();
    String sha256 = null;
    try {
      StoredManifest.Read<List<String>> read =
          StoredManifest.read(
              place.store(),
              manifest.key(),
              Codec.NONE,
              json ->
                  EsopManifest.read(
                      json,
                      section -> {
                        if (section.keyspace().equals(backup.keyspace())
                            && section.table().equals(backup.table())) {
                          sections.add(section);
                        }
                      }));
      sha256 = read.sha256();
      tokens = read.value().stream().map(Long::parseLong).sorted().toList();
    } catch (NoSuchFileException e) {
      backup.problem(name, "node " + name + ": its manifest is gone, " + manifest.key());
    } catch (StoredManifest.MalformedException e) {
      backup.problem(
          name,
          "node "
              + name
              + ": its manifest "
              + manifest.key()
              + " cannot be read, "
              + e.getMessage());
    } catch (NumberFormatException e) {
      backup.problem(
          null,
          "node "
              + name
              + " has no Murmur3 tokens: the cluster has another partitioner, which is"
              + " not read");
    }
    backup.node(node(name, tokens, sha256));
    for (EsopManifest.Section section : sections) {
      files(manifest, section, backup);
      schema(manifest, section, schemas, backup);
    }
  }

  private void files(
      EsopBackups.NodeManifest manifest, EsopManifest.Section section, BackupAssembly backup)
      throws IOException {
    List<SSTableFiles.Entry> entries = new ArrayList<>();
    Set<String> folders = new TreeSet<>();
    for (EsopManifest.Entry entry : section.entries()) {
      if (INDEX_FILE.matcher(entry.objectKey()).matches()) {
        continue;
      }
      Matcher file = FILE.matcher(entry.objectKey());
      if (!file.matches()
          || !file.group(1).equals(backup.keyspace())
          || !TableDirectory.isOf(file.group(2), backup.table())) {
        backup.problem(
            manifest.node(),
            "node "
                + manifest.node()
                + ": its manifest names an object that is not below "
                + manifest.home()
                + "data/"
                + backup.keyspace()
                + "/"
                + backup.table()
                + "-<id>/: "
                + entry.objectKey());
        continue;
      }
      backup.directory(file.group(2));
      folders.add(manifest.home() + "data/" + file.group(1) + "/" + file.group(2) + "/");
      entries.add(
          SSTableFiles.Entry.plain(
              manifest.home() + entry.objectKey(), file.group(3), entry.size()));
    }
    Map<String, Long> stored = new HashMap<>();
    for (String folder : folders) {
      place.store().list(folder, object -> stored.put(object.key(), object.size()));
    }
    backup.sstables(new SSTableFiles(backup, manifest.node()).of(entries, stored));
  }

  /** Inside the manifest, or an object that it names. */
  private void schema(
      EsopBackups.NodeManifest manifest,
      EsopManifest.Section section,
      List<SchemaText> schemas,
      BackupAssembly backup)
      throws IOException {
    if (section.schema() != null) {
      schemas.add(new SchemaText(section.schema(), manifest.takenAt()));
    } else if (section.schemaKey() != null && SCHEMA_FILE.matcher(section.schemaKey()).matches()) {
      String key = manifest.home() + section.schemaKey();
      try {
        schemas.add(
            new SchemaText(
                new String(place.store().readAll(key, MAX_SCHEMA_BYTES), StandardCharsets.UTF_8),
                manifest.takenAt()));
      } catch (NoSuchFileException e) {
        backup.problem(
            manifest.node(), "node " + manifest.node() + ": " + key + ", it is not there");
      }
    }
  }

  /** What it holds, by its manifests. */
  BackupReader.Contents contents() throws IOException {
    List<Backup.Node> nodes = new ArrayList<>();
    List<BackupReader.TableContents> tables = new ArrayList<>();
    for (String node : expected()) {
      EsopBackups.NodeManifest manifest = manifests.get(node);
      String sha256 = null;
      if (manifest != null) {
        try {
          sha256 =
              StoredManifest.read(
                      place.store(),
                      manifest.key(),
                      Codec.NONE,
                      json ->
                          EsopManifest.read(json, section -> tables.add(contents(node, section))))
                  .sha256();
        } catch (NoSuchFileException | StoredManifest.MalformedException e) {
          sha256 = null;
        }
      }
      nodes.add(node(node, List.of(), sha256));
    }
    return new BackupReader.Contents(tag, nodes, tables, null);
  }

  private static BackupReader.TableContents contents(String node, EsopManifest.Section section) {
    List<SSTableFiles.Entry> entries =
        section.entries().stream()
            .map(
                entry ->
                    SSTableFiles.Entry.plain(
                        entry.objectKey(),
                        entry.objectKey().substring(entry.objectKey().lastIndexOf('/') + 1),
                        entry.size()))
            .toList();
    return BackupReader.TableContents.of(section.keyspace(), section.table(), node, entries);
  }
}
