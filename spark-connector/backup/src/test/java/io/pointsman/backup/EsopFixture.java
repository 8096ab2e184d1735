package io.pointsman.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes backups in Esop's layout, object by object, so that tests can leave some out. */
public final class EsopFixture {
  public static final String ID = "a".repeat(32);
  static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private static final String SCHEMA_VERSION = "59adb24e-f3cd-3e02-97f0-5b395827453f";

  private final ObjectStore store;
  private final String cluster;
  private final String tag;
  private final Instant at;

  /** Sections by node, and in them by {@code keyspace|table}. */
  private final Map<String, Map<String, List<String>>> nodes = new LinkedHashMap<>();

  private final Map<String, String> schemas = new LinkedHashMap<>();

  /**
   * @param cluster the cluster's folder without slash at its end
   */
  public EsopFixture(ObjectStore store, String cluster, String tag, Instant at) {
    this.store = store;
    this.cluster = cluster + "/";
    this.tag = tag;
    this.at = at;
  }

  public EsopFixture node(String node) {
    nodes.computeIfAbsent(node, name -> new LinkedHashMap<>());
    return this;
  }

  /** The schema inside the manifests; of a table that has no files yet too. */
  public EsopFixture schema(String node, String keyspace, String table, String cql) {
    node(node);
    schemas.put(node + "|" + keyspace + "|" + table, cql);
    nodes.get(node).computeIfAbsent(keyspace + "|" + table, name -> new ArrayList<>());
    return this;
  }

  public static String objectKey(
      String keyspace, String directory, String descriptor, String component) {
    return "data/%s/%s/%s-1720583422/%s-%s"
        .formatted(keyspace, directory, descriptor.split("-", -1)[1], descriptor, component);
  }

  public String home(String node) {
    return cluster + "dc1/" + node + "/";
  }

  /** Uploads one SSTable and names it in the node's manifest. */
  public EsopFixture sstable(String node, String keyspace, String directory, String descriptor)
      throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String component : MedusaFixture.COMPONENTS) {
      files.put(component, (node + component).getBytes(StandardCharsets.UTF_8));
    }
    return sstable(node, keyspace, directory, descriptor, files);
  }

  /** Uploads one SSTable with these files by component, and names it in the node's manifest. */
  public EsopFixture sstable(
      String node, String keyspace, String directory, String descriptor, Map<String, byte[]> files)
      throws IOException {
    List<String> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String key = objectKey(keyspace, directory, descriptor, file.getKey());
      store.put(home(node) + key, file.getValue());
      entries.add(entry(key, file.getValue().length));
    }
    return entries(node, keyspace, directory, descriptor, entries);
  }

  public static String entry(String objectKey, long size) {
    return "{\"objectKey\":\"%s\",\"type\":\"FILE\",\"size\":%d,\"hash\":\"1b2c\"}"
        .formatted(objectKey, size);
  }

  /** Names files in the node's manifest, whether they are there or not. */
  public EsopFixture entries(
      String node, String keyspace, String directory, String descriptor, List<String> entries) {
    String table = directory.split("-", -1)[0];
    schema(
        node, keyspace, table, schemas.getOrDefault(node + "|" + keyspace + "|" + table, SCHEMA));
    nodes
        .get(node)
        .get(keyspace + "|" + table)
        .add("\"%s\":[%s]".formatted(descriptor, String.join(",", entries)));
    return this;
  }

  public String manifestKey(String node) {
    return home(node)
        + "manifests/"
        + tag
        + "-"
        + SCHEMA_VERSION
        + "-"
        + at.plusSeconds(List.copyOf(nodes.keySet()).indexOf(node)).toEpochMilli()
        + ".json";
  }

  public String topologyKey() {
    return cluster + "topology/" + tag + "-" + SCHEMA_VERSION + "-" + at.toEpochMilli() + ".json";
  }

  /** Uploads the topology, which names every node. */
  public EsopFixture topology() throws IOException {
    List<String> places = new ArrayList<>();
    for (String node : nodes.keySet()) {
      places.add(
          """
          {"hostname":"%s.local","cluster":"test","dc":"dc1","rack":"r1","nodeId":"%s",\
          "ipAddress":"10.0.0.1"}"""
              .formatted(node, node));
    }
    put(
        topologyKey(),
        "{\"timestamp\":%d,\"clusterName\":\"test\",\"schemaVersion\":\"%s\",\"topology\":[%s]}"
            .formatted(at.toEpochMilli(), SCHEMA_VERSION, String.join(",", places)));
    return this;
  }

  /** Uploads one node's manifest: it is done. */
  public EsopFixture finish(String node) throws IOException {
    Map<String, List<String>> byKeyspace = new LinkedHashMap<>();
    nodes
        .get(node)
        .forEach(
            (name, sstables) -> {
              String[] parts = name.split("\\|", -1);
              byKeyspace
                  .computeIfAbsent(parts[0], keyspace -> new ArrayList<>())
                  .add(
                      "\"%s\":{\"sstables\":{%s},\"id\":\"%s\",\"schemaContent\":%s}"
                          .formatted(
                              parts[1],
                              String.join(",", sstables),
                              ID,
                              json(schemas.get(node + "|" + name))));
            });
    List<String> keyspaces = new ArrayList<>();
    byKeyspace.forEach(
        (keyspace, tables) ->
            keyspaces.add(
                "\"%s\":{\"tables\":{%s}}".formatted(keyspace, String.join(",", tables))));
    put(
        manifestKey(node),
        """
        {"snapshot":{"name":"%s","keyspaces":{%s}},"tokens":["%d"],"schemaVersion":"%s"}"""
            .formatted(
                tag,
                String.join(",", keyspaces),
                List.copyOf(nodes.keySet()).indexOf(node) * 1_000L - 1_094,
                SCHEMA_VERSION));
    return this;
  }

  private static String json(String text) {
    return text == null
        ? "null"
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  /** Uploads the topology and every node's manifest. */
  public EsopFixture finish() throws IOException {
    topology();
    for (String node : nodes.keySet()) {
      finish(node);
    }
    return this;
  }

  private void put(String key, String content) throws IOException {
    store.put(key, content.getBytes(StandardCharsets.UTF_8));
  }
}
