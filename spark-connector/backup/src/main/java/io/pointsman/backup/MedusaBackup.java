package io.pointsman.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One of Medusa's backups, judged for one table. */
final class MedusaBackup {
  /** A node with a million files has about this much. */
  private static final long MAX_MANIFEST_BYTES = 512L << 20;

  private static final long MAX_SCHEMA_BYTES = 64L << 20;

  private final ObjectStore store;
  private final String root;
  private final String id;
  private final MedusaIndex index;
  private final String keyspace;
  private final String table;
  private final List<String> missing = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Backup.Node> nodes = new ArrayList<>();
  private final List<Backup.SSTable> sstables = new ArrayList<>();
  private final Set<String> directories = new TreeSet<>();

  MedusaBackup(
      ObjectStore store, String root, String id, MedusaIndex index, String keyspace, String table) {
    this.store = store;
    this.root = root;
    this.id = id;
    this.index = index;
    this.keyspace = keyspace;
    this.table = table;
  }

  Backup read() throws IOException {
    String schema = schema();
    MedusaTokenMap ring = new MedusaTokenMap(store);
    for (String tokenMap : index.tokenMaps().values()) {
      ring.read(tokenMap);
    }
    if (ring.nodes().isEmpty()) {
      missing.add(
          "the token map: no node has " + root + "index/backup_index/" + id + "/tokenmap_*");
    }
    for (Map.Entry<String, MedusaTokenMap.Place> node : ring.nodes().entrySet()) {
      node(node.getKey(), node.getValue());
    }
    for (String finished : index.finished()) {
      if (!ring.nodes().containsKey(finished)) {
        notes.add(
            "Node " + finished + " has a manifest and no place in the token map; it is not read");
      }
    }
    if (directories.size() > 1) {
      missing.add(
          "one id of table "
              + keyspace
              + "."
              + table
              + ": it was recreated while it was backed up, and has "
              + String.join(", ", directories));
    }
    Instant takenAt = index.takenAt().orElse(Instant.EPOCH);
    return new Backup(id, takenAt, nodes, schema, sstables, missing, notes);
  }

  /** The text that was written last: a change of schema spreads while the nodes begin. */
  private String schema() throws IOException {
    if (index.schemas().isEmpty()) {
      missing.add("the schema: no node has " + root + "index/backup_index/" + id + "/schema_*");
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
      notes.add("The nodes' schema texts differ; the newest is used, " + newest.key());
    }
    return new String(store.readAll(newest.key(), MAX_SCHEMA_BYTES), StandardCharsets.UTF_8);
  }

  private void node(String name, MedusaTokenMap.Place place) throws IOException {
    String manifestKey = root + name + "/" + id + "/meta/manifest.json";
    byte[] manifest;
    try {
      manifest = store.readAll(manifestKey, MAX_MANIFEST_BYTES);
    } catch (NoSuchFileException e) {
      missing.add("node " + name + ": it has no manifest, " + manifestKey);
      return;
    }
    nodes.add(
        new Backup.Node(
            name, place.dataCentre(), place.rack(), place.tokens(), manifestKey, sha256(manifest)));
    List<MedusaManifest.Section> sections;
    try {
      sections = MedusaManifest.read(manifest, keyspace, table);
    } catch (IOException e) {
      missing.add(
          "node " + name + ": its manifest " + manifestKey + " cannot be read, " + e.getMessage());
      return;
    }
    Map<String, Long> stored = new HashMap<>();
    Set<String> listed = new TreeSet<>();
    for (MedusaManifest.Section section : sections) {
      directories.add(section.directory());
      MedusaTable files = new MedusaTable(root, name, keyspace, table, section, missing, notes);
      for (String prefix : files.prefixes()) {
        // One listing instead of a request for every file; full and differential parts have one
        // each.
        if (listed.add(prefix)) {
          store.list(prefix, object -> stored.put(object.key(), object.size()));
        }
      }
      sstables.addAll(files.sstables(stored));
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
