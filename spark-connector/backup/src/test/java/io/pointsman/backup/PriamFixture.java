package io.pointsman.backup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xerial.snappy.SnappyOutputStream;

/**
 * Writes one node's backup in Priam's layout, version 2, object by object, so that tests can leave
 * some out. What components hold does not matter to it.
 */
public final class PriamFixture {
  public static final String ID = "a".repeat(32);
  static final String SCHEMA = "CREATE TABLE ks.t (k int PRIMARY KEY, v text);";
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMddHHmm").withZone(ZoneOffset.UTC);

  private final ObjectStore store;
  private final String home;
  private final String token;
  private final Instant at;
  private final String compression;
  private final Map<String, List<String>> tables = new LinkedHashMap<>();

  /**
   * @param cluster the cluster's folder without slash at its end, such as {@code
   *     backup/-1234_members}
   * @param at when the node began its snapshot
   * @param compression {@code SNAPPY} or {@code NONE}
   */
  public PriamFixture(
      ObjectStore store, String cluster, String token, Instant at, String compression) {
    this.store = store;
    this.home = cluster + "/" + token + "/";
    this.token = token;
    this.at = at;
    this.compression = compression;
  }

  /** Key of a file of a table that was last changed at {@code modified}. */
  public String dataKey(Instant modified, String keyspace, String directory, String fileName) {
    return home
        + "SST_V2/"
        + modified.getEpochSecond() * 1_000
        + "/"
        + keyspace
        + "/"
        + directory
        + "/"
        + compression
        + "/PLAINTEXT/"
        + fileName;
  }

  public String manifestKey() {
    return home
        + "META_V2/"
        + at.getEpochSecond() * 1_000
        + "/"
        + compression
        + "/PLAINTEXT/meta_v2_"
        + MINUTE.format(at)
        + ".json";
  }

  /** Uploads one SSTable and names it in the manifest. */
  public PriamFixture sstable(
      String keyspace, String directory, String descriptor, Instant modified) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String component : MedusaFixture.COMPONENTS) {
      files.put(descriptor + "-" + component, (token + component).getBytes(StandardCharsets.UTF_8));
    }
    return sstable(keyspace, directory, descriptor, modified, files);
  }

  /** Uploads one SSTable with these files by name, and names it in the manifest. */
  public PriamFixture sstable(
      String keyspace,
      String directory,
      String descriptor,
      Instant modified,
      Map<String, byte[]> files)
      throws IOException {
    List<String> components = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String key = dataKey(modified, keyspace, directory, file.getKey());
      store.put(key, compressed(file.getValue()));
      components.add(component(file.getKey(), file.getValue().length, key));
    }
    return entry(keyspace, directory, descriptor, components);
  }

  /** A component as the manifest has it. */
  public String component(String fileName, long size, String key) {
    return """
        {"fileName":"%s","lastModifiedTime":1859817645000,"fileCreationTime":0,\
        "fileSizeOnDisk":%d,"compression":"%s","encryption":"PLAINTEXT","isUploaded":false,\
        "backupPath":"%s"}"""
        .formatted(fileName, size, compression, key);
  }

  /** Names an SSTable in the manifest; the table's name is cut off at its id, as Priam does. */
  public PriamFixture entry(
      String keyspace, String directory, String prefix, List<String> components) {
    table(keyspace, directory)
        .add(
            "{\"prefix\":\"%s\",\"sstableComponents\":[%s]}"
                .formatted(prefix, String.join(",", components)));
    return this;
  }

  private List<String> table(String keyspace, String directory) {
    return tables.computeIfAbsent(
        keyspace + "|" + directory.split("-", -1)[0], name -> new ArrayList<>());
  }

  /** Names a table that has no SSTable. */
  public PriamFixture empty(String keyspace, String directory) {
    table(keyspace, directory);
    return this;
  }

  /** Uploads the table's schema as the snapshot's own file, which no manifest names. */
  public PriamFixture schema(String keyspace, String directory, String cql) throws IOException {
    store.put(
        dataKey(at.plusSeconds(20), keyspace, directory, "schema.cql"),
        compressed(cql.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /** Uploads the manifest. */
  public PriamFixture finish() throws IOException {
    List<String> data = new ArrayList<>();
    tables.forEach(
        (name, sstables) -> {
          List<String> all = new ArrayList<>(sstables);
          String keyspace = name.substring(0, name.indexOf('|'));
          String table = name.substring(name.indexOf('|') + 1);
          // Cassandra's own manifest of the snapshot, which may never be uploaded.
          all.add(
              "{\"prefix\":\"manifest\",\"sstableComponents\":[%s]}"
                  .formatted(
                      component(
                          "manifest.json",
                          5,
                          dataKey(at, keyspace, table + "-" + ID, "manifest.json"))));
          data.add(
              "{\"keyspaceName\":\"%s\",\"columnfamilyName\":\"%s\",\"sstables\":[%s]}"
                  .formatted(keyspace, table, String.join(",", all)));
        });
    String manifest =
        """
        {"info":{"version":1,"appName":"members","region":"us-east-1","rack":"1a",\
        "backupIdentifier":["%s"]},"data":[%s]}"""
            .formatted(token, String.join(",", data));
    store.put(manifestKey(), compressed(manifest.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  private byte[] compressed(byte[] content) throws IOException {
    return compression.equals("SNAPPY") ? framed(content) : content;
  }

  /** As Priam compresses a file. */
  public static byte[] framed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream framed = new SnappyOutputStream(bytes)) {
      framed.write(content);
    }
    return bytes.toByteArray();
  }
}
