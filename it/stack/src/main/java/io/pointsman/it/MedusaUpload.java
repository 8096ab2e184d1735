package io.pointsman.it;

import com.datastax.oss.driver.api.core.CqlSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pointsman.backup.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Backs up a node as Medusa 0.30 does in its mode {@code full}: the same objects, written in the
 * same order. (Medusa's {@code medusa/backup_node.py}, {@code medusa/storage/node_backup.py} and
 * {@code medusa/index.py} are the source of the layout.)
 *
 * <p>The schema goes up first and its time is when the backup began; then the snapshot is taken;
 * the manifest goes up last, and with it the node is done.
 */
public final class MedusaUpload {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int THREADS = 6;
  private static final int FILES_PER_PROGRESS = 100;

  private final ObjectStore store;
  private final String prefix;
  private final SchemaText schemaText;
  private final Consumer<String> progress;

  /**
   * @param store the bucket
   * @param prefix key prefix without slashes at its ends; may be empty
   * @param schemaText what its schema.cql holds
   * @param progress told how far it is
   */
  public MedusaUpload(
      ObjectStore store, String prefix, SchemaText schemaText, Consumer<String> progress) {
    this.store = store;
    this.prefix = prefix.isEmpty() ? "" : prefix + "/";
    this.schemaText = schemaText;
    this.progress = progress;
  }

  /**
   * What was uploaded.
   *
   * @param backupId the backup's name
   * @param node the node's name in the backup
   * @param startedAt when it began, to the second: what the backup is of
   * @param ssTableFiles files of SSTables
   * @param bytes of these files
   */
  public record Uploaded(
      String backupId, String node, Instant startedAt, int ssTableFiles, long bytes) {}

  /**
   * Takes a snapshot and uploads it; then deletes the snapshot.
   *
   * @param node the node; its name in the backup is its address
   * @param backupId the backup's name, the same for all nodes of a cluster
   */
  public Uploaded backUp(CassandraNode node, String backupId)
      throws IOException, InterruptedException {
    String name = node.settings().address();
    String home = prefix + name + "/" + backupId + "/";
    String index = prefix + "index/backup_index/" + backupId + "/";
    try (CqlSession session = node.connect();
        CassandraManagement management = node.manage()) {
      byte[] schema = utf8(schemaText.of(session));
      byte[] tokenMap = MAPPER.writeValueAsBytes(TokenMap.of(session, name, management.tokens()));
      String schemaKey = home + "meta/schema.cql";
      store.put(schemaKey, schema);
      store.put(home + "meta/tokenmap.json", tokenMap);
      store.put(
          home + "meta/server_version.json",
          MAPPER.writeValueAsBytes(
              MAPPER
                  .createObjectNode()
                  .put("server_type", "cassandra")
                  .put("release_version", management.releaseVersion())));
      long started = lastModifiedSecond(schemaKey);
      store.put(index + "tokenmap_" + name + ".json", tokenMap);
      store.put(index + "schema_" + name + ".cql", schema);
      store.put(index + "started_" + name + "_" + started + ".timestamp", new byte[0]);

      String tag = "medusa-" + backupId;
      management.snapshot(tag);
      try {
        List<SnapshotFiles.Table> tables = SnapshotFiles.of(node.dataDirectory(), tag);
        ArrayNode manifest = uploadTables(tables, home + "data/");
        byte[] manifestBytes = MAPPER.writeValueAsBytes(manifest);
        String manifestKey = home + "meta/manifest.json";
        store.put(manifestKey, manifestBytes);
        long finished = lastModifiedSecond(manifestKey);
        store.put(index + "manifest_" + name + ".json", manifestBytes);
        store.put(index + "finished_" + name + "_" + finished + ".timestamp", new byte[0]);
        String latest = prefix + "index/latest_backup/" + name + "/";
        store.put(latest + "tokenmap.json", tokenMap);
        store.put(latest + "backup_name.txt", utf8(backupId));
        return uploaded(backupId, name, Instant.ofEpochSecond(started), manifest);
      } finally {
        management.clearSnapshot(tag);
      }
    }
  }

  private static Uploaded uploaded(
      String backupId, String node, Instant startedAt, ArrayNode manifest) {
    int files = 0;
    long bytes = 0;
    for (JsonNode section : manifest) {
      for (JsonNode object : section.get("objects")) {
        files++;
        bytes += object.get("size").longValue();
      }
    }
    return new Uploaded(backupId, node, startedAt, files, bytes);
  }

  private ArrayNode uploadTables(List<SnapshotFiles.Table> tables, String dataPrefix)
      throws IOException, InterruptedException {
    int total = tables.stream().mapToInt(table -> table.files().size()).sum();
    int done = 0;
    ArrayNode manifest = MAPPER.createArrayNode();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (SnapshotFiles.Table table : tables) {
        String tablePrefix = dataPrefix + table.keyspace() + "/" + table.directory() + "/";
        List<Future<ObjectNode>> uploads = new ArrayList<>();
        for (Path file : table.files()) {
          String key = tablePrefix + SnapshotFiles.slashed(table.snapshot().relativize(file));
          uploads.add(threads.submit(() -> upload(file, key)));
        }
        ArrayNode objects = MAPPER.createArrayNode();
        for (Future<ObjectNode> upload : uploads) {
          objects.add(await(upload));
          if (++done % FILES_PER_PROGRESS == 0) {
            progress.accept("uploaded " + done + " of " + total + " files");
          }
        }
        manifest
            .addObject()
            .put("keyspace", table.keyspace())
            .put("columnfamily", table.directory())
            .set("objects", objects);
      }
    } finally {
      threads.shutdownNow();
    }
    return manifest;
  }

  private static ObjectNode await(Future<ObjectNode> upload)
      throws IOException, InterruptedException {
    try {
      return upload.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** What the manifest calls MD5 is the store's ETag: of an upload in parts it is none. */
  private ObjectNode upload(Path file, String key) throws IOException {
    store.upload(key, file);
    ObjectStore.Listed stored = stored(key);
    String etag = stored.etag() == null ? "" : stored.etag().replace("\"", "");
    return MAPPER
        .createObjectNode()
        .put("path", key)
        .put("MD5", etag)
        .put("size", Files.size(file));
  }

  private long lastModifiedSecond(String key) throws IOException {
    return Math.floorDiv(stored(key).lastModifiedMillis(), 1_000L);
  }

  private ObjectStore.Listed stored(String key) throws IOException {
    return store
        .head(key)
        .orElseThrow(
            () ->
                new IOException(
                    "s3://" + store.bucket() + "/" + key + " is gone just after it was written"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
