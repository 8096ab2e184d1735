package io.pointsman.backup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Uploads one table's snapshot of one node by hand, object by object. */
public final class PlainFixture {
  public static final String ID = "a".repeat(32);
  static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";

  private final MemoryObjectStore store;
  private final String folder;
  private final List<String> dataFiles = new ArrayList<>();

  /**
   * @param folder of the files, without slash at its end
   */
  public PlainFixture(MemoryObjectStore store, String folder) {
    this.store = store;
    this.folder = folder + "/";
  }

  public static String folder(String node, String keyspace, String directory, String tag) {
    return "hand/%s/%s/%s/snapshots/%s".formatted(node, keyspace, directory, tag);
  }

  public PlainFixture sstable(String descriptor) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String component : MedusaFixture.COMPONENTS) {
      files.put(
          descriptor + "-" + component, (folder + component).getBytes(StandardCharsets.UTF_8));
    }
    files.forEach((name, content) -> store.put(folder + name, content));
    dataFiles.add("\"" + descriptor + "-Data.db\"");
    return this;
  }

  public PlainFixture schema(String cql) {
    store.put(folder + "schema.cql", cql.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Uploads Cassandra's own manifest with the table's schema. */
  public PlainFixture finish(String createdAt, boolean ephemeral) throws IOException {
    schema(SCHEMA);
    String manifest =
        "{\"files\":[%s],\"created_at\":\"%s\",\"expires_at\":null,\"ephemeral\":%s}"
            .formatted(String.join(",", dataFiles), createdAt, ephemeral);
    store.put(folder + "manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    return this;
  }
}
