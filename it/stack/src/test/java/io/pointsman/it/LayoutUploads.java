package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.backup.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Uploads one snapshot of a node as Priam, as Esop and as a person would: the same files, each
 * tool's own keys and manifests, in its own order.
 */
final class LayoutUploads {
  static final String TAG = "nightly";
  private static final String HOST_ID = "6b1d4f8c-7d0e-4d63-9a65-0d6d8f9b1f00";
  private static final String SCHEMA_VERSION = "59adb24e-f3cd-3e02-97f0-5b395827453f";
  private static final String CLUSTER = "members";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMddHHmm").withZone(ZoneOffset.UTC);

  private final ObjectStore store;
  private final CassandraNode node;
  private String plainRing = "";

  LayoutUploads(ObjectStore store, CassandraNode node) {
    this.store = store;
    this.node = node;
  }

  /** Takes a snapshot, uploads these keyspaces of it in every layout, and deletes it. */
  void upload(Set<String> keyspaces) throws IOException {
    try (CassandraManagement management = node.manage()) {
      Instant at = Instant.now();
      management.snapshot(TAG);
      try {
        List<SnapshotFiles.Table> tables =
            SnapshotFiles.of(node.dataDirectory(), TAG).stream()
                .filter(table -> keyspaces.contains(table.keyspace()))
                .toList();
        List<String> tokens = management.tokens();
        priam(UploadedLayout.PRIAM_COMPRESSED, "SNAPPY", tables, tokens.get(0), at);
        priam(UploadedLayout.PRIAM, "NONE", tables, tokens.get(0), at);
        esop(tables, tokens, at);
        plain(tables);
        types(keyspaces);
      } finally {
        management.clearSnapshot(TAG);
      }
    }
  }

  /** The manifest goes up before what it names; the schema is in no manifest. */
  private void priam(
      UploadedLayout layout,
      String compression,
      List<SnapshotFiles.Table> tables,
      String token,
      Instant at)
      throws IOException {
    String home =
        "%s/backup/%d_%s/%s/"
            .formatted(layout.prefix(), CLUSTER.hashCode() % 10_000, CLUSTER, token);
    ObjectNode manifest = MAPPER.createObjectNode();
    manifest
        .putObject("info")
        .put("version", 1)
        .put("appName", CLUSTER)
        .put("region", "eu-west-1")
        .put("rack", "1a")
        .putArray("backupIdentifier")
        .add(token);
    ArrayNode data = manifest.putArray("data");
    for (SnapshotFiles.Table table : tables) {
      ObjectNode section =
          data.addObject()
              .put("keyspaceName", table.keyspace())
              .put("columnfamilyName", table.directory().split("-", -1)[0]);
      ArrayNode sstables = section.putArray("sstables");
      for (String descriptor : descriptors(table)) {
        ArrayNode components =
            sstables.addObject().put("prefix", descriptor).putArray("sstableComponents");
        for (Path file : table.files()) {
          if (file.getFileName().toString().startsWith(descriptor + "-")) {
            components
                .addObject()
                .put("fileName", file.getFileName().toString())
                .put("lastModifiedTime", modifiedMillis(file))
                .put("fileCreationTime", 0)
                .put("fileSizeOnDisk", Files.size(file))
                .put("compression", compression)
                .put("encryption", "PLAINTEXT")
                .put("isUploaded", false)
                .put("backupPath", priamKey(home, table, compression, file));
          }
        }
      }
    }
    store.put(
        home
            + "META_V2/"
            + at.truncatedTo(ChronoUnit.SECONDS).toEpochMilli()
            + "/"
            + compression
            + "/PLAINTEXT/meta_v2_"
            + MINUTE.format(at)
            + ".json",
        compressed(compression, MAPPER.writeValueAsBytes(manifest)));
    for (SnapshotFiles.Table table : tables) {
      for (Path file : table.files()) {
        store.put(
            priamKey(home, table, compression, file),
            compressed(compression, Files.readAllBytes(file)));
      }
      Path schema = table.snapshot().resolve("schema.cql");
      store.put(
          priamKey(home, table, compression, schema),
          compressed(compression, Files.readAllBytes(schema)));
    }
  }

  private static Set<String> descriptors(SnapshotFiles.Table table) {
    return table.files().stream()
        .filter(file -> table.snapshot().equals(file.getParent()))
        .map(file -> file.getFileName().toString())
        .map(name -> name.substring(0, name.lastIndexOf('-')))
        .collect(Collectors.toSet());
  }

  private static String priamKey(
      String home, SnapshotFiles.Table table, String compression, Path file) throws IOException {
    return home
        + "SST_V2/"
        + modifiedMillis(file)
        + "/"
        + table.keyspace()
        + "/"
        + table.directory()
        + "/"
        + compression
        + "/PLAINTEXT/"
        + file.getFileName();
  }

  private static long modifiedMillis(Path file) throws IOException {
    return Files.getLastModifiedTime(file)
        .toInstant()
        .truncatedTo(ChronoUnit.SECONDS)
        .toEpochMilli();
  }

