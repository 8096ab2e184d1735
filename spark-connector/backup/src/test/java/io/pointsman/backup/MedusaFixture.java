package io.pointsman.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes backups in Medusa's layout, object by object, so that tests can leave some out. What
 * components hold does not matter to it.
 */
public final class MedusaFixture {
  public static final String ID = "a".repeat(32);

  static final List<String> COMPONENTS =
      List.of("Data.db", "Index.db", "Statistics.db", "Summary.db", "CompressionInfo.db");

  private final ObjectStore store;
  private final String root;
  private final String backup;
  private final Map<String, Map<String, List<String>>> manifests = new LinkedHashMap<>();
  private String schema = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private final Map<String, List<String>> places = new LinkedHashMap<>();
  private long startedAt = 1_700_000_000;
  private long secondsApart = 1;

  public MedusaFixture(ObjectStore store, String prefix, String backup) {
    this.store = store;
    this.root = prefix.isEmpty() ? "" : prefix + "/";
    this.backup = backup;
  }

  public MedusaFixture schema(String text) {
    schema = text;
    return this;
  }

  /** When its first node began, in seconds; each further node begins a second later. */
  public MedusaFixture startedAt(long seconds) {
    startedAt = seconds;
    return this;
  }

  /** How long after each node the next one begins. */
  public MedusaFixture secondsApart(long seconds) {
    secondsApart = seconds;
    return this;
  }

  /** Says where a node stands, unless it is rack r1 of dc1. */
  public MedusaFixture place(String node, String dataCentre, String rack) {
    places.put(node, List.of(dataCentre, rack));
    return node(node);
  }

  /** Adds a node that has nothing of any table yet. */
  public MedusaFixture node(String name) {
    manifests.computeIfAbsent(name, node -> new LinkedHashMap<>());
    return this;
  }

  /** Uploads one SSTable of the big format, as a full backup does, and names it in the manifest. */
  public MedusaFixture full(String node, String keyspace, String directory, String descriptor)
      throws IOException {
    String home = root + node + "/" + backup + "/data/" + keyspace + "/" + directory + "/";
    return sstable(node, keyspace, directory, home, descriptor);
  }

  /** The same as a differential backup does it: shared by all backups of the node. */
  public MedusaFixture differential(
      String node, String keyspace, String directory, String descriptor) throws IOException {
    String home = root + node + "/data/" + keyspace + "/" + directory + "/";
    return sstable(node, keyspace, directory, home, descriptor);
  }

  private MedusaFixture sstable(
      String node, String keyspace, String directory, String home, String descriptor)
      throws IOException {
    for (String component : COMPONENTS) {
      String key = home + descriptor + "-" + component;
      byte[] content = (node + component).getBytes(StandardCharsets.UTF_8);
      store.put(key, content);
      entry(node, keyspace, directory, key, content.length);
    }
    return this;
  }

  /** Names an object in the manifest, whether it is there or not. */
  public MedusaFixture entry(
      String node, String keyspace, String directory, String key, long size) {
    node(node);
    manifests
        .get(node)
        .computeIfAbsent(keyspace + "|" + directory, section -> new ArrayList<>())
        .add("{\"path\":\"" + key + "\",\"MD5\":\"0cc1-2\",\"size\":" + size + "}");
    return this;
  }

  /** Writes the token map, the schema and every node's manifest. */
  public MedusaFixture finish() throws IOException {
    start();
    for (String node : manifests.keySet()) {
      finish(node);
    }
    return this;
  }

  /** Writes what a backup begins with: no node is done. */
  public MedusaFixture start() throws IOException {
    List<String> tokens = new ArrayList<>();
    long token = -1_000;
    for (String node : manifests.keySet()) {
      List<String> place = places.getOrDefault(node, List.of("dc1", "r1"));
      tokens.add(
          "\"%s\":{\"tokens\":[%d],\"is_up\":true,\"rack\":\"%s\",\"dc\":\"%s\"}"
              .formatted(node, token += 500, place.get(1), place.get(0)));
    }
    String tokenMap = "{" + String.join(",", tokens) + "}";
    String index = root + "index/backup_index/" + backup + "/";
    long at = startedAt;
    for (String node : manifests.keySet()) {
      put(index + "tokenmap_" + node + ".json", tokenMap);
      put(index + "schema_" + node + ".cql", schema);
      put(index + "started_" + node + "_" + at + ".timestamp", "");
      at += secondsApart;
    }
    return this;
  }

  /** Writes one node's manifest: it is done. */
  public MedusaFixture finish(String node) throws IOException {
    List<String> sections = new ArrayList<>();
    manifests
        .get(node)
        .forEach(
            (section, entries) ->
                sections.add(
                    "{\"keyspace\":\"%s\",\"columnfamily\":\"%s\",\"objects\":[%s]}"
                        .formatted(
                            section.substring(0, section.indexOf('|')),
                            section.substring(section.indexOf('|') + 1),
                            String.join(",", entries))));
    String manifest = "[" + String.join(",", sections) + "]";
    put(manifestKey(node), manifest);
    put(root + "index/backup_index/" + backup + "/manifest_" + node + ".json", manifest);
    return this;
  }

  public String manifestKey(String node) {
    return root + node + "/" + backup + "/meta/manifest.json";
  }

  private void put(String key, String content) throws IOException {
    store.put(key, content.getBytes(StandardCharsets.UTF_8));
  }
}