  private static byte[] compressed(String compression, byte[] content) throws IOException {
    if (compression.equals("NONE")) {
      return content;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream framed = new SnappyOutputStream(bytes)) {
      framed.write(content);
    }
    return bytes.toByteArray();
  }

  /** Schema and tokens are inside the manifest, which goes up last. */
  private void esop(List<SnapshotFiles.Table> tables, List<String> tokens, Instant at)
      throws IOException {
    String cluster = UploadedLayout.ESOP.prefix() + "/" + CLUSTER + "/";
    String home = cluster + CassandraNode.DATA_CENTRE + "/" + HOST_ID + "/";
    ObjectNode manifest = MAPPER.createObjectNode();
    ObjectNode snapshot = manifest.putObject("snapshot").put("name", TAG);
    ObjectNode keyspaces = snapshot.putObject("keyspaces");
    for (SnapshotFiles.Table table : tables) {
      ObjectNode section =
          keyspaces
              .withObject("/" + table.keyspace())
              .withObject("/tables")
              .putObject(table.directory().split("-", -1)[0])
              .put("id", table.directory().split("-", -1)[1])
              .put("schemaContent", Files.readString(table.snapshot().resolve("schema.cql")));
      ObjectNode sstables = section.putObject("sstables");
      for (Path file : table.files()) {
        String name = file.getFileName().toString();
        String descriptor = name.substring(0, name.lastIndexOf('-'));
        String objectKey =
            "data/%s/%s/%s-1720583422/%s"
                .formatted(table.keyspace(), table.directory(), descriptor.split("-", -1)[1], name);
        store.upload(home + objectKey, file);
        sstables
            .withArray("/" + descriptor)
            .addObject()
            .put("objectKey", objectKey)
            .put("type", "FILE")
            .put("size", Files.size(file))
            .put("hash", "1b2c");
      }
    }
    manifest.put("schemaVersion", SCHEMA_VERSION);
    tokens.forEach(manifest.putArray("tokens")::add);
    ObjectNode topology = MAPPER.createObjectNode();
    topology
        .put("timestamp", at.toEpochMilli())
        .put("clusterName", CLUSTER)
        .put("schemaVersion", SCHEMA_VERSION)
        .putArray("topology")
        .addObject()
        .put("hostname", node.settings().address())
        .put("cluster", CLUSTER)
        .put("dc", CassandraNode.DATA_CENTRE)
        .put("rack", "rack1")
        .put("nodeId", HOST_ID)
        .put("ipAddress", node.settings().address());
    String name = TAG + "-" + SCHEMA_VERSION + "-" + at.toEpochMilli() + ".json";
    store.put(cluster + "topology/" + name, MAPPER.writeValueAsBytes(topology));
    store.put(home + "manifests/" + name, MAPPER.writeValueAsBytes(manifest));
  }

  /** As the files lie on the node, with what Cassandra wrote beside them. */
  private void plain(List<SnapshotFiles.Table> tables) throws IOException {
    for (SnapshotFiles.Table table : tables) {
      String folder =
          "%s/%s/%s/%s/snapshots/%s/"
              .formatted(
                  UploadedLayout.PLAIN.prefix(),
                  node.settings().address(),
                  table.keyspace(),
                  table.directory(),
                  TAG);
      for (Path file : table.files()) {
        store.upload(folder + SnapshotFiles.slashed(table.snapshot().relativize(file)), file);
      }
      for (String own : List.of("manifest.json", "schema.cql")) {
        store.upload(folder + own, table.snapshot().resolve(own));
      }
    }
    String replication =
        tables.stream()
            .map(SnapshotFiles.Table::keyspace)
            .distinct()
            .map(
                keyspace ->
                    "\"%s\": {\"class\": \"SimpleStrategy\", \"replication_factor\": 1}"
                        .formatted(keyspace))
            .collect(Collectors.joining(", "));
    plainRing =
        """
        "replication": {%s},
        "nodes": [{"name": "%s", "dc": "%s", "rack": "rack1", "tokens": ["0"]}],
        """
            .formatted(replication, node.settings().address(), CassandraNode.DATA_CENTRE);
  }

  /** Cassandra's snapshots leave out user-defined types that only stand within collections. */
  private void types(Set<String> keyspaces) throws IOException {
    ArrayNode types = MAPPER.createArrayNode();
    try (CqlSession session = node.connect()) {
      for (String keyspace : keyspaces) {
        session
            .getMetadata()
            .getKeyspace(CqlIdentifier.fromInternal(keyspace))
            .orElseThrow()
            .getUserDefinedTypes()
            .values()
            .forEach(type -> types.add(type.describe(false).replace(";", "")));
      }
    }
    for (UploadedLayout layout : UploadedLayout.values()) {
      String ring = layout == UploadedLayout.PLAIN ? plainRing : "";
      store.put(
          layout.uriPrefix() + "/pointsman-cluster.json",
          ("{" + ring + "\"types\": " + types + "}").getBytes(StandardCharsets.UTF_8));
    }
  }
}
